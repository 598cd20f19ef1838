"""News of libraries: to those who decide that something waits, to those who uploaded what was decided."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.services import notify, settle_notifications
from content_repo.choices import LibraryState, PackageState
from content_repo.models import Library, Package
from content_repo.reviewers import library_reviewers
from media.choices import UploadState
from media.models import Upload

WAITING = "content_repo.libraries_waiting"
READY = "content_repo.package_ready"
HELD = "content_repo.package_held"


def tell_reviewers_of_libraries(package: Package) -> None:
    """Tell reviewers that libraries wait: once, until they have read it, however many libraries and packages it are."""
    unread = Notification.objects.filter(kind=WAITING, read_at__isnull=True).values("user_id")
    people = get_user_model().objects.filter(pk__in=library_reviewers().values("user_id")).exclude(pk__in=unread)
    count = package.library_links.exclude(library__state=LibraryState.TRUSTED).filter(load_order__isnull=False).count()
    params = {"title": package.title, "count": count}
    notify(users=people, kind=WAITING, params=params, url=reverse("content_repo:libraries"))


def settle_library_requests() -> None:
    """Nothing waits any more: what asked reviewers to come is old news."""
    if not Library.objects.filter(state=LibraryState.WAITING).exists():
        settle_notifications(kind=WAITING, url=reverse("content_repo:libraries"), until=timezone.now())


def tell_uploaders(packages: Iterable[Package]) -> None:
    """Tell those who uploaded packages that they can be played now, or no longer; one notification a package."""
    packages = list(packages)
    owners = _owners(packages)
    for package in packages:
        kind = READY if package.state == PackageState.READY else HELD
        notify(users=owners.get(package.blob_id, []), kind=kind, params={"title": package.title}, url=_url(package))


def tell_uploaders_of_refusal(packages: Iterable[Package], library: str, note: str) -> None:
    """Tell those who uploaded packages that a library of theirs must not run, and why."""
    packages = list(packages)
    owners = _owners(packages)
    for package in packages:
        params = {"title": package.title, "library": library, "note": note}
        notify(
            users=owners.get(package.blob_id, []), kind="content_repo.library_refused", params=params, url=_url(package)
        )


def _owners(packages: list[Package]) -> dict[int | None, list]:
    found: dict[int | None, list] = {}
    for upload in _uploads_of(packages):
        found.setdefault(upload.blob_id, []).append(upload.owner)
    return found


def _uploads_of(packages: list[Package]) -> QuerySet[Upload]:
    blobs = [package.blob_id for package in packages]
    return Upload.objects.filter(blob__in=blobs, state=UploadState.STORED).select_related("owner")


def _url(package: Package) -> str:
    return reverse("content_repo:package", args=[package.uuid])
