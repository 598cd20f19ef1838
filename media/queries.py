"""Reads: what a school stores, which parts have come, how a blob is shown."""

from dataclasses import dataclass, field
from itertools import count

from django.conf import settings
from django.db.models import CASCADE, Case, F, IntegerField, Q, QuerySet, Sum, Value, When

from media.choices import PreviewKind, UploadState
from media.kinds import KINDS
from media.models import Blob, Rendition, StorageQuota, Upload
from media.stores import object_store

MOST_PAGES = 60  # of a deck
_COUNTED = [UploadState.RECEIVING, UploadState.CHECKING, UploadState.STORED]
_UNFINISHED = [UploadState.RECEIVING, UploadState.CHECKING]


@dataclass(frozen=True)
class Preview:
    """How a blob is shown: ``view``, ``thumb`` and ``pages`` are renditions with their ``blob`` loaded."""

    blob: Blob
    kind: PreviewKind
    icon: str = "file-text"
    view: Rendition | None = None
    thumb: Rendition | None = None
    pages: list[Rendition] = field(default_factory=list)

    @property
    def size_bytes(self) -> int:
        """What showing all of the preview costs the reader."""
        if self.kind in (PreviewKind.AUDIO, PreviewKind.VIDEO):
            return self.blob.size_bytes
        shown = [self.view] if self.view else self.pages
        return sum(rendition.blob.size_bytes for rendition in shown)

    @property
    def is_ready(self) -> bool:
        """Whether processing has ended, so that nothing more will come."""
        return self.blob.is_processed


def preview_of(blob: Blob) -> Preview:
    """Return the preview; prefetch ``renditions__blob`` to ask for many without a query each."""
    kind = KINDS[blob.kind]
    by_name = {rendition.name: rendition for rendition in renditions_of(blob)}
    pages = sorted((r for r in by_name.values() if r.name.startswith("page-")), key=lambda r: int(r.name[5:]))
    shown = PreviewKind(kind.preview)
    if (shown == PreviewKind.IMAGE and "view" not in by_name) or (shown == PreviewKind.PAGES and not pages):
        shown = PreviewKind.NONE
    return Preview(blob, shown, kind.icon, by_name.get("view"), by_name.get("thumb"), pages)


def renditions_of(blob: Blob) -> list[Rendition]:
    """Return the renditions with their blobs, from the prefetched ones if there are."""
    if "renditions" in getattr(blob, "_prefetched_objects_cache", {}):
        return list(blob.renditions.all())
    return list(blob.renditions.select_related("blob"))


def pages_wanted(blob: Blob) -> int:
    """Return how many pages of a blob can be shown in class: those it has, up to ``MOST_PAGES``."""
    return min(blob.facts.get("pages", 0), MOST_PAGES) if KINDS[blob.kind].draws_pages(blob.media_type) else 0


def page_count(blob: Blob) -> int:
    """Return how many of its first pages were made."""
    names = {rendition.name for rendition in renditions_of(blob)}
    return next(number for number in count() if f"page-{number + 1}" not in names)


def uploads_of(user) -> QuerySet[Upload]:
    """The user's own uploads, unfinished ones first, then the newest."""
    is_finished = Case(When(state__in=_UNFINISHED, then=Value(0)), default=Value(1), output_field=IntegerField())
    visible = Upload.objects.filter(owner=user).exclude(state=UploadState.CANCELLED)
    return visible.annotate(is_finished=is_finished).order_by("is_finished", "-created_at", "-id")


def received_parts(upload: Upload) -> list[int]:
    """Numbers (from 1) of the parts that lie in storage with the right length, in order."""
    if upload.state != UploadState.RECEIVING:
        return []
    found = {item.key: item.size_bytes for item in object_store().list(upload.incoming_prefix)}
    numbers = range(1, upload.parts_count + 1)
    return [number for number in numbers if found.get(part_key(upload, number)) == part_length(upload, number)]


def part_key(upload: Upload, number: int) -> str:
    """Name of a part in storage."""
    return f"{upload.incoming_prefix}{number:05}"


def part_length(upload: Upload, number: int) -> int:
    """Bytes that part ``number`` (from 1) must have; 0 for a number out of range."""
    start = (number - 1) * upload.part_size_bytes
    return max(0, min(upload.part_size_bytes, upload.size_bytes - start)) if number > 0 else 0


def quota_bytes(school) -> int:
    """Bytes that a school may store."""
    own = StorageQuota.objects.filter(school=school).values_list("limit_bytes", flat=True).first()
    return settings.SCHOOL_QUOTA_BYTES if own is None else own


def used_bytes(school) -> int:
    """Bytes that a school stores or has begun to send."""
    return Upload.objects.filter(school=school, state__in=_COUNTED).aggregate(total=Sum("size_bytes"))["total"] or 0


def _referred_blobs(*, is_outside: bool) -> Q:
    """Condition: a row refers to the blob; of a higher app, or of this one (a copy of itself does not count)."""
    found = Q(pk__in=[])
    for relation in Blob._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        # A row that goes with its blob describes the blob; it does not use it.
        follows = relation.on_delete is CASCADE
        if (model._meta.app_label != "media") != is_outside or follows:
            continue
        rows = model._base_manager.filter(**{f"{name}__isnull": False})
        if model is Rendition:
            rows = rows.exclude(source=F("blob"))
        found |= Q(pk__in=rows.values(relation.field.attname))
    return found


def attached_blobs() -> QuerySet[Blob]:
    """Blobs that a model of a higher app refers to."""
    return Blob.objects.filter(_referred_blobs(is_outside=True))


def unused_blobs() -> QuerySet[Blob]:
    """Blobs that nothing refers to: no upload, no rendition, no model of a higher app."""
    return Blob.objects.exclude(_referred_blobs(is_outside=True)).exclude(_referred_blobs(is_outside=False))
