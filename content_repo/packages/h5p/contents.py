"""The members of an H5P package, each read once: hashed, told by its first bytes, and kept where it is JSON we need."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from content_repo.packages.base import Problem
from content_repo.packages.h5p import files
from content_repo.packages.h5p.libraries import DESCRIPTION, MACHINE_NAME
from content_repo.packages.strict_json import JsonTrouble, parse
from media.archives import Archive

CONTENT_FOLDER = "content"
PARAMETERS = "content/content.json"
SEMANTICS = "semantics.json"
MAX_JSON_BYTES = 8 * 1024**2
_LANGUAGE_FILE = re.compile(r"language/(?:-?[a-z]+){1,7}\.json", re.IGNORECASE | re.ASCII)
_MISSING = object()


class Folders(NamedTuple):
    """The names of an archive by their place: content files, and the files of each library by its folder."""

    content: list[str]
    libraries: dict[str, list[str]]  # paths inside the folder


def by_folder(names: Iterable[str]) -> Folders:
    """Sort names by their first folder; other files at the top than the manifest mean nothing to any reader."""
    content: list[str] = []
    libraries: dict[str, list[str]] = {}
    for name in names:
        folder, slash, path = name.partition("/")
        if not slash:
            continue
        if folder == CONTENT_FOLDER:
            content.append(name)
        else:
            libraries.setdefault(folder, []).append(path)
    return Folders(content, libraries)


def read_json(archive: Archive, name: str, problems: list[Problem]) -> Any:
    """Return a JSON member strictly parsed; None, and a problem, where that can't be."""
    data = bytearray()
    for chunk in archive.chunks(name):  # to the end, so that the file is verified in any case
        if len(data) <= MAX_JSON_BYTES:
            data += chunk
    return parse_json(bytes(data), name, problems)


def parse_json(data: bytes, name: str, problems: list[Problem]) -> Any:
    """Return the value of a JSON document; None, and a problem, where it is not as we take it."""
    if len(data) > MAX_JSON_BYTES:
        problems.append(Problem("json_too_large", name))
        return None
    try:
        value = parse(data)
    except JsonTrouble as trouble:
        problems.append(Problem(trouble.rule, name, trouble.where))
        return None
    if value is None:  # ``null``, which says nothing anywhere in a package
        problems.append(Problem("json_not_object", name))
    return value


def check_content(archive: Archive, names: list[str], problems: list[Problem]) -> None:
    """Read all files of the content but its parameters: whether they may be there and are what they say."""
    for name in names:
        if name == PARAMETERS:
            continue
        _check_file(archive, name, files.CONTENT, problems)


class Tree(NamedTuple):
    """A library's files as they were read: path → SHA-256, and the bytes of those that are JSON we need."""

    hashes: dict[str, str]
    documents: dict[str, bytes]


def read_tree(archive: Archive, directory: str, paths: list[str], problems: list[Problem]) -> Tree:
    """Read all files of a library once."""
    if not MACHINE_NAME.fullmatch(directory):
        problems.append(Problem("h5p_library_name", directory, directory))
    hashes: dict[str, str] = {}
    documents: dict[str, bytes] = {}
    for path in paths:
        kept = bytearray() if _is_needed(path) else None
        hashes[path] = _check_file(archive, f"{directory}/{path}", files.LIBRARY, problems, kept)
        if kept is not None:
            documents[path] = bytes(kept)
    return Tree(hashes, documents)


def _is_needed(path: str) -> bool:
    return path in (DESCRIPTION, SEMANTICS) or path.startswith("language/")


def _check_file(
    archive: Archive, name: str, allowed: frozenset[str], problems: list[Problem], kept: bytearray | None = None
) -> str:
    """Read one file to its end and return its SHA-256; ``kept`` takes its bytes as far as JSON may be long."""
    digest = hashlib.sha256()
    head = b""
    for chunk in archive.chunks(name):
        digest.update(chunk)
        head = head or chunk[: files.HEAD_BYTES]
        if kept is not None and len(kept) <= MAX_JSON_BYTES:
            kept += chunk
    extension = files.extension_of(name)
    if extension not in allowed:
        problems.append(Problem("h5p_file_type", name, extension))
    else:
        difference = files.disagreement(name, head)
        if difference:
            rule = "h5p_file_other_type" if difference == "other" else "h5p_file_content"
            problems.append(Problem(rule, name, is_warning=difference == "other"))
    return digest.hexdigest()


def check_documents(directory: str, tree: Tree, problems: list[Problem]) -> None:
    """Check that semantics and words of a library are JSON, and that files of words are called as they should."""
    for path, data in tree.documents.items():
        name = f"{directory}/{path}"
        if path == DESCRIPTION:
            continue
        if path.startswith("language/") and not _LANGUAGE_FILE.fullmatch(path):
            problems.append(Problem("h5p_language_file", name, path))
            continue
        found = _parsed(data, name, problems)
        if found is not _MISSING and not isinstance(found, list if path == SEMANTICS else dict):
            problems.append(Problem("json_not_object", name))


def _parsed(data: bytes, name: str, problems: list[Problem]) -> Any:
    """Parse a document of a library: a key given twice, as by careless translators, is only warned of."""
    if len(data) > MAX_JSON_BYTES:
        problems.append(Problem("json_too_large", name))
        return _MISSING
    try:
        return parse(data)
    except JsonTrouble as trouble:
        is_warning = trouble.rule == "json_key_twice"
        problems.append(Problem(trouble.rule, name, trouble.where, is_warning))
        return json.loads(data) if is_warning else _MISSING


def semantics_reader(documents: dict[str, bytes]) -> Callable[[str], list | None]:
    """Return a function from the name of a library (``H5P.Blanks 1.14``) to its semantics, from those brought along."""
    parsed: dict[str, list | None] = {}

    def semantics_of(name: str) -> list | None:
        if name not in parsed:
            data = documents.get(name)
            found = json.loads(data) if data else None
            parsed[name] = found if isinstance(found, list) else None
        return parsed[name]

    return semantics_of
