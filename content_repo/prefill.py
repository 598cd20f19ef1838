"""Guess title, subject, grade and kind of a material from its file name and its first lines (pure)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from content_repo.choices import ResourceKind

_KIND_BY_SUFFIX = {
    ".pptx": ResourceKind.SLIDES,
    ".ppt": ResourceKind.SLIDES,
    ".odp": ResourceKind.SLIDES,
    ".mp3": ResourceKind.AUDIO,
    ".m4a": ResourceKind.AUDIO,
    ".ogg": ResourceKind.AUDIO,
    ".wav": ResourceKind.AUDIO,
    ".mp4": ResourceKind.VIDEO,
    ".webm": ResourceKind.VIDEO,
    ".jpg": ResourceKind.PICTURE,
    ".jpeg": ResourceKind.PICTURE,
    ".png": ResourceKind.PICTURE,
    ".webp": ResourceKind.PICTURE,
    ".h5p": ResourceKind.SELF_STUDY,
}
# Words in a name that tell the kind; longer ones first, all folded.
_KIND_BY_WORDS = {
    "ke hoach bai day": ResourceKind.LESSON_PLAN,
    "khbd": ResourceKind.LESSON_PLAN,
    "giao an": ResourceKind.LESSON_PLAN,
    "phieu hoc tap": ResourceKind.WORKSHEET,
    "phieu bai tap": ResourceKind.WORKSHEET,
    "pht": ResourceKind.WORKSHEET,
    "de kiem tra": ResourceKind.TEST,
    "de thi": ResourceKind.TEST,
    "bai giang": ResourceKind.SLIDES,
}
# What teachers call a subject in file names, beside its own name.
_SHORT_NAMES = {
    "khtn": "khoa hoc tu nhien",
    "gdcd": "giao duc cong dan",
    "ls dl": "lich su va dia li",
    "ls&dl": "lich su va dia li",
    "tnxh": "tu nhien va xa hoi",
    "hdtn": "hoat dong trai nghiem",
    "gdtc": "giao duc the chat",
    "van": "ngu van",
    "anh": "tieng anh",
    "tin": "tin hoc",
}
_GRADE = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?!\d)")
_NAMED_BY_A_MACHINE = re.compile(r"(img|dsc|vid|mov|scan|pxl|document|untitled|screenshot)[\W\d_]*$")
_LESSON = re.compile(r"\b(bai|tiet|unit|chu de|chuong)\s*\.?\s*\d", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[–—_]\s*|\s+-\s+")


@dataclass(frozen=True)
class Guess:
    """What could be read; empty fields were not found."""

    title: str = ""
    subject_id: int | None = None
    grades: list[int] = field(default_factory=list)
    kind: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.title or self.subject_id or self.grades or self.kind)


def plain(text: str) -> str:
    """Return text without marks in lower case, each letter in its place."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def guess_from_name(file_name: str, subjects: Iterable[tuple[int, str]], text: str = "") -> Guess:
    """Read a file name such as «KHBD Toán 8 – Bài 14 Hình thang cân.docx»; ``subjects`` are pairs of id and name.

    ``text`` (the start of a Word file) helps where the name says nothing of subject, grade or title.
    """
    path = PurePath(unicodedata.normalize("NFC", file_name))
    suffix = path.suffix.lower()
    stem = path.stem if suffix else path.name
    found = _read(stem, list(subjects))
    told = _read_lines(text, list(subjects)) if text else Guess()
    return Guess(
        title=(found.title or told.title)[:160],
        subject_id=found.subject_id or told.subject_id,
        grades=found.grades or told.grades,
        kind=_KIND_BY_SUFFIX.get(suffix)
        or found.kind
        or told.kind
        or (ResourceKind.LESSON_PLAN if suffix in {".docx", ".doc"} else ""),
    )


def _read(stem: str, subjects: list[tuple[int, str]]) -> Guess:
    words = " ".join(_SEPARATORS.sub(" – ", stem).split())
    folded = plain(words)
    lesson = _LESSON.search(folded)
    head = folded[: lesson.start()] if lesson else folded
    subject_id, subject_end = _subject(head, subjects)
    grade = _GRADE.search(head, subject_end) if subject_id else re.search(r"\b(?:lop|khoi)\s*(1[0-2]|[1-9])\b", folded)
    kind, kind_end = _kind(folded)
    after = max(subject_end, grade.end() if grade else 0, kind_end if kind_end <= len(head) else 0)
    title = words[lesson.start() :] if lesson else words[after:]
    title = "" if _NAMED_BY_A_MACHINE.match(folded) else title.strip(" –-.,_")
    return Guess(title, subject_id, [int(grade[1])] if grade else [], kind)


def _subject(head: str, subjects: list[tuple[int, str]]) -> tuple[int | None, int]:
    names = {plain(name): pk for pk, name in subjects}
    called = {**names, **{short: names[full] for short, full in _SHORT_NAMES.items() if full in names}}
    for name in sorted(called, key=len, reverse=True):
        if match := re.search(rf"\b{re.escape(name)}(?=\W|\d|$)", head):
            return called[name], match.end()
    return None, 0


def _kind(folded: str) -> tuple[str, int]:
    for words, kind in _KIND_BY_WORDS.items():
        if match := re.search(rf"\b{words}\b", folded):
            return kind, match.end()
    return "", 0


def _read_lines(text: str, subjects: list[tuple[int, str]]) -> Guess:
    """Read the head of a lesson plan: «TÊN BÀI DẠY: …», «Môn học: Toán; lớp: 8»."""
    title, subject_id, grades = "", None, []
    for line in (line.strip() for line in text[:2000].splitlines()):
        folded = plain(line)
        if not title and (match := re.match(r"(ten bai day|ten bai|bai day)\s*:?\s*", folded)):
            title = line[match.end() :].strip(" :–-")
        elif not title and _LESSON.match(folded):
            title = line
        if not subject_id and (match := re.search(r"mon(?: hoc)?[^:]{0,30}:\s*", folded)):
            subject_id, _ = _subject(folded[match.end() :], subjects)
        if not grades and (match := re.search(r"\blop\s*:?\s*(1[0-2]|[1-9])\b", folded)):
            grades = [int(match[1])]
    return Guess(title[:160], subject_id, grades)
