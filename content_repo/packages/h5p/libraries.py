"""H5P libraries: their names, the hash that tells one tree from another, and the order in which they load."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Self

KINDS = ("preloaded", "dynamic", "editor")
DESCRIPTION = "library.json"
MACHINE_NAME = re.compile(r"[\w.-]{1,255}", re.ASCII)
_WRITTEN = re.compile(r"([\w.-]{1,255}) (\d{1,5})\.(\d{1,5})", re.ASCII)


class LibraryName(NamedTuple):
    """A library as dependencies name it: without a patch version."""

    machine_name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.machine_name} {self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: object) -> Self | None:
        """Return the name written as in parameters (``H5P.Blanks 1.14``); None when it is none."""
        match = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        return cls(match[1], int(match[2]), int(match[3])) if match else None

    @classmethod
    def of(cls, line: object) -> Self | None:
        """Return the name in a line of dependencies or in ``library.json``; None when it is not well-formed.

        Versions are written as numbers or, in packages of some editors, as digits in quotes.
        """
        if not isinstance(line, dict):
            return None
        name, major, minor = (line.get(key) for key in ("machineName", "majorVersion", "minorVersion"))
        if not isinstance(name, str) or not MACHINE_NAME.fullmatch(name):
            return None
        versions = (version_number(major), version_number(minor))
        return None if None in versions else cls(name, *versions)  # type: ignore[arg-type]


def version_number(value: object) -> int | None:
    """Return a part of a version written as a number or as digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, int | str) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else None


def dependencies(description: Mapping, kind: str) -> list[LibraryName]:
    """Return what ``h5p.json`` or ``library.json`` names as dependencies of a kind, each once, in its order."""
    lines = description.get(f"{kind}Dependencies")
    names = (LibraryName.of(line) for line in lines) if isinstance(lines, list) else ()
    return list(dict.fromkeys(name for name in names if name))


def load_order(main: str, dependency_map: Mapping[str, Sequence[str]], used: Iterable[str] = ()) -> list[str]:
    """Return the libraries in the order in which their scripts run: what one needs comes before it, the main one last.

    ``dependency_map`` says which libraries each preloads; ``used`` are those of sub-contents (:func:`used_in`). As
    in H5P's own core there is one version of a library on a page, the first that is asked for.
    """
    order: list[str] = []
    taken: set[str] = set()
    for wanted in [*used, main]:
        _append_with_needs(wanted, dependency_map, taken, order)
    return order


def _append_with_needs(wanted: str, needs: Mapping[str, Sequence[str]], taken: set[str], order: list[str]) -> None:
    """Go depth first without recursion: a chain of libraries may be as long as a package has folders."""
    if _machine_name(wanted) in taken:
        return
    taken.add(_machine_name(wanted))
    stack = [(wanted, iter(needs.get(wanted, ())))]
    while stack:
        current, rest = stack[-1]
        following = next((name for name in rest if _machine_name(name) not in taken), None)
        if following is None:
            order.append(current)
            stack.pop()
        else:
            taken.add(_machine_name(following))
            stack.append((following, iter(needs.get(following, ()))))


def _machine_name(name: str) -> str:
    return name.partition(" ")[0]


def used_in(content: object) -> list[str]:
    """Return the libraries of sub-contents in parameters, those inside others first, each once."""
    return list(dict.fromkeys(_used_in(content)))


def _used_in(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _used_in(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _used_in(one)
        if "params" in value and LibraryName.parse(value.get("library")):
            yield value["library"]


def tree_hash(files: Mapping[str, str]) -> str:
    """Return the hash of a tree from path → SHA-256 of each file; ``library.json`` does not count.

    In many versions of real libraries only that file differs, and what runs is the same.
    """
    digest = hashlib.sha256()
    for path in sorted(files):
        if path != DESCRIPTION:
            digest.update(path.encode() + b"\0" + files[path].encode() + b"\n")
    return digest.hexdigest()
