"""How the files of a live class stand: which pages of a deck can be shown, what is still being made, what it costs."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from live_classes.choices import FileUse
from live_classes.models import LiveClass, LiveClassFile
from media.models import Blob, Rendition
from media.queries import pages_wanted, preview_of, renditions_of


@dataclass(frozen=True)
class FileCard:
    """A file of a class, with the pages that can be shown."""

    file: LiveClassFile
    pages: list[Rendition]
    wanted: int

    @property
    def is_deck(self) -> bool:
        """Whether it is shown page by page."""
        return self.file.use == FileUse.DECK

    @property
    def is_preparing(self) -> bool:
        """Whether pages are still to come."""
        if not self.is_deck or len(self.pages) >= self.wanted:
            return False
        blob = self.file.blob
        return not blob.is_processed if blob.kind == "picture" else "pages_ready" not in blob.facts

    @property
    def next_page(self) -> int:
        """Number of the page that is being made."""
        return min(len(self.pages) + 1, self.wanted)

    @property
    def left_out(self) -> int:
        """How many pages can't be shown."""
        return max(0, self.file.blob.facts.get("pages", 1) - len(self.pages))

    @property
    def size_bytes(self) -> int:
        """Bytes a pupil loads: the pages of a deck, or the file itself."""
        return sum(page.blob.size_bytes for page in self.pages) if self.is_deck else self.file.blob.size_bytes


def can_be_deck(blob: Blob) -> bool:
    """Whether a file can be shown page by page; a picture is a deck of one page."""
    return blob.kind == "picture" or pages_wanted(blob) > 0


def deck_pages(blob: Blob) -> list[Rendition]:
    """Return the pictures of the pages, from the first on without gaps."""
    if blob.kind == "picture":
        return [rendition for rendition in renditions_of(blob) if rendition.name == "view"]
    pages = preview_of(blob).pages
    return [page for number, page in enumerate(pages, start=1) if page.name == f"page-{number}"]


def file_card(file: LiveClassFile) -> FileCard:
    """Return how a file stands; ``blob__renditions__blob`` prefetched costs no query."""
    wanted = 1 if file.blob.kind == "picture" else pages_wanted(file.blob)
    return FileCard(file, deck_pages(file.blob) if file.use == FileUse.DECK else [], wanted)


def files_with_pages(files: QuerySet[LiveClassFile]) -> QuerySet[LiveClassFile]:
    """Fetch what cards need in four queries, without the text of the files, which can be long."""
    return files.prefetch_related(Prefetch("blob", Blob.objects.defer("text")), "blob__renditions__blob")


def file_cards(live_class: LiveClass) -> list[FileCard]:
    """Return the files of a class in their order."""
    return [file_card(file) for file in files_with_pages(live_class.files.all())]
