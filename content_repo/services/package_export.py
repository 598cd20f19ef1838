"""A package as a file for other systems: H5P with safe content and everything it needs to play and to be edited."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from content_repo.choices import LibraryState
from content_repo.models import Library, Package
from content_repo.packages.h5p.libraries import LibraryName, dependencies
from content_repo.queries import used_libraries
from content_repo.resolution import Shelf, main_library_of, name_of
from content_repo.safe_content import CONTENT
from content_repo.zip_writing import Member, member_of, zip_chunks
from media.models import Blob
from media.names import clean_name
from media.stores import object_store

WHOLE_BYTES = 16 * 1024**2  # an archive of a library up to this size is read at once
_KINDS = ("preloaded", "dynamic", "editor")
_KEPT_LINES = (
    *("license", "licenseVersion", "licenseExtras", "yearFrom", "yearTo", "authors", "authorComments", "source"),
    *("changes", "contentType", "metaKeywords", "metaDescription", "defaultLanguage", "a11yTitle"),
)
_DESCRIPTION = "library.json"
_EDITING = "editorDependencies"
_EXTENSIONS = {"epub": "epub", "cartridge": "imscc"}


def h5p_file(*, package: Package, folder: Path) -> Path:
    """Write the complete ``.h5p`` of a package that can be played into a folder; see :func:`h5p_chunks`."""
    path = folder / export_name(package)
    with path.open("wb") as target:
        target.writelines(h5p_chunks(package=package))
    return path


def h5p_chunks(*, package: Package) -> Iterator[bytes]:
    """Give the bytes of a complete ``.h5p``: the same bytes each time while nothing is decided anew.

    It holds the parameters as they were made safe, the files of the content, every library it runs on, and those the
    site trusts that editors need for it.
    """
    libraries = [*(used := used_libraries(package)), *_for_editors(used)]
    return zip_chunks(_members(package, used, libraries))


def export_name(package: Package) -> str:
    """Return the name of the file on the reader's disk."""
    extension = "h5p" if package.format == "h5p" else _EXTENSIONS.get(package.format, "zip")
    return clean_name(f"{package.title[:80]}.{extension}")


def _members(package: Package, used: list[Library], libraries: list[Library]) -> Iterator[Member]:
    yield member_of("h5p.json", _json(h5p_json(package, used)))
    yield member_of(CONTENT, _json(package.content))
    yield from _copied(package.blob, package.members, _content_names(package))
    held = {name_of(library) for library in libraries}
    for library in sorted(libraries, key=name_of):
        folder = f"{library.machine_name}-{library.major_version}.{library.minor_version}"
        yield member_of(f"{folder}/{_DESCRIPTION}", _json(library_json(library, held)))
        names = {name: f"{folder}/{name}" for name in sorted(library.members) if name != _DESCRIPTION}
        yield from _copied(library.archive, library.members, names)


def _content_names(package: Package) -> dict[str, str]:
    names = (name for name in sorted(package.members) if name.startswith("content/") and name != CONTENT)
    return {name: name for name in names if not any(part.startswith((".", "_")) for part in name.split("/"))}


def _copied(blob: Blob, index: dict[str, list[int]], names: dict[str, str]) -> Iterator[Member]:
    """Give members of a stored archive as they lie there, under other names."""
    whole = _whole(blob) if names and blob.size_bytes <= WHOLE_BYTES else None
    for name, new_name in names.items():
        offset, packed, size, crc, method = index[name]
        data = [whole[offset : offset + packed]] if whole is not None else _range(blob, offset, packed)
        yield Member(new_name, data, packed, size, crc, method)


def _whole(blob: Blob) -> bytes:
    with object_store().open(blob.key) as chunks:
        return b"".join(chunks)


def _range(blob: Blob, offset: int, length: int) -> Iterator[bytes]:
    if length:
        with object_store().open(blob.key, offset, length) as chunks:
            yield from chunks


def h5p_json(package: Package, used: Iterable[Library]) -> dict:
    """Return the manifest of an export: what the package said of its makers, and the libraries it really runs on."""
    said = package.manifest.get("h5p_json") or {}
    main = main_library_of(package.manifest)
    found = {
        "title": package.title,
        "language": said.get("language") or package.language or "und",
        "mainLibrary": main.machine_name,
        "embedTypes": said.get("embedTypes") or ["div"],
        **{name: said[name] for name in _KEPT_LINES if said.get(name)},
        "preloadedDependencies": [_dependency(library) for library in used],
    }
    found.setdefault("license", "U")
    return _filled(found | _attribution(package, found))


def library_json(library: Library, held: set[LibraryName]) -> dict:
    """Return what an export says of a library: its own words, but for what H5P's PHP core refuses and others take.

    ``held`` are the libraries of the export; what editing needs besides them would have the whole file refused.
    """
    said = dict(library.description)
    if said.get("license") == "U":
        del said["license"]
    if isinstance(said.get(_EDITING), list):
        said[_EDITING] = [line for line in said[_EDITING] if LibraryName.of(line) in held]
    return _filled(said)


def _filled(lines: dict) -> dict:
    """Leave out what says nothing: an empty list is read as one object that lacks everything."""
    return {name: value for name, value in lines.items() if value not in (None, "", [], {})}


def _dependency(library: Library) -> dict:
    return {
        "machineName": library.machine_name,
        "majorVersion": library.major_version,
        "minorVersion": library.minor_version,
    }


def _attribution(package: Package, found: dict) -> dict:
    """Say what an adapted package is based on and who made that, where the package itself does not say so."""
    source = package.based_on
    if source is None:
        return {}
    address = f"{settings.SITE_URL}{reverse('content_repo:package', args=[source.uuid])}"
    named = {author.get("name") for author in found.get("authors", ()) if isinstance(author, dict)}
    others = [author for author in _authors(source) if author["name"] not in named]
    when = package.created_at.strftime("%d-%m-%y %H:%M:%S")
    log = {"date": when, "author": source.title[:255], "log": f"{source.title} <{address}>"}
    changes = [*found.get("changes", ())]
    if not any(address in str(change) for change in changes):
        changes.append(log)
    return {
        "source": found.get("source") or address,
        "authors": [*found.get("authors", ()), *others],
        "changes": changes,
    }


def _authors(source: Package) -> list[dict]:
    rows = (source.manifest.get("h5p_json") or {}).get("authors") or []
    names = [str(row["name"])[:255] for row in rows if isinstance(row, dict) and row.get("name")]
    return [{"name": name, "role": "Originator"} for name in names]


def _for_editors(used: list[Library]) -> list[Library]:
    """Return the trusted libraries, besides those used, that editing needs, as far as all that they need is held."""
    trusted = Library.objects.filter(state=LibraryState.TRUSTED).select_related("archive")
    shelf = Shelf(trusted.defer("members"))
    found = {name_of(library): library for library in used}
    waiting = list(used)
    while waiting:
        for name in _needs(waiting.pop(), _KINDS):
            library = None if name in found else shelf.choose(name, None)
            if library:
                found[name] = library
                waiting.append(library)
    in_use = {library.pk for library in used}
    while lame := [
        name
        for name, library in found.items()
        if library.pk not in in_use and any(needed not in found for needed in _needs(library, ("preloaded", "dynamic")))
    ]:
        for name in lame:
            del found[name]
    extra = {library.pk for library in found.values()} - in_use
    return list(trusted.filter(pk__in=extra))


def _needs(library: Library, kinds: Iterable[str]) -> list[LibraryName]:
    return [name for kind in kinds for name in dependencies(library.description, kind)]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
