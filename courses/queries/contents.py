"""What lessons are made of: their parts with files and resources, and what they cost in data."""

import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass

from content_repo.models import LearningResource
from content_repo.queries import ResourceCard, resource_cards, resources_for
from content_repo.search.filters import MAX_TEXT_LENGTH, Filters
from content_repo.search.queries import search
from courses.models import LessonPage
from media.models import Blob
from media.queries import preview_of


@dataclass(frozen=True)
class Part:
    """One block of a lesson, ready to be shown."""

    kind: str
    value: object
    blob: Blob | None = None
    preview: object = None
    card: ResourceCard | None = None

    @property
    def template_name(self) -> str:
        """Template that shows the part."""
        return f"courses/blocks/{self.kind}.html"

    @property
    def size_bytes(self) -> int:
        """What the part costs when all of it is looked at."""
        if self.card:
            return sum(_cost(file.blob, file.preview) for file in self.shown_files)
        return _cost(self.blob, self.preview) if self.blob else 0

    @property
    def shown_files(self) -> list:
        """The files of the resource that this part shows: all, or the one chosen."""
        chosen = self.value["file"] if self.card else ""
        return [file for file in self.card.files if not chosen or str(file.uuid) == chosen] if self.card else []


def lesson_parts(lessons: Iterable[LessonPage], user) -> dict[int, list[Part]]:
    """Return the parts of each lesson by primary key, in a constant number of queries."""
    lessons = list(lessons)
    blocks = [block for lesson in lessons for block in lesson.body]
    shas = {block.value["blob"] for block in blocks if "blob" in getattr(block.value, "keys", tuple)()}
    blobs = blobs_by_sha(shas)
    wanted = {uuid for block in blocks if block.block_type == "resource" and (uuid := _uuid(block.value["resource"]))}
    cards = resource_cards(wanted, user) if wanted else {}
    return {lesson.pk: [_part(block, blobs, cards) for block in lesson.body] for lesson in lessons}


def blobs_by_sha(shas: Iterable[str]) -> dict[str, Blob]:
    """Return blobs with their renditions by SHA-256, without the text, which can be long."""
    shas = set(shas)
    if not shas:
        return {}
    found = Blob.objects.filter(sha256__in=shas).defer("text").prefetch_related("renditions__blob")
    return {blob.sha256: blob for blob in found}


def matching_resources(text: str, user, limit: int = 8) -> list[LearningResource]:
    """Published resources that fit the words best, found as in the catalogue: without marks, and by what files say."""
    wanted = " ".join(text.replace("\0", "").split())[:MAX_TEXT_LENGTH]
    answer = search(filters=Filters(text=wanted), user=user, page_size=limit)
    seen = resources_for(user).select_related("subject", "school")
    if answer is None:  # the index is being built
        return list(seen.filter(title__icontains=wanted).order_by("title", "pk")[:limit])
    found = {str(resource.uuid): resource for resource in seen.filter(uuid__in=[hit.uuid for hit in answer.hits])}
    return [found[hit.uuid] for hit in answer.hits if hit.uuid in found]


def lesson_sizes(parts: dict[int, list[Part]]) -> dict[int, int]:
    """Return bytes by primary key of the lesson."""
    return {pk: sum(part.size_bytes for part in of_lesson) for pk, of_lesson in parts.items()}


def _part(block, blobs: dict[str, Blob], cards: dict[uuids.UUID, ResourceCard]) -> Part:
    if block.block_type == "resource":
        return Part("resource", block.value, card=cards.get(_uuid(block.value["resource"])))
    if block.block_type in ("image", "video", "file"):
        blob = blobs.get(block.value["blob"])
        return Part(block.block_type, block.value, blob=blob, preview=preview_of(blob) if blob else None)
    return Part(block.block_type, block.value)


def _cost(blob: Blob, preview) -> int:
    """Bytes of what is shown in place; of the file itself where it can only be downloaded."""
    return getattr(preview, "size_bytes", 0) or blob.size_bytes


def _uuid(text: str) -> uuids.UUID | None:
    try:
        return uuids.UUID(text)
    except ValueError:
        return None
