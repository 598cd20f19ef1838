"""Which tree of each library a package runs on. Reads nothing by itself and decides nothing about trust.

A package asks for libraries by name and major.minor. For each, in this order (docs/adr/0009-trust-by-tree.md):

a. the tree the package brought, if a person trusts it;
b. the trusted tree of that name and major.minor with the highest patch, unless the brought one claims a higher one;
c. the brought one, which then waits for a person; where none was brought, one that waits already.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from content_repo.choices import LibraryState
from content_repo.models import Library


class LibraryKey(NamedTuple):
    """What a dependency names."""

    machine_name: str
    major: int
    minor: int

    def __str__(self):
        return f"{self.machine_name} {self.major}.{self.minor}"


@dataclass
class Resolution:
    """``used`` in load order, the best tree known for each, trusted or not; ``missing`` are nowhere."""

    used: list[Library] = field(default_factory=list)
    missing: list[LibraryKey] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Whether all code that would run is trusted."""
        return not self.missing and all(library.state == LibraryState.TRUSTED for library in self.used)


class Shelf:
    """The libraries the site holds, by what dependencies call them."""

    def __init__(self, libraries: Iterable[Library]):
        self._held: dict[LibraryKey, list[Library]] = defaultdict(list)
        for library in libraries:
            self._held[key_of(library)].append(library)

    def choose(self, key: LibraryKey, brought: Library | None) -> Library | None:
        """Return the tree for a dependency; None when there is none at all."""
        if brought and brought.state == LibraryState.TRUSTED:
            return brought
        trusted = self._best(key, LibraryState.TRUSTED)
        if trusted and (brought is None or trusted.patch_version >= brought.patch_version):
            return trusted
        return brought or self._best(key, LibraryState.WAITING)

    def _best(self, key: LibraryKey, state: LibraryState) -> Library | None:
        """Return the one of the highest patch; of two alike the one known longer."""
        found = [library for library in self._held.get(key, []) if library.state == state]
        return max(found, key=lambda library: (library.patch_version, -library.pk), default=None)

    def resolve(self, roots: Iterable[LibraryKey], brought: Iterable[Library]) -> Resolution:
        """Return what a package that asks for ``roots`` and brought these trees runs on."""
        return _Walk(self, {key_of(library): library for library in brought}).walked(roots)


class _Walk:
    """Follows dependencies: each library comes after all it needs, as H5P's own core orders them."""

    def __init__(self, shelf: Shelf, brought: dict[LibraryKey, Library]):
        self._shelf, self._brought = shelf, brought
        self._chosen: dict[LibraryKey, Library | None] = {}

    def walked(self, roots: Iterable[LibraryKey]) -> Resolution:
        found, wanted = Resolution(), list(roots)
        for root in wanted:
            found.used += self._visit(root)
        self._check_dynamic(wanted)
        found.missing = sorted(key for key, library in self._chosen.items() if library is None)
        return found

    def _visit(self, root: LibraryKey) -> Iterator[Library]:
        """Yield libraries not met before, those needed first; without recursion, chains may be long."""
        stack: list[tuple[LibraryKey, bool]] = [(root, False)]
        while stack:
            key, is_done = stack.pop()
            if is_done:
                yield self._chosen[key]  # type: ignore[misc]
                continue
            if key in self._chosen:
                continue
            library = self._chosen[key] = self._shelf.choose(key, self._brought.get(key))
            if library:
                stack.append((key, True))
                stack += [(needed, False) for needed in reversed(dependencies(library, "preloaded"))]

    def _check_dynamic(self, roots: list[LibraryKey]) -> None:
        """Note what is missing among dynamic dependencies too; they are loaded only where the content names them."""
        waiting, seen = list(self._chosen), set(self._chosen)
        while waiting:
            library = self._chosen.get(waiting.pop())
            if library is None:
                continue
            for key in [*dependencies(library, "dynamic"), *dependencies(library, "preloaded")]:
                if key not in seen:
                    seen.add(key)
                    self._chosen[key] = self._shelf.choose(key, self._brought.get(key))
                    waiting.append(key)


def key_of(library: Library) -> LibraryKey:
    """Return what dependencies call a library."""
    return LibraryKey(library.machine_name, library.major_version, library.minor_version)


def dependencies(library: Library, kind: str) -> list[LibraryKey]:
    """Return what a library's own description asks for: ``preloaded``, ``dynamic`` or ``editor``."""
    return named_keys(library.description.get(f"{kind}Dependencies"))


def named_keys(rows: object) -> list[LibraryKey]:
    """Return the keys of a list of dependencies as JSON has them; rows that make no sense are left out."""
    found = []
    for row in rows if isinstance(rows, list) else []:
        try:
            name = row.get("machine_name") or row["machineName"]
            major = row["major"] if "major" in row else row["majorVersion"]
            minor = row["minor"] if "minor" in row else row["minorVersion"]
            found.append(LibraryKey(str(name), int(major), int(minor)))
        except (AttributeError, KeyError, TypeError, ValueError):
            continue
    return found


def named_in_content(content: object) -> Iterator[LibraryKey]:
    """Yield the libraries that parameters name (``{"library": "H5P.Image 1.1", …}``), the outermost first."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if key := key_of_name(value.get("library")):
                yield key
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def key_of_name(name: object) -> LibraryKey | None:
    """Return the key for ``H5P.Image 1.1``; None for anything else."""
    if not isinstance(name, str) or len(name) > 300:
        return None
    machine_name, _, version = name.partition(" ")
    major, _, minor = version.partition(".")
    if not (machine_name and major.isascii() and major.isdigit() and minor.isascii() and minor.isdigit()):
        return None
    return LibraryKey(machine_name, int(major), int(minor)) if len(version) < 12 else None
