"""The parameters of an H5P package: as they were sent, and made safe by the semantics of the libraries it runs on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from content_repo.models import Library, Package
from content_repo.packages import strict_json
from content_repo.packages.base import MAX_TEXT_CHARS, Problem
from content_repo.queries.packages import library_semantics
from content_repo.resolution import key_of, key_of_name
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
    from content_repo.packages.h5p.semantics import sanitise
    from content_repo.packages.h5p.text import words_of

    by_key = {key_of(library): library for library in libraries}

    def semantics_of(name: str) -> list | None:
        key = key_of_name(name)
        library = by_key.get(key) if key else None
        return library_semantics(library) if library else None

    main = next(key for key in map(str, by_key) if _is_main(key, package.manifest["main_library"]))
    safe, changes = sanitise(content, main, semantics_of, set(package.members))
    return SafeContent(safe, changes, words_of(safe, semantics_of)[:MAX_TEXT_CHARS])


def _is_main(key: str, main: str) -> bool:
    return main in (key, key.rpartition(" ")[0])
