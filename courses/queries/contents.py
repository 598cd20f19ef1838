"""What lessons are made of: their parts with files and resources, and what they cost in data."""

import uuid as uuids
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from content_repo.choices import PackageState
from content_repo.models import LearningResource, Package, ResourceFile
from content_repo.players import PLAYERS
from content_repo.queries import ResourceCard, packages_of, resource_cards, resources_for
from content_repo.search.filters import MAX_TEXT_LENGTH, Filters
from content_repo.search.queries import search
from courses.models import LessonPage
from media.models import Blob
from media.queries import preview_of


@dataclass(frozen=True)
class ShownFile:
    """A file that a lesson shows: played if it is an interactive package, else previewed."""

    name: str
    blob: Blob
    preview: object
    package: Package | None = None

    @property
    def is_interactive(self) -> bool:
        """Whether it is a package that is played; a course cartridge is a file like any other."""
        return self.package is not None and self.package.format in PLAYERS

    @property
    def size_bytes(self) -> int:
        """What it costs to look at: the first start of a package, what is shown in place, or else the file itself."""
        if self.package is not None and self.is_interactive:
            is_ready = self.package.state == PackageState.READY
            return PLAYERS[self.package.format].size_bytes(self.package) if is_ready else 0
        return getattr(self.preview, "size_bytes", 0) or self.blob.size_bytes


@dataclass(frozen=True)
class Part:
    """One block of a lesson, ready to be shown."""

    kind: str
    value: object
    card: ResourceCard | None = None
    files: list[ShownFile] = field(default_factory=list)  # of a resource all, or the one chosen

    @property
    def template_name(self) -> str:
        """Template that shows the part."""
        return f"courses/blocks/{self.kind}.html"

    @property
    def size_bytes(self) -> int:
        """What the part costs when all of it is looked at."""
        return sum(file.size_bytes for file in self.files)

    @property
    def file(self) -> ShownFile | None:
        """The one file of a block that shows a file."""
        return self.files[0] if self.files else None

    @property
    def packages(self) -> list[Package]:
        """The interactive packages among the files."""
        return [file.package for file in self.files if file.package and file.is_interactive]


def lesson_parts(lessons: Iterable[LessonPage], user) -> dict[int, list[Part]]:
    """Return the parts of each lesson by primary key, in a constant number of queries."""
    lessons = list(lessons)
    blocks = [block for lesson in lessons for block in lesson.body]
    shas = {block.value["blob"] for block in blocks if "blob" in getattr(block.value, "keys", tuple)()}
    blobs = blobs_by_sha(shas)
    wanted = {uuid for block in blocks if block.block_type == "resource" and (uuid := _uuid(block.value["resource"]))}
    cards = resource_cards(wanted, user) if wanted else {}
    of_resources = {file.blob.pk for card in cards.values() for file in card.files}
    packages = packages_of({*of_resources, *(blob.pk for blob in blobs.values())})
    return {lesson.pk: [_part(block, blobs, cards, packages) for block in lesson.body] for lesson in lessons}


def packages_shown(parts: Iterable[Part]) -> list[Package]:
    """Return the packages of a lesson in their order, each once."""
    return list({package.pk: package for part in parts for package in part.packages}.values())


def shows_package(lesson: LessonPage, package: Package, user) -> bool:
    """Whether the lesson shows the package to this user; the same rule as ``lesson_parts``, in one query or none."""
    blocks = lesson.body.get_prep_value()
    if any(block["type"] == "file" and block["value"]["blob"] == package.blob.sha256 for block in blocks):
        return True
    chosen: dict[uuids.UUID | None, set[str]] = defaultdict(set)
    for block in blocks:
        if block["type"] == "resource":
            chosen[_uuid(block["value"]["resource"])].add(block["value"].get("file") or "")
    chosen.pop(None, None)
    if not chosen:
        return False
    seen = ResourceFile.objects.filter(
        blob_id=package.blob_id, resource__in=resources_for(user).filter(uuid__in=chosen)
    )
    return any(chosen[resource] & {"", str(file)} for resource, file in seen.values_list("resource__uuid", "uuid"))


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


def _part(block, blobs: dict[str, Blob], cards: dict[uuids.UUID, ResourceCard], packages: dict) -> Part:
    if block.block_type == "resource":
        uuid = _uuid(block.value["resource"])
        card = cards.get(uuid) if uuid else None
        chosen = block.value["file"]
        files = [file for file in card.files if not chosen or str(file.uuid) == chosen] if card else []
        shown = [ShownFile(file.name, file.blob, file.preview, packages.get(file.blob.pk)) for file in files]
        return Part("resource", block.value, card, shown)
    if block.block_type in ("image", "video", "file"):
        blob = blobs.get(block.value["blob"])
        if blob is None:
            return Part(block.block_type, block.value)
        # Only a file is played: a picture or a video is what its block says.
        package = packages.get(blob.pk) if block.block_type == "file" else None
        shown = [ShownFile(block.value["name"], blob, preview_of(blob), package)]
        return Part(block.block_type, block.value, files=shown)
    return Part(block.block_type, block.value)


def _uuid(text: str) -> uuids.UUID | None:
    try:
        return uuids.UUID(text)
    except ValueError:
        return None
