"""Versions told to people: their numbers, what was decided about each, what changed between two."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, TaskState

from content_repo.models import LearningResource

# Columns a reviewer compares, in the order of the form.
COMPARED = [
    "title",
    "kind",
    "subject",
    "topic",
    "outcomes",
    "summary",
    "author_name",
    "license",
    "visibility",
    "time_required_minutes",
    "in_language",
    "textbook_series",
]


@dataclass(frozen=True)
class VersionLabel:
    """One row of the history."""

    revision: Revision
    number: int
    is_live: bool
    is_latest: bool
    steps: list[TaskState] = field(default_factory=list)


def version_labels(
    resource: LearningResource, revisions: Iterable[Revision], steps: Iterable[TaskState], first_number: int
) -> list[VersionLabel]:
    """Number the versions downwards from ``first_number`` and put the steps of the review beside theirs."""
    by_revision: dict[int, list[TaskState]] = {}
    for step in steps:
        by_revision.setdefault(step.revision_id, []).append(step)
    return [
        VersionLabel(
            revision,
            number,
            revision.pk == resource.live_revision_id,
            revision.pk == resource.latest_revision_id,
            by_revision.get(revision.pk, []),
        )
        for number, revision in zip(count(first_number, -1), revisions, strict=False)
    ]


@dataclass(frozen=True)
class Change:
    """A field that differs: its name and both values in words."""

    label: str
    before: str
    after: str


def changes_between(before: LearningResource, after: LearningResource) -> list[Change]:
    """Return what a reader of ``before`` would find different in ``after``, field by field."""
    pairs = [(_label(name), _shown(before, name), _shown(after, name)) for name in COMPARED]
    pairs.insert(3, (_label("grades"), _grades(before), _grades(after)))
    pairs.append((_("Tệp"), _files(before), _files(after)))
    return [Change(str(label), old, new) for label, old, new in pairs if old != new]


def _label(name: str) -> str:
    return str(LearningResource._meta.get_field(name).verbose_name).capitalize()


def _shown(version: LearningResource, name: str) -> str:
    display = getattr(version, f"get_{name}_display", None)
    value = display() if display else getattr(version, name)
    return "" if value is None else str(value)


def _grades(version: LearningResource) -> str:
    return ", ".join(str(number) for number in sorted(grade.number for grade in version.grades.all()))


def _files(version: LearningResource) -> str:
    """Name and first digits of the hash: other bytes under the same name are a change too."""
    return "\n".join(f"{file.name} ({file.blob.sha256[:8]})" for file in version.files.all())
