"""What ``h5p.json`` and ``library.json`` must say: the rules that both peers (H5P's PHP core and Lumi) hold."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from content_repo.packages.base import Problem
from content_repo.packages.h5p.libraries import KINDS, LibraryName, version_number

MANIFEST = "h5p.json"
CORE_API = (1, 28)  # the newest that the player implements
LICENCES = (
    "CC BY|CC BY-SA|CC BY-ND|CC BY-NC|CC BY-NC-SA|CC BY-NC-ND|CC0 1\\.0|GNU GPL|PD|ODC PDDL|CC PDM|U|C"  # as H5P says
)
_LIBRARY_LICENCES = "cc-by|cc-by-sa|cc-by-nd|cc-by-nc|cc-by-nc-sa|cc-by-nc-nd|pd|cr|MIT|GPL1|GPL2|GPL3|MPL|MPL2|U"
Test = Callable[[Any], bool]


class Line(NamedTuple):
    """One key of a JSON object: the rule broken when ``test`` fails, and whether the key must be there."""

    rule: str
    test: Test
    is_required: bool = False


class Objects(NamedTuple):
    """A list of objects with these keys (or, as PHP reads it, one object)."""

    rule: str
    lines: dict[str, Line]


def _like(pattern: str, flags: int = re.ASCII) -> Test:
    """Test text, or a number written as one, as PHP does."""
    compiled = re.compile(pattern, flags)

    def test(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, str | int):
            return False
        return bool(compiled.fullmatch(str(value)))

    return test


def _is_embed_types(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(one in ("iframe", "div") for one in value)


def _is_flag(value: Any) -> bool:
    return value in (0, 1, "0", "1") and not isinstance(value, bool)


_LINE = _like(".{1,255}")
_LONG = _like(".{1,5000}", re.DOTALL)
_SIDE = _like("[0-9]{1,4}")
_YEAR = _like("[0-9]{1,4}")

H5P_JSON: dict[str, Line | Objects] = {
    "title": Line("h5p_title", _LINE, is_required=True),
    "language": Line("h5p_language", _like("[-a-zA-Z]{1,10}"), is_required=True),
    "mainLibrary": Line("h5p_main_library", _like(r"[$a-zA-Z_][0-9a-zA-Z_.$]{1,254}"), is_required=True),
    "preloadedDependencies": Line("h5p_dependencies", lambda value: isinstance(value, list), is_required=True),
    "embedTypes": Line("h5p_embed_types", _is_embed_types, is_required=True),
    "source": Line("h5p_source", _like("https?://.+")),
    "license": Line("h5p_license", _like(LICENCES)),
    "licenseVersion": Line("h5p_license", _like(r"1\.0|2\.0|2\.5|3\.0|4\.0")),
    "licenseExtras": Line("h5p_field", _LONG),
    "authorComments": Line("h5p_field", _LONG),
    "contentType": Line("h5p_field", _LINE),
    "author": Line("h5p_field", _LINE),
    "authors": Objects(
        "h5p_authors",
        {"name": Line("h5p_authors", _LINE, is_required=True), "role": Line("h5p_authors", _like(r"\w+"), True)},
    ),
    "changes": Objects(
        "h5p_changes",
        {
            "date": Line("h5p_changes", _like("[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}:[0-9]{2}"), True),
            "author": Line("h5p_changes", _LINE, is_required=True),
            "log": Line("h5p_changes", _LONG, is_required=True),
        },
    ),
    "yearsFrom": Line("h5p_field", _YEAR),
    "yearsTo": Line("h5p_field", _YEAR),
    "w": Line("h5p_field", _SIDE),
    "h": Line("h5p_field", _SIDE),
    "metaKeywords": Line("h5p_field", _like(".+")),
    "metaDescription": Line("h5p_field", _like(".+")),
}

_PATHS = {
    "preloadedJs": re.compile(r"(?:[\\/]?[a-z_\-\s0-9.])+\.js", re.ASCII | re.IGNORECASE),
    "preloadedCss": re.compile(r"(?:[\\/]?[a-z_\-\s0-9.])+\.css", re.ASCII | re.IGNORECASE),
}

LIBRARY_JSON: dict[str, Line | Objects] = {
    "title": Line("h5p_library_title", _LINE, is_required=True),
    "machineName": Line("h5p_library_name", _like(r"[\w.-]{1,255}"), is_required=True),
    "majorVersion": Line("h5p_library_version", lambda value: version_number(value) is not None, is_required=True),
    "minorVersion": Line("h5p_library_version", lambda value: version_number(value) is not None, is_required=True),
    "patchVersion": Line("h5p_library_version", lambda value: version_number(value) is not None, is_required=True),
    "runnable": Line("h5p_library_runnable", _is_flag, is_required=True),
    "author": Line("h5p_library_field", _LINE),
    "license": Line("h5p_library_field", _like(_LIBRARY_LICENCES)),
    "description": Line("h5p_library_field", _like(".+")),
    "w": Line("h5p_library_field", _SIDE),
    "h": Line("h5p_library_field", _SIDE),
    "fullscreen": Line("h5p_library_field", _is_flag),
    "embedTypes": Line("h5p_library_field", lambda value: value == [] or _is_embed_types(value)),
    "dropLibraryCss": Objects(
        "h5p_library_field", {"machineName": Line("h5p_library_field", _like(r"[\w.-]{1,255}"), is_required=True)}
    ),
}


def manifest_problems(data: Any) -> list[Problem]:
    """Return all that is wrong with the value of ``h5p.json``."""
    if not isinstance(data, dict):
        return [Problem("json_not_object", MANIFEST)]
    problems = [*_against(data, H5P_JSON, f"{MANIFEST}#"), *_bad_dependencies(data, MANIFEST, ("preloaded", "dynamic"))]
    main, lines = data.get("mainLibrary"), data.get("preloadedDependencies")
    names = [line.get("machineName") for line in lines if isinstance(line, dict)] if isinstance(lines, list) else [main]
    if isinstance(main, str) and main not in names:
        problems.append(Problem("h5p_main_not_listed", f"{MANIFEST}#/preloadedDependencies", main))
    return problems


def description_problems(data: Any, directory: str, paths: set[str]) -> list[Problem]:
    """Return all that is wrong with the value of a library's ``library.json``; ``paths`` are the library's files."""
    member = f"{directory}/library.json"
    if not isinstance(data, dict):
        return [Problem("json_not_object", member)]
    return [
        *_against(data, LIBRARY_JSON, f"{member}#"),
        *_bad_dependencies(data, member, KINDS),
        *_bad_directory(data, directory, member),
        *_bad_scripts(data, member, paths),
        *_bad_core_api(data.get("coreApi"), member),
    ]


def _against(data: dict, lines: dict[str, Line | Objects], where: str) -> Iterator[Problem]:
    for key, line in lines.items():
        if isinstance(line, Objects):
            if key in data:
                yield from _against_each(data[key], line, f"{where}/{key}")
        elif key not in data:
            if line.is_required:
                yield Problem(line.rule, f"{where}/{key}")
        elif not line.test(data[key]):
            yield Problem(line.rule, f"{where}/{key}", shown(data[key]))


def _against_each(value: Any, objects: Objects, where: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(objects.rule, where, shown(value))
        return
    for number, one in enumerate(value):
        if isinstance(one, dict):
            yield from _against(one, dict(objects.lines), f"{where}/{number}")
        else:
            yield Problem(objects.rule, f"{where}/{number}", shown(one))


def _bad_dependencies(data: dict, member: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    for kind in kinds:
        key = f"{kind}Dependencies"
        lines = data.get(key)
        if lines is None:
            continue
        if not isinstance(lines, list):
            if member != MANIFEST or kind != "preloaded":  # that one has a rule of its own
                yield Problem("h5p_dependencies", f"{member}#/{key}", shown(lines))
            continue
        for number, line in enumerate(lines):
            if LibraryName.of(line) is None:
                yield Problem("h5p_dependency", f"{member}#/{key}/{number}", shown(line))


def _bad_directory(data: dict, directory: str, member: str) -> Iterator[Problem]:
    name = LibraryName.of(data)
    if name and directory not in (name.machine_name, f"{name.machine_name}-{name.major}.{name.minor}"):
        yield Problem("h5p_library_directory", member, f"{directory} ≠ {name.machine_name}-{name.major}.{name.minor}")


def _bad_scripts(data: dict, member: str, paths: set[str]) -> Iterator[Problem]:
    for key, pattern in _PATHS.items():
        lines = data.get(key, [])
        if not isinstance(lines, list):
            yield Problem("h5p_library_field", f"{member}#/{key}", shown(lines))
            continue
        for number, line in enumerate(lines):
            path = line.get("path") if isinstance(line, dict) else None
            where = f"{member}#/{key}/{number}"
            if not isinstance(path, str) or len(path) > 255 or not pattern.fullmatch(path):
                yield Problem("h5p_library_field", where, shown(line))
            elif plain_path(path) not in paths:
                yield Problem("h5p_library_file_missing", where, path)


def plain_path(path: str) -> str:
    """Return a path of ``preloadedJs`` or ``preloadedCss`` as the archive names it; some begin with ``./`` or ``/``."""
    return path.replace("\\", "/").removeprefix("./").lstrip("/")


def _bad_core_api(value: Any, member: str) -> Iterator[Problem]:
    if not value:
        return  # nothing is asked for
    where = f"{member}#/coreApi"
    pair = (
        [version_number(value.get(key)) for key in ("majorVersion", "minorVersion")] if isinstance(value, dict) else []
    )
    if not pair or None in pair:
        yield Problem("h5p_library_field", where, shown(value))
    elif tuple(pair) > CORE_API:  # type: ignore[operator]
        yield Problem("h5p_core_api", where, f"{pair[0]}.{pair[1]} > {CORE_API[0]}.{CORE_API[1]}")


def shown(value: Any) -> str:
    """Return what stands somewhere, short enough for a report."""
    return (value if isinstance(value, str) else repr(value))[:200]
