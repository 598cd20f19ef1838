"""The parameters of an H5P package: as they were sent, and made safe by the semantics of the libraries it runs on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from content_repo.models import Library, Package
from content_repo.packages import strict_json
from content_repo.packages.base import MAX_TEXT_CHARS, Problem
from content_repo.packages.h5p.libraries import LibraryName
from content_repo.packages.h5p.semantics import sanitise
from content_repo.packages.h5p.text import words_of
from content_repo.queries.packages import library_semantics
from content_repo.resolution import main_library_of, name_of
from content_repo.stored_members import read_member

CONTENT = "content/content.json"
MAX_CONTENT_BYTES = 16 * 1024**2


@dataclass
class SafeContent:
    """Parameters that can be given to libraries, what was changed for it, and the words in them."""

    content: dict | list | None
    changes: list[Problem] = field(default_factory=list)
    text: str = ""


def raw_content(package: Package) -> object:
    """Return the parameters as they were sent, out of the stored package; they were found to be sound JSON."""
    return strict_json.parse(read_member(package.blob.key, package.members[CONTENT], MAX_CONTENT_BYTES))


def clean_content(package: Package, content: object, libraries: Sequence[Library]) -> SafeContent:
    """Make parameters safe by the semantics of exactly the trees that will get them."""
    by_name = {name_of(library): library for library in libraries}

    def semantics_of(name: str) -> list | None:
        parsed = LibraryName.parse(name)
        library = by_name.get(parsed) if parsed else None
        return library_semantics(library) if library else None

    main = str(main_library_of(package.manifest))
    safe, changes = sanitise(content, main, semantics_of, set(package.members))
    return SafeContent(safe, changes, words_of(safe, main, semantics_of)[:MAX_TEXT_CHARS])
