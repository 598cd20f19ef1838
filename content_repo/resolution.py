"""Which tree of each library a package runs on. Reads nothing by itself and decides nothing about trust.

A package asks for libraries by name and major.minor. For each, in this order (docs/adr/0009-trust-by-tree.md):

a. the tree the package brought, if a person trusts it;
b. the trusted tree of that name and major.minor with the highest patch, unless the brought one claims a higher one;
c. the brought one, which then waits for a person; where none was brought, one that waits already.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from content_repo.choices import LibraryState
from content_repo.models import Library
from content_repo.packages.h5p.libraries import LibraryName, dependencies, load_order


@dataclass
class Resolution:
    """``used`` in load order, the best tree known for each, trusted or not; ``missing`` are nowhere."""

    used: list[Library] = field(default_factory=list)
    missing: list[LibraryName] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Whether all code that would run is trusted."""
        return not self.missing and all(library.state == LibraryState.TRUSTED for library in self.used)


class Shelf:
    """The libraries the site holds, by what dependencies call them."""

    def __init__(self, libraries: Iterable[Library]):
        self._held: dict[LibraryName, list[Library]] = defaultdict(list)
        for library in libraries:
            self._held[name_of(library)].append(library)

    def choose(self, name: LibraryName, brought: Library | None) -> Library | None:
        """Return the tree for a dependency; None when there is none at all."""
        if brought and brought.state == LibraryState.TRUSTED:
            return brought
        trusted = self._best(name, LibraryState.TRUSTED)
        if trusted and (brought is None or trusted.patch_version >= brought.patch_version):
            return trusted
        return brought or self._best(name, LibraryState.WAITING)

    def _best(self, name: LibraryName, state: LibraryState) -> Library | None:
        """Return the one of the highest patch; of two alike the one known longer."""
        found = [library for library in self._held.get(name, []) if library.state == state]
        return max(found, key=lambda library: (library.patch_version, -library.pk), default=None)

    def resolve(
        self, main: LibraryName, named: Iterable[LibraryName], brought: Iterable[Library], inner: Iterable[str] = ()
    ) -> Resolution:
        """Return what a package runs on: the main library, those its content names, and what all these preload.

        ``named`` stand in its manifest, and each must be somewhere. That alone loads none of them, for many manifests
        name editors too; only additions (of which nothing else tells) run because they are named. ``inner`` are those
        that the content names (``H5P.Image 1.1``), of which any that nobody has is dropped when it is made safe.
        """
        held = {name_of(library): library for library in brought}
        asked = [name for name in map(LibraryName.parse, inner) if name and self.choose(name, held.get(name))]
        named = list(named)
        added = [name for name in named if _is_addition(self.choose(name, held.get(name)))]
        chosen = self._closure([*asked, *added, main], held, ("preloaded",))
        wider = self._closure([*asked, *named, main], held, ("preloaded", "dynamic"))
        needs = {str(name): list(map(str, _needs(library, ("preloaded",)))) for name, library in chosen.items()}
        order = load_order(str(main), needs, [*map(str, asked), *map(str, added)])
        by_text = {str(name): library for name, library in chosen.items()}
        return Resolution(
            [library for text in order if (library := by_text[text])],
            sorted(name for name, library in wider.items() if library is None),
        )

    def _closure(
        self, roots: Iterable[LibraryName], held: dict[LibraryName, Library], kinds: Iterable[str]
    ) -> dict[LibraryName, Library | None]:
        """Return the tree of each library that is needed by what is needed …"""
        chosen: dict[LibraryName, Library | None] = {}
        waiting = list(roots)
        while waiting:
            name = waiting.pop()
            if name not in chosen:
                library = chosen[name] = self.choose(name, held.get(name))
                waiting += _needs(library, kinds)
        return chosen


def _needs(library: Library | None, kinds: Iterable[str]) -> list[LibraryName]:
    return [name for kind in kinds for name in dependencies(library.description, kind)] if library else []


def _is_addition(library: Library | None) -> bool:
    """Whether a library adds itself to content that never names it, as the one does that sets formulas."""
    added_to = library.description.get("addTo") if library else None
    return isinstance(added_to, dict) and bool(added_to.get("content") or added_to.get("player"))


def name_of(library: Library) -> LibraryName:
    """Return what dependencies call a library."""
    return LibraryName(library.machine_name, library.major_version, library.minor_version)


def named_in_manifest(manifest: dict) -> list[LibraryName]:
    """Return the libraries that ``h5p.json`` names, as the reader of H5P tells of them."""
    return [LibraryName(row["machine_name"], row["major"], row["minor"]) for row in manifest["dependencies"]]


def main_library_of(manifest: dict) -> LibraryName:
    """Return the library that shows the package."""
    name = LibraryName.parse(manifest["main_library"])
    if name:
        return name
    return next(one for one in named_in_manifest(manifest) if one.machine_name == manifest["main_library"])
