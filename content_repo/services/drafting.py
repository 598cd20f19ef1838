"""Writing a resource: create, change, go back to an old version, delete."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from wagtail.models import Revision

from content_repo.models import LearningResource, ResourceFile, VersionBlob
from content_repo.queries import latest_version, version_of
from content_repo.search.outbox import record_change
from media.models import Blob

MANY_VALUED = "grades"


class UuidTakenError(Exception):
    """The UUID made by the client is that of somebody else's resource."""


@dataclass(frozen=True)
class FileEntry:
    """A file of a version: ``uuid`` stays the same from version to version."""

    blob: Blob
    name: str
    uuid: UUID = field(default_factory=uuid4)


def create_resource(*, uuid: UUID, owner, school, fields: dict, files: Sequence[FileEntry]) -> LearningResource:
    """Create a draft with its first version; the same ``uuid`` again returns the resource made first.

    ``fields`` holds validated columns and ``grades``. Raises :class:`UuidTakenError` for another person's ``uuid``.
    """
    try:
        with transaction.atomic():
            resource = LearningResource(uuid=uuid, owner=owner, school=school, live=False)
            _write(resource, fields, files)
            resource.save()
            resource.save_revision(user=owner, clean=False)
            _keep_bytes(resource, resource)
            return resource
    except IntegrityError:
        existing = LearningResource.objects.filter(uuid=uuid).first()
        if existing is None:
            raise
    if existing.owner_id != owner.pk:
        raise UuidTakenError(str(uuid))
    return existing


@transaction.atomic
def save_draft(*, resource: LearningResource, by, fields: dict, files: Sequence[FileEntry]) -> Revision:
    """Save a new version on top of the newest one; what is published stays as it is until the review is over."""
    version = latest_version(LearningResource.objects.get(pk=resource.pk))  # an object of its own, to be written on
    _write(version, fields, files)
    return _save_version(resource, version, by)


@transaction.atomic
def restore_revision(*, resource: LearningResource, revision: Revision, by) -> Revision:
    """Make an old version the newest one: its texts, and its files with the bytes they had."""
    version = version_of(resource, revision)
    return _save_version(resource, version, by, previous_revision=revision, log_action=True)


@transaction.atomic
def delete_resource(*, resource: LearningResource, by) -> None:
    """Delete a resource that nobody has seen published, with its versions; the bytes are swept later."""
    if state := resource.current_workflow_state:
        state.cancel(user=by)
    record_change(resource)
    resource.delete()


def _write(version: LearningResource, fields: dict, files: Sequence[FileEntry]) -> None:
    for name, value in fields.items():
        if name == MANY_VALUED:
            version.grades.set(value)
        else:
            setattr(version, name, value)
    kept = {file.uuid: file.pk for file in version.files.all()}
    version.files.set(
        [
            ResourceFile(
                pk=kept.get(entry.uuid), uuid=entry.uuid, blob=entry.blob, name=entry.name[:120], position=position
            )
            for position, entry in enumerate(files)
        ]
    )


def _save_version(resource, version, by, **kwargs) -> Revision:
    if not resource.live:
        version.save()  # nobody else sees it: keep the columns in step, so that lists show the newest words
    revision = version.save_revision(user=by, clean=False, **kwargs)
    _keep_bytes(resource, version)
    resource.refresh_from_db()
    return revision


def _keep_bytes(resource: LearningResource, version: LearningResource) -> None:
    """Have the sweep of unused bytes spare those of this version, which may be in no other row."""
    blobs = {file.blob_id for file in version.files.all()} | ({version.cover_id} if version.cover_id else set())
    VersionBlob.objects.bulk_create(
        [VersionBlob(resource=resource, blob_id=blob) for blob in sorted(blobs)], ignore_conflicts=True
    )
