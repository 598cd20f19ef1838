"""Which libraries new content may use: the trusted ones, with everything they need, in versions a type can write."""

import json
from collections.abc import Iterable, Iterator

from content_repo.choices import LibraryState
from content_repo.exercises.base import IMAGE, ExerciseType, Kit, KitLibrary
from content_repo.exercises.semantics import Semantics, translated
from content_repo.models import Library, Package
from content_repo.packages.h5p.libraries import LibraryName, used_in
from content_repo.queries import library_semantics
from content_repo.resolution import Shelf, main_library_of, name_of
from content_repo.stored_members import MemberMissing, read_member

LANGUAGE = "vi"
MAX_LANGUAGE_BYTES = 512 * 1024


class TrustedShelf:
    """The trusted libraries of the site, asked once a request; one query, and small reads of those used."""

    def __init__(self):
        self._rows = list(Library.objects.filter(state=LibraryState.TRUSTED).defer("members"))
        self._shelf = Shelf(self._rows)
        self._keys = {name_of(row) for row in self._rows}

    def is_ready(self, key: LibraryName) -> bool:
        """Whether a library and all it needs are trusted."""
        return key in self._keys and self._shelf.resolve(key, [], []).is_ready

    def newest(self, exercise: ExerciseType) -> LibraryName | None:
        """Return the newest version that the type can write and the site trusts."""
        keys = (LibraryName(exercise.machine_name, *version) for version in sorted(exercise.versions, reverse=True))
        return next((key for key in keys if self.is_ready(key)), None)

    def newer_than(self, key: LibraryName) -> LibraryName | None:
        """Return the newest trusted version of a library above one, in the same major version or later."""
        found = [other for other in self._keys if other.machine_name == key.machine_name and other > key]
        return next((other for other in sorted(found, reverse=True) if self.is_ready(other)), None)

    def kit(self, exercise: ExerciseType, key: LibraryName | None = None) -> Kit | None:
        """Return what an exercise is made of, of a given version or the newest; None when it can't be made here."""
        key = key or self.newest(exercise)
        if key is None or (key.major, key.minor) not in exercise.versions or not self.is_ready(key):
            return None
        main = self.kit_library(key)
        others = {one.machine_name: self.kit_library(one) for one in options_in(main.semantics) if self._is_used(one)}
        return Kit(main, others)

    def kit_library(self, key: LibraryName) -> KitLibrary:
        """Return a trusted library with its semantics in Vietnamese."""
        library = self.library(key)
        return KitLibrary(*key, translated(library_semantics(library) or [], _translation(library)))

    def library(self, key: LibraryName) -> Library:
        """Return the row of a trusted library, with its archive and the list of its members."""
        row = self._shelf.choose(key, None)
        if row is None:
            raise LookupError(str(key))
        return Library.objects.select_related("archive").get(pk=row.pk)

    def needed(self, main: LibraryName, content: object) -> list[LibraryName]:
        """Return all libraries that content runs on, in load order."""
        return [name_of(row) for row in self._shelf.resolve(main, [], [], used_in(content)).used]

    def _is_used(self, key: LibraryName) -> bool:
        from content_repo.exercises import exercise_of_machine_name  # the registry imports the types, they this folder

        return (key.machine_name == IMAGE or bool(exercise_of_machine_name(key.machine_name))) and self.is_ready(key)


def main_of(package: Package) -> LibraryName:
    """Return the library that an H5P package is content of."""
    return main_library_of(package.manifest)


def options_in(semantics: Semantics) -> list[LibraryName]:
    """Return the libraries that fields of the semantics let in."""
    found: dict[LibraryName, None] = {}
    for field in _fields(semantics):
        if field.get("type") == "library" and isinstance(field.get("options"), list):
            found |= {key: None for option in field["options"] if (key := LibraryName.parse(option))}
    return list(found)


def _fields(semantics: Iterable[dict]) -> Iterator[dict]:
    waiting = list(semantics)
    while waiting:
        field = waiting.pop()
        yield field
        waiting += field.get("fields") or []
        if isinstance(field.get("field"), dict):
            waiting.append(field["field"])


def _translation(library: Library) -> object:
    """Return the default words of the library's own language file; None where it has none."""
    place = library.members.get(f"language/{LANGUAGE}.json")
    if place is None:
        return None
    try:
        found = json.loads(read_member(library.archive.key, place, MAX_LANGUAGE_BYTES).decode("utf-8-sig"))
    except (MemberMissing, ValueError):
        return None
    return found.get("semantics") if isinstance(found, dict) else None
