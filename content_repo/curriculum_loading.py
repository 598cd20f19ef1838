"""Bring grades, subjects, textbook series and topics from ``content_repo/data/`` into the database."""

import csv
from pathlib import Path

from django.db import transaction

from content_repo.curriculum import forget_curriculum
from content_repo.models import Grade, Subject, TextbookSeries, Topic

DATA_DIR = Path(__file__).parent / "data"


@transaction.atomic
def load_curriculum(*, folder: Path = DATA_DIR) -> dict[str, int]:
    """Add what is new, rename what was renamed, and return the number of rows of each file.

    Rows are known by their key, so loading again changes nothing. A row that left the files stays in the database:
    materials may be filed under it.
    """
    counts = {
        "grades": _load_grades(read_rows(folder / "grades.csv")),
        "subjects": _load_subjects(read_rows(folder / "subjects.csv")),
        "textbook_series": _load_series(read_rows(folder / "textbook_series.csv")),
        "topics": _load_topics(read_rows(folder / "topics.csv")),
    }
    transaction.on_commit(forget_curriculum)
    return counts


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of one file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_grades(rows) -> int:
    grades = [Grade(number=int(row["number"]), level=row["level"]) for row in rows]
    Grade.objects.bulk_create(grades, update_conflicts=True, unique_fields=["number"], update_fields=["level"])
    return len(grades)


def _load_subjects(rows) -> int:
    fields = ["name", "name_en", "hue", "icon"]
    subjects = [
        Subject(key=row["key"], position=position, **{field: row[field] for field in fields})
        for position, row in enumerate(rows)
    ]
    _save_by_key(subjects, [*fields, "position"])
    by_key = Subject.objects.in_bulk([row["key"] for row in rows], field_name="key")
    for row in rows:
        by_key[row["key"]].grades.set(grade_span(row["grades"]))
    return len(subjects)


def grade_span(text: str) -> list[int]:
    """Return the grades of ``6-9`` or ``10``."""
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _load_series(rows) -> int:
    series = [
        TextbookSeries(key=row["key"], name=row["name"], is_default=row["is_default"] == "yes", position=position)
        for position, row in enumerate(rows)
    ]
    _save_by_key(series, ["name", "is_default", "position"])
    return len(series)


def _load_topics(rows) -> int:
    subjects = dict(Subject.objects.values_list("key", "pk"))
    topics = [
        Topic(
            key=row["key"],
            subject_id=subjects[row["subject"]],
            grade_id=int(row["grade"]),
            name=row["name"],
            position=position,
        )
        for position, row in enumerate(rows)
    ]
    _save_by_key(topics, ["subject", "grade", "name", "position"])
    return len(topics)


def _save_by_key(objects, fields) -> None:
    model = type(objects[0])
    model.objects.bulk_create(
        objects, update_conflicts=True, unique_fields=["key"], update_fields=fields, batch_size=100
    )
