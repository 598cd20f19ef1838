"""Reads the texts of the demo province from ``content/`` and gives everything in it a name that never changes."""

import csv
import json
import re
import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CONTENT_DIR = Path(__file__).parent / "content"
NAMESPACE = uuid.UUID("3f0a1a52-6b2c-5c0e-9d41-8d5b7a1c4e60")
_DIRECTIVE = re.compile(r"^\[\[(?P<kind>picture|resource): (?P<name>[\w-]+)(?: \| (?P<words>.+))?\]\]$")


def demo_uuid(*parts: object) -> uuid.UUID:
    """Return the UUID of a thing of the demo: the same each time, so that seeding again finds it."""
    return uuid.uuid5(NAMESPACE, "/".join(map(str, parts)))


@cache
def json_content(name: str):
    """Return a JSON file of the content folder."""
    return json.loads((CONTENT_DIR / name).read_text(encoding="utf-8"))


def csv_content(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the content folder."""
    with (CONTENT_DIR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def resource_text(name: str) -> str:
    """Return the text that a file of a resource is made from."""
    return (CONTENT_DIR / "resources" / name).read_text(encoding="utf-8")


def course_keys() -> list[str]:
    """Return the folders of the courses."""
    return sorted(path.name for path in (CONTENT_DIR / "courses").iterdir() if path.is_dir())


@dataclass
class LessonText:
    """A lesson as written: title, chapter, minutes, and its pieces ``(kind, name or text, words)`` in order."""

    title: str
    chapter: str
    minutes: int
    pieces: list[tuple[str, str, str]] = field(default_factory=list)


def read_lesson(course: str, key: str) -> LessonText:
    """Read a lesson: Markdown with ``[[picture: …]]``, ``[[resource: …]]`` and questions between ``???``."""
    lines = (CONTENT_DIR / "courses" / course / f"{key}.md").read_text(encoding="utf-8").splitlines()
    lesson = LessonText(
        title=lines[0].removeprefix("# "),
        chapter=lines[1].removeprefix("chapter: "),
        minutes=int(lines[2].removeprefix("minutes: ")),
    )
    for part in re.split(r"^\?\?\?$", "\n".join(lines[3:]), flags=re.MULTILINE):
        question, rule, answer = part.partition("\n---\n")
        if rule:
            lesson.pieces.append(("question", question.strip(), answer.strip()))
        else:
            lesson.pieces.extend(_pieces(part))
    return lesson


def _pieces(text: str) -> list[tuple[str, str, str]]:
    pieces, words = [], []
    for line in [*text.splitlines(), None]:
        directive = line is not None and _DIRECTIVE.match(line)
        if (directive or line is None) and (body := "\n".join(words).strip()):
            pieces.append(("text", _raised(body), ""))
        if directive:
            pieces.append((directive["kind"], directive["name"], directive["words"] or ""))
        words = [] if directive or line is None else [*words, line]
    return pieces


def _raised(text: str) -> str:
    """Move headings up one level: the title of the lesson is the page's own."""
    return re.sub(r"^#(#+ )", r"\1", text, flags=re.MULTILINE)
