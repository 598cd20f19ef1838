"""Keeping what was read in a package, and finding the libraries it runs on."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from content_repo.choices import LibraryState, PackageFormat, PackageState
from content_repo.models import LearningResource, Library, Package, PackageLibrary
from content_repo.notices import tell_reviewers_of_libraries
from content_repo.packages.base import MAX_TEXT_CHARS, Problem
from content_repo.packages.h5p.libraries import LibraryName, used_in
from content_repo.resolution import Resolution, Shelf, main_library_of, named_in_manifest
from content_repo.safe_content import clean_content, raw_content
from content_repo.search.outbox import record_change
from content_repo.services.library_trees import keep_libraries, library_row
from media.models import Blob

BATCH = 50


def keep_package(*, blob: Blob, reading: dict, folder: Path, based_on: Package | None = None) -> Package:
    """Keep what :meth:`~content_repo.packages.base.Reading.as_json` says of a blob, which is a package.

    ``folder`` holds ``library-<tree>.zip`` for the trees that the site did not hold. The same blob again gives the
    package that is there, also when two do it at once. Library trees go into object storage first, then all rows in
    one transaction: what fails half way leaves bytes that are swept, and can be done again.
    """
    known = Package.objects.filter(blob=blob).first()
    if known:
        return known
    trees = keep_libraries(libraries=reading["libraries"], folder=folder)
    with transaction.atomic():
        # Whoever inserts first does it; another upload of the same bytes waits here and finds it done.
        package, is_new = Package.objects.get_or_create(blob=blob, defaults=_columns(reading, based_on))
        if not is_new:
            return package
        brought = trees.rows()
        PackageLibrary.objects.bulk_create(
            [PackageLibrary(package=package, library=library, is_brought=True) for library in brought]
        )
        if package.format == PackageFormat.H5P:
            _settle([package], raw={package.pk: reading["content"]})
            package.refresh_from_db()
            if package.state == PackageState.WAITING:
                tell_reviewers_of_libraries(package)
        if package.state == PackageState.READY:
            tell_search([package])
    return package


def _columns(reading: dict, based_on: Package | None) -> dict:
    is_h5p = reading["format"] == PackageFormat.H5P
    return {
        "format": reading["format"],
        "state": PackageState.WAITING if is_h5p else PackageState.READY,
        "title": (reading["title"] or "?")[:255],
        "language": reading["language"][:20],
        "manifest": reading["manifest"],
        "problems": reading["problems"],
        "members": reading["members"],
        "text": reading["text"][:MAX_TEXT_CHARS],
        "based_on": based_on,
    }


def resolve_package(*, package: Package) -> bool:
    """Find the trees that an H5P package runs on and make its content safe; return whether it can be played now."""
    resolve_packages(packages=Package.objects.filter(pk=package.pk))
    package.refresh_from_db()
    return package.state == PackageState.READY


def resolve_packages(*, packages: QuerySet[Package]) -> list[Package]:
    """Resolve many packages anew, some dozens a transaction; return those that changed their state."""
    keys = list(packages.filter(format=PackageFormat.H5P).order_by("pk").values_list("pk", flat=True))
    changed: list[Package] = []
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            rows = Package.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + BATCH])
            changed += _settle(list(rows.select_related("blob")))
    return changed


def missing_libraries(*, reading: dict) -> list[LibraryName]:
    """Return what a package read just now needs, does not bring and the site does not hold."""
    manifest = reading["manifest"]
    brought = [library_row(entry) for entry in reading["libraries"]]
    return _shelf().resolve(main_library_of(manifest), named_in_manifest(manifest), brought).missing


def _shelf() -> Shelf:
    """All libraries that a dependency may be met by: some hundred rows, without the lists of their members."""
    return Shelf(Library.objects.exclude(state=LibraryState.REFUSED).defer("members"))


def _settle(packages: Sequence[Package], raw: dict[int, object] | None = None) -> list[Package]:
    """Write anew what packages run on, in the transaction of the caller; return those that changed their state.

    A constant number of queries, however many packages; those that become ready have their content read from storage.
    """
    shelf = _shelf()
    contents = {package.pk: (raw or {}).get(package.pk) or raw_content(package) for package in packages}
    brought = _brought_by(packages)
    found = {package.pk: _resolved(package, contents[package.pk], shelf, brought[package.pk]) for package in packages}
    ready = [resolution for resolution in found.values() if resolution.is_ready]
    used = {library.pk for resolution in ready for library in resolution.used}
    full = {row.pk: row for row in Library.objects.filter(pk__in=used).select_related("archive")}
    before = {package.pk: package.state for package in packages}
    for package in packages:
        _fill(package, contents[package.pk], found[package.pk], full)
        found[package.pk] = _narrowed(package, found[package.pk], shelf, brought[package.pk])
    _write_links(packages, found, brought)
    Package.objects.bulk_update(packages, ["state", "content", "problems", "text"])
    changed = [package for package in packages if package.state != before[package.pk]]
    tell_search([package for package in changed if package.state == PackageState.READY])
    return changed


def _resolved(package: Package, content: object, shelf: Shelf, brought: list[Library]) -> Resolution:
    manifest = package.manifest
    return shelf.resolve(main_library_of(manifest), named_in_manifest(manifest), brought, used_in(content))


def _narrowed(package: Package, wide: Resolution, shelf: Shelf, brought: list[Library]) -> Resolution:
    """Return what safe content runs on: libraries that only what was taken out of it named are not loaded."""
    if package.state != PackageState.READY:
        return wide
    narrow = _resolved(package, package.content, shelf, brought)
    return narrow if narrow.is_ready else wide


def _brought_by(packages: Sequence[Package]) -> dict[int, list[Library]]:
    """Return the libraries that lie in each package; one query."""
    found: dict[int, list[Library]] = {package.pk: [] for package in packages}
    links = PackageLibrary.objects.filter(package__in=packages, is_brought=True).select_related("library")
    for link in links.defer("library__members"):
        found[link.package_id].append(link.library)
    return found


def _fill(package: Package, content: object, resolution: Resolution, libraries: dict[int, Library]) -> None:
    package.state = PackageState.READY if resolution.is_ready else PackageState.WAITING
    package.content = None
    if not resolution.is_ready:
        return
    safe = clean_content(package, content, [libraries[library.pk] for library in resolution.used])
    package.content, package.text = safe.content, _words(package, safe.text)
    package.problems += [row for row in _rows(safe.changes) if row not in package.problems]


def _words(package: Package, text: str) -> str:
    """Return what a package is found by: its title, who made it, what it says."""
    return "\n".join(filter(None, [package.title, *package.manifest.get("authors", ()), text]))[:MAX_TEXT_CHARS]


def _rows(problems: Iterable[Problem]) -> list[dict]:
    return [problem._asdict() | {"is_warning": True} for problem in problems]


def _write_links(packages: Sequence[Package], found: dict[int, Resolution], brought: dict[int, list[Library]]) -> None:
    """Keep the links of what was brought; put the others down anew."""
    held = {(pk, library.pk) for pk, libraries in brought.items() for library in libraries}
    PackageLibrary.objects.filter(package__in=packages, is_brought=False).delete()
    PackageLibrary.objects.filter(package__in=packages).update(load_order=None)
    rows = [
        PackageLibrary(
            package=package,
            library=library,
            load_order=order,
            is_brought=(package.pk, library.pk) in held,
        )
        for package in packages
        for order, library in enumerate(found[package.pk].used)
    ]
    PackageLibrary.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["package", "library"], update_fields=["load_order"]
    )


def tell_search(packages: Sequence[Package]) -> None:
    """Have the published resources indexed anew that hold one of the packages: its words can be found now."""
    blobs = [package.blob_id for package in packages]
    if blobs:
        for resource in LearningResource.objects.filter(live=True, files__blob__in=blobs).distinct():
            record_change(resource)
