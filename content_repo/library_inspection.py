"""What a reviewer looks at in a library: which files differ from a trusted tree, and what its scripts reach for.

All of it states facts; whether they are right for a library, a person judges.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cached_property

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content_repo.choices import LibraryState
from content_repo.models import Library
from content_repo.stored_members import MemberMissing, read_member

TEXT_EXTENSIONS = ("js", "css", "json", "svg", "txt", "md", "html", "xml", "vtt", "csv")
MAX_TEXT_BYTES = 1024**2  # of one file that is searched
MAX_DIFF_BYTES = 200_000
MAX_DIFF_LINES = 3_000  # of each side
MAX_SHOWN_LINES = 500
MAX_SHOWN_CHARS = 300  # of a line; minified files are one line
MAX_SIGNS = 300
CONTEXT_CHARS = 60
KEPT_SECONDS = 24 * 3600

# What scripts reach for that a reviewer wants to have seen, and the words for it.
SIGNS: dict[str, tuple[Promise | str, re.Pattern]] = {
    name: (words, re.compile(pattern))
    for name, words, pattern in (
        (
            "eval",
            _("Chạy chuỗi chữ như mã lệnh"),
            r"\beval\s*\(|\bnew\s+Function\s*\(|\bset(?:Timeout|Interval)\s*\(\s*[\"']",
        ),
        (
            "network",
            _("Gọi mạng"),
            r"\bfetch\s*\(|\bXMLHttpRequest\b|\bsendBeacon\b|\bWebSocket\b|\bEventSource\b|\$\.(?:ajax|get|post|getJSON)\b"
            r"|\bimportScripts\s*\(|\bRTCPeerConnection\b",
        ),
        (
            "frame",
            _("Truy cập ra ngoài khung"),
            r"\bwindow\.(?:top|parent|opener)\b|\b(?:top|parent)\.(?:location|document)\b|\bpostMessage\s*\(",
        ),
        ("cookie", _("Cookie, bộ nhớ trình duyệt"), r"\bdocument\.cookie\b|\b(?:local|session)Storage\b|\bindexedDB\b"),
        (
            "address",
            _("Đổi trang, mở cửa sổ"),
            r"\bwindow\.open\s*\(|\blocation\.(?:href\s*=[^=]|assign|replace)|\bdocument\.domain\b",
        ),
        ("markup", _("Viết thẳng vào trang"), r"\bdocument\.write(?:ln)?\s*\(|\binsertAdjacentHTML\b|\bsrcdoc\b"),
        (
            "script",
            _("Thêm tập lệnh khác"),
            r"createElement\s*\(\s*[\"'](?:script|iframe|object|embed)[\"']|\bimport\s*\(",
        ),
        (
            "outside",
            _("Địa chỉ bên ngoài"),
            r"(?:https?:)?//(?!www\.w3\.org/|h5p\.org/|adlnet\.gov/|id\.tincanapi\.com/)[a-z0-9-]+(?:\.[a-z0-9-]+)+[/\"']",
        ),
        (
            "device",
            _("Máy ảnh, micro, vị trí"),
            r"\bgetUserMedia\b|\bnavigator\.(?:geolocation|clipboard|serviceWorker)\b",
        ),
    )
}


@dataclass(frozen=True)
class Sign:
    """One place in a script."""

    kind: str
    path: str
    line: int
    excerpt: str


@dataclass(frozen=True)
class Signs:
    """Places by kind, in words; ``is_cut`` when there are more than are shown, or files too large to search."""

    groups: list[tuple[str, list[Sign]]]
    is_cut: bool = False


def signs_of(library: Library) -> Signs:
    """Return what the scripts of a tree reach for; kept a day by tree."""
    key = f"library-signs:2:{library.tree_sha256}"
    found = cache.get(key)
    if found is None:
        found = _searched(library)
        cache.set(key, found, KEPT_SECONDS)
    rows, is_cut = found
    groups: dict[str, list[Sign]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(Sign(*row))
    return Signs([(str(SIGNS[kind][0]), groups[kind]) for kind in SIGNS if kind in groups], is_cut)


def _searched(library: Library) -> tuple[list[tuple], bool]:
    rows: list[tuple] = []
    is_cut = False
    for path in sorted(path for path in library.members if path.lower().endswith((".js", ".svg", ".html"))):
        text = text_of(library, path, MAX_TEXT_BYTES)
        if text is None:
            is_cut = True
            continue
        rows += _signs_in(path, text)
        if len(rows) > MAX_SIGNS:
            return rows[:MAX_SIGNS], True
    return rows, is_cut


def _signs_in(path: str, text: str) -> Iterator[tuple]:
    for kind, (_words, pattern) in SIGNS.items():
        line, counted = 1, 0
        for match in pattern.finditer(text):
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield kind, path, line, _around(text, match.start(), match.end())


def _around(text: str, start: int, end: int) -> str:
    first = max(text.rfind("\n", 0, start) + 1, start - CONTEXT_CHARS)
    stop = text.find("\n", end)
    last = min(len(text) if stop < 0 else stop, end + CONTEXT_CHARS)
    return text[first:last].strip()


def text_of(library: Library, path: str, max_bytes: int) -> str | None:
    """Return a text file of a tree; None for one that is too large, no text or not there."""
    if path.rpartition(".")[2].lower() not in TEXT_EXTENSIONS:
        return None
    try:
        return read_member(library.archive.key, library.members[path], max_bytes).decode("utf-8", "replace")
    except (KeyError, MemberMissing):
        return None


@dataclass
class Difference:
    """What one tree has that another has not; a file is the same if its size and check sum are."""

    old: Library
    new: Library
    added: list[str] = field(init=False)
    removed: list[str] = field(init=False)
    changed: list[str] = field(init=False)

    def __post_init__(self):
        old, new = self.old.members, self.new.members
        self.added = sorted(new.keys() - old.keys())
        self.removed = sorted(old.keys() - new.keys())
        self.changed = sorted(path for path in old.keys() & new.keys() if old[path][2:4] != new[path][2:4])

    @property
    def is_empty(self) -> bool:
        """Whether both trees are the same."""
        return not (self.added or self.removed or self.changed)

    @cached_property
    def described(self) -> list[tuple[str, str, str]]:
        """Lines of library.json that differ: name, before, after."""
        old, new = self.old.description, self.new.description
        names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        return [(name, _shown(old.get(name)), _shown(new.get(name))) for name in names]

    def lines_of(self, path: str) -> "FileDifference | None":
        """Return the difference of one file, line by line; None for a path that does not differ."""
        if path not in (*self.added, *self.removed, *self.changed):
            return None
        texts = [
            text_of(library, path, MAX_DIFF_BYTES) if path in library.members else ""
            for library in (self.old, self.new)
        ]
        if None in texts:
            return FileDifference(path, [], is_shown=False)
        before, after = ([line[: MAX_SHOWN_CHARS * 4] for line in text.splitlines()] for text in texts)
        if max(len(before), len(after)) > MAX_DIFF_LINES:
            return FileDifference(path, [], is_shown=False)
        lines = list(unified_diff(before, after, str(self.old), str(self.new), lineterm=""))
        return FileDifference(path, [_line(line) for line in lines[:MAX_SHOWN_LINES]], len(lines) > MAX_SHOWN_LINES)


@dataclass(frozen=True)
class FileDifference:
    """Lines of a unified diff, each with what it is: ``add``, ``del``, ``at`` or nothing."""

    path: str
    lines: list[tuple[str, str]]
    is_cut: bool = False
    is_shown: bool = True


def _line(line: str) -> tuple[str, str]:
    kind = "at" if line.startswith(("@@", "---", "+++")) else {"+": "add", "-": "del"}.get(line[:1], "")
    return kind, line if len(line) <= MAX_SHOWN_CHARS else f"{line[:MAX_SHOWN_CHARS]}…"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_shown(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return "" if value is None else str(value)


def nearest_trusted(library: Library) -> Library | None:
    """Return the trusted tree of the same name whose version is nearest; two queries at most."""
    others = Library.objects.filter(machine_name=library.machine_name, state=LibraryState.TRUSTED)
    found = list(others.exclude(pk=library.pk).only("pk", "major_version", "minor_version", "patch_version"))
    if not found:
        return None
    nearest = min(found, key=lambda other: (_distance(library, other), -other.pk))
    return Library.objects.select_related("archive").get(pk=nearest.pk)


def _distance(one: Library, other: Library) -> Sequence[int]:
    return (
        abs(one.major_version - other.major_version),
        abs(one.minor_version - other.minor_version),
        abs(one.patch_version - other.patch_version),
    )
