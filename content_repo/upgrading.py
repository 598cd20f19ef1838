"""What an upgrade in the browser needs: the content, the new libraries' own upgrade scripts, where sub-contents lie."""

import json
from dataclasses import dataclass, field

from content_repo.exercises.kits import TrustedShelf, main_of, options_in
from content_repo.models import Library, Package
from content_repo.packages.h5p.libraries import LibraryName, used_in
from content_repo.queries import library_semantics
from content_repo.stored_members import MemberMissing, read_member

SCRIPT = "upgrades.js"
MAX_SCRIPT_BYTES = 512 * 1024
MAX_LIBRARIES = 60


@dataclass(frozen=True)
class Upgrade:
    """From what to what; ``libraries`` by name say how to get there."""

    package: Package
    before: LibraryName
    after: LibraryName
    libraries: dict[str, dict] = field(default_factory=dict)

    def as_json(self) -> dict:
        """Return what the frame is given."""
        return {
            "params": self.package.content,
            "from": str(self.before),
            "to": str(self.after),
            "libraries": self.libraries,
        }


def newer_version(package: Package, shelf: TrustedShelf) -> LibraryName | None:
    """Return the newest trusted version of the main library above that of the content; None where there is none."""
    return shelf.newer_than(main_of(package))


def upgrade_of(package: Package, shelf: TrustedShelf) -> Upgrade | None:
    """Return the upgrade of a package to the newest trusted version; None where there is none."""
    after = newer_version(package, shelf)
    if after is None or not isinstance(package.content, dict):
        return None
    names = {LibraryName.parse(name).machine_name for name in used_in(package.content)}
    libraries: dict[str, dict] = {}
    waiting = [after]
    while waiting and len(libraries) < MAX_LIBRARIES:
        name = waiting.pop()
        if str(name) in libraries or not shelf.is_ready(name):
            continue
        library = shelf.library(name)
        semantics = library_semantics(library) or []
        libraries[str(name)] = {"script": _script(library), "fields": skeleton(semantics)}
        waiting += [option for option in options_in(semantics) if option.machine_name in names]
    return Upgrade(package, main_of(package), after, libraries)


def skeleton(semantics: list[dict]) -> list[dict]:
    """Return only what leads to sub-contents: names, kinds, and which libraries are let in."""
    found = []
    for one in semantics:
        kept = {"name": one.get("name"), "type": one.get("type")}
        match one.get("type"):
            case "library":
                found.append(kept | {"options": [str(option) for option in options_in([one])]})
            case "group":
                inner = one.get("fields") if isinstance(one.get("fields"), list) else []
                if fields := skeleton(inner):
                    # A group of one is written as the one alone.
                    found.append(kept | {"fields": fields, "single": len(inner) == 1 and not one.get("isSubContent")})
            case "list":
                if isinstance(one.get("field"), dict) and (fields := skeleton([one["field"]])):
                    found.append(kept | {"field": fields[0]})
    return found


def _script(library: Library) -> str:
    place = library.members.get(SCRIPT)
    if place is None:
        return ""
    try:
        return read_member(library.archive.key, place, MAX_SCRIPT_BYTES).decode("utf-8-sig", "replace")
    except MemberMissing:
        return ""


def size_of(upgrade: Upgrade) -> int:
    """Return about how many bytes the browser is sent."""
    return len(json.dumps(upgrade.as_json(), ensure_ascii=False).encode()) // 4
