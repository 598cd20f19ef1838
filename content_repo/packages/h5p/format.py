"""H5P: parameters (``content/``), the libraries that make them a thing to play, and ``h5p.json`` that names them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from content_repo.packages.base import Format, Problem, Reading
from content_repo.packages.h5p import contents, rules
from content_repo.packages.h5p.libraries import (
    DESCRIPTION,
    KINDS,
    LibraryName,
    dependencies,
    tree_hash,
    used_in,
    version_number,
)
from content_repo.packages.h5p.media_values import leads_outside
from content_repo.packages.h5p.text import words_of
from content_repo.packages.h5p.trees import write_tree
from media.archives import H5P, Archive

KNOWN_TREES = "known_trees.json"  # in the folder: hashes of the trees that the site holds, which need no writing


class H5PFormat(Format):
    """H5P.

    ``manifest``: ``main_library`` (``H5P.Blanks 1.14``), ``dependencies`` (``machine_name``, ``major``, ``minor``,
    ``kind``), ``used`` (libraries of sub-contents, in order), ``embed_types``, ``license``, ``license_version``,
    ``authors`` (names), ``source``, ``h5p_json`` (the whole file) and ``missing``: dependencies that were not
    brought along, each with the ``kind`` and with who ``needs`` it. Whether the site holds those, the caller knows.

    ``libraries``: ``machine_name``, ``major``, ``minor``, ``patch``, ``title``, ``runnable``, ``tree_sha256``,
    ``description`` (``library.json``), ``directory``, ``files`` (path → bytes), ``is_known``; and where it is not
    known, ``archive`` (the name of a ZIP of the tree in the folder) and ``members`` (index of that).
    """

    slugs = ("h5p",)
    extensions = ("h5p", "zip")
    manifests = (rules.MANIFEST,)
    limits = H5P

    def recognises(self, archive: Archive) -> bool:
        """Whether there is an ``h5p.json``."""
        return rules.MANIFEST in archive

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Return what the package says; trees that the site does not hold are written into ``folder``."""
        return _Reader(archive, folder).reading()


class _Reader:
    """Reads one package."""

    def __init__(self, archive: Archive, folder: Path):
        self._archive = archive
        self._folder = folder
        self._problems: list[Problem] = []
        self._index = archive.index()
        self._known = _known_trees(folder)
        self._semantics: dict[str, bytes] = {}

    def reading(self) -> Reading:
        folders = contents.by_folder(self._archive.names)
        h5p_json = contents.read_json(self._archive, rules.MANIFEST, self._problems)
        if h5p_json is not None:
            self._problems += rules.manifest_problems(h5p_json)
        content = self._content(folders.content)
        libraries = [found for item in folders.libraries.items() if (found := self._library(*item))]
        self._refuse_twins(libraries)
        reading = Reading("h5p", problems=self._problems)
        if not reading.is_taken:
            return reading
        return self._complete(reading, h5p_json, content, libraries, folders.content)

    def _content(self, names: list[str]) -> dict | None:
        """Return the parameters, having read all that lies beside them."""
        contents.check_content(self._archive, names, self._problems)
        if contents.PARAMETERS not in self._archive:
            self._problems.append(Problem("h5p_content_missing", contents.PARAMETERS))
            return None
        found = len(self._problems)
        value = contents.read_json(self._archive, contents.PARAMETERS, self._problems)
        if not isinstance(value, dict) and len(self._problems) == found:
            self._problems.append(Problem("json_not_object", contents.PARAMETERS))
        self._problems += _paths_outside(value)
        return value if isinstance(value, dict) else None

    def _library(self, directory: str, paths: list[str]) -> dict | None:
        """Return one library as the reading lists it; None when it is not whole."""
        tree = contents.read_tree(self._archive, directory, paths, self._problems)
        if DESCRIPTION not in tree.documents:
            self._problems.append(Problem("h5p_library_json_missing", f"{directory}/{DESCRIPTION}"))
            return None
        name = f"{directory}/{DESCRIPTION}"
        described = contents.parse_json(tree.documents[DESCRIPTION], name, self._problems)
        if described is None:
            return None
        self._problems += rules.description_problems(described, directory, set(paths))
        tree_sha256 = tree_hash(tree.hashes)
        is_known = tree_sha256 in self._known
        if not is_known:  # what the site holds was checked when it came
            contents.check_documents(directory, tree, self._problems)
        library = LibraryName.of(described)
        if library is None:
            return None
        if contents.SEMANTICS in tree.documents:
            self._semantics[str(library)] = tree.documents[contents.SEMANTICS]
        return self._listed(library, described, directory, tree_sha256, is_known, paths)

    def _listed(
        self, name: LibraryName, described: dict, directory: str, tree_sha256: str, is_known: bool, paths: list[str]
    ) -> dict:
        return {
            "machine_name": name.machine_name,
            "major": name.major,
            "minor": name.minor,
            "patch": version_number(described.get("patchVersion")) or 0,
            "title": str(described.get("title")),
            "runnable": described.get("runnable") in (1, "1"),
            "tree_sha256": tree_sha256,
            "description": described,
            "directory": directory,
            "files": {path: self._index[f"{directory}/{path}"][2] for path in sorted(paths)},
            "is_known": is_known,
        }

    def _refuse_twins(self, libraries: list[dict]) -> None:
        seen: dict[tuple, str] = {}
        for one in libraries:
            first = seen.setdefault((one["machine_name"], one["major"], one["minor"]), one["directory"])
            if first != one["directory"]:
                self._problems.append(Problem("h5p_library_twice", f"{one['directory']}/{DESCRIPTION}", first))

    def _complete(
        self, reading: Reading, h5p_json: dict, content: Any, libraries: list[dict], names: list[str]
    ) -> Reading:
        for one in libraries:
            if not one["is_known"]:
                one["archive"] = f"library-{one['tree_sha256']}.zip"
                target = self._folder / one["archive"]
                one["members"] = write_tree(self._archive, self._index, one["directory"], one["files"], target)
        reading.title = str(h5p_json["title"])
        reading.language = "" if h5p_json["language"] == "und" else h5p_json["language"]
        reading.content = content
        reading.libraries = libraries
        reading.members = {name: self._index[name] for name in (rules.MANIFEST, *names)}
        reading.manifest = _manifest(h5p_json, content, libraries)
        reading.text = _text(reading, contents.semantics_reader(self._semantics))
        return reading


def _paths_outside(value: Any, where: str = f"{contents.PARAMETERS}#") -> Iterator[Problem]:
    """Find files in parameters that no honest editor would name so."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _paths_outside(one, f"{where}/{number}")
    elif isinstance(value, dict):
        path = value.get("path")
        if isinstance(path, str) and leads_outside(path):
            yield Problem("h5p_path_outside", f"{where}/path", path)
        for key, one in value.items():
            yield from _paths_outside(one, f"{where}/{key}")


def _known_trees(folder: Path) -> set[str]:
    path = folder / KNOWN_TREES
    return set(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else set()


def _manifest(h5p_json: dict, content: Any, libraries: list[dict]) -> dict:
    named = [(kind, name) for kind in ("preloaded", "dynamic") for name in dependencies(h5p_json, kind)]
    main = next(name for kind, name in named if name.machine_name == h5p_json["mainLibrary"])
    authors = h5p_json.get("authors")
    return {
        "main_library": str(main),
        "dependencies": [_as_json(name) | {"kind": kind} for kind, name in named],
        "used": used_in(content),
        "embed_types": h5p_json["embedTypes"],
        "license": h5p_json.get("license", "U"),
        "license_version": str(h5p_json.get("licenseVersion", "")),
        "source": h5p_json.get("source", ""),
        "authors": [str(one["name"]) for one in authors] if authors else _single_author(h5p_json),
        "h5p_json": h5p_json,
        "missing": list(_missing(named, libraries)),
    }


def _single_author(h5p_json: dict) -> list[str]:
    return [str(h5p_json["author"])] if h5p_json.get("author") else []


def _missing(named: list[tuple[str, LibraryName]], libraries: list[dict]) -> Iterator[dict]:
    """Give each dependency that was not brought along once, by the kind that matters most."""
    brought = {(one["machine_name"], one["major"], one["minor"]) for one in libraries}
    asked = [(kind, name, rules.MANIFEST) for kind, name in named]
    for one in libraries:
        for kind in KINDS:
            asked += [(kind, name, one["directory"]) for name in dependencies(one["description"], kind)]
    seen: set[LibraryName] = set()
    for kind, name, needs in sorted(asked, key=lambda item: KINDS.index(item[0])):
        if name not in brought and name not in seen:
            seen.add(name)
            yield _as_json(name) | {"kind": kind, "needs": needs}


def _as_json(name: LibraryName) -> dict:
    return {"machine_name": name.machine_name, "major": name.major, "minor": name.minor}


def _text(reading: Reading, semantics_of: Callable[[str], list | None]) -> str:
    words = words_of(reading.content, reading.manifest["main_library"], semantics_of)
    return "\n".join([reading.title, *reading.manifest["authors"], words]).strip()
