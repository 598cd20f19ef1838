"""Packages and libraries: which files are packages, who may see them, what they run on."""

import json
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count, Prefetch, Q, QuerySet

from content_repo.choices import LibraryState, PackageState
from content_repo.models import LearningResource, Library, Package, ResourceFile, VersionBlob
from content_repo.queries.resources import overseen_by, resources_for
from content_repo.reviewers import is_library_reviewer
from content_repo.stored_members import MemberMissing, read_member
from media.choices import UploadState
from media.models import Blob, Upload

# Long columns that lists and pages don't show.
LONG_COLUMNS = ("content", "members", "text")
MAX_SEMANTICS_BYTES = 2 * 1024**2


def packages_of(blobs: Iterable[Blob | int]) -> dict[int, Package]:
    """Return the packages among the blobs (or their keys) by blob, without their long columns; one query."""
    keys = {blob.pk if isinstance(blob, Blob) else blob for blob in blobs}
    found = Package.objects.filter(blob__in=keys).defer(*LONG_COLUMNS) if keys else []
    return {package.blob_id: package for package in found}


def used_libraries(package: Package) -> list[Library]:
    """Return what the package runs on, in load order, with the archives; one query.

    Of a package that waits, the libraries it would run on as things stand: some are not trusted.
    """
    links = package.library_links.filter(load_order__isnull=False).select_related("library__archive")
    return [link.library for link in links.order_by("load_order")]


def brought_libraries(package: Package) -> list[Library]:
    """Return the trees that lie in the package, those of editors too; one query."""
    links = package.library_links.filter(is_brought=True).select_related("library").defer("library__members")
    return sorted((link.library for link in links), key=lambda library: (library.machine_name, library.pk))


def library_semantics(library: Library) -> list | None:
    """Return the fields that the library's parameters have, or None for one without; kept in memory by tree."""
    if "semantics.json" not in library.members:
        return None
    kept = _semantics(library.tree_sha256, library.archive.key, tuple(library.members["semantics.json"]))
    return json.loads(kept)  # an object of the caller's own


@lru_cache(maxsize=256)
def _semantics(_tree: str, key: str, place: tuple[int, ...]) -> str:
    try:
        data = read_member(key, place, MAX_SEMANTICS_BYTES)
        value = json.loads(data.decode("utf-8-sig"))
    except (MemberMissing, ValueError):
        return "null"
    return json.dumps(value if isinstance(value, list) else None)


def packages_for(user) -> QuerySet[Package]:
    """Packages the user may see; the same rule as ``permissions.can_view_package``.

    In a published resource the user may see, in any version of one whose drafts they may see, in an upload of their
    own; those who decide about libraries see all.
    """
    if is_library_reviewer(user):
        return Package.objects.all()
    shown = Q(blob__in=ResourceFile.objects.filter(resource__in=resources_for(user)).values("blob_id"))
    if user and user.is_authenticated and user.is_active:
        drafts = LearningResource.objects.filter(Q(owner=user) | Q(pk__in=overseen_by(user).values("pk")))
        files = ResourceFile.objects.filter(resource__in=drafts)
        shown |= Q(blob__in=files.values("blob_id"))
        shown |= Q(blob__in=VersionBlob.objects.filter(resource__in=drafts).values("blob_id"))
        shown |= Q(blob__in=Upload.objects.filter(owner=user, state=UploadState.STORED).values("blob_id"))
    return Package.objects.filter(shown)


def resources_with(package: Package, user) -> QuerySet[LearningResource]:
    """Published resources the user may see that hold the package."""
    return resources_for(user).filter(files__blob=package.blob_id).distinct()


def adaptations_of(package: Package, user) -> QuerySet[Package]:
    """Packages made of this one that the user may see, the newest first."""
    return packages_for(user).filter(based_on=package).defer(*LONG_COLUMNS)


def listed_libraries() -> QuerySet[Library]:
    """Libraries as the reviewer's list shows them, each with ``waiting_count``: packages that wait for it."""
    waits = Q(package_links__load_order__isnull=False, package_links__package__state=PackageState.WAITING)
    return Library.objects.defer("members", "description").annotate(
        waiting_count=Count("package_links", filter=waits, distinct=True)
    )


def packages_waiting_for(library: Library) -> QuerySet[Package]:
    """Packages that wait for a library, the longest first, each with who uploaded it."""
    uploads = Upload.objects.filter(state=UploadState.STORED).select_related("owner", "school").order_by("pk")
    found = Package.objects.filter(
        state=PackageState.WAITING, library_links__library=library, library_links__load_order__isnull=False
    )
    found = found.defer(*LONG_COLUMNS).select_related("blob").order_by("created_at", "pk")
    return found.prefetch_related(Prefetch("blob__uploads", uploads))


def waiting_libraries_count() -> int:
    """How many libraries wait for somebody to look at them."""
    return Library.objects.filter(state=LibraryState.WAITING).count()


def packages_concerned(libraries: Iterable[int]) -> QuerySet[Package]:
    """Packages that wait and are linked to a library called like one of these (keys), whichever the tree."""
    condition = Q(pk__in=[])
    names = Library.objects.filter(pk__in=libraries).values_list("machine_name", "major_version", "minor_version")
    for name, major, minor in names:
        condition |= Q(machine_name=name, major_version=major, minor_version=minor)
    alike = Library.objects.filter(condition)
    return Package.objects.filter(state=PackageState.WAITING, library_links__library__in=alike).distinct()
