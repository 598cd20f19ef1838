"""Deciding which H5P libraries may run. Only people decide; every decision is kept."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from content_repo.choices import LibraryState, PackageState
from content_repo.models import Library, LibraryDecision, Package
from content_repo.notices import settle_library_requests, tell_uploaders, tell_uploaders_of_refusal
from content_repo.tasks import resolve_waiting

UNUSED_FOR = dt.timedelta(days=1)
MAX_NOTE = 500


def trust_libraries(*, libraries: Iterable[Library], by, note: str = "") -> list[Library]:
    """Let libraries run; packages that waited for them are resolved in the background. Return those that changed.

    What already plays goes on with the trees it has: trusting changes nothing for it.
    """
    with transaction.atomic():
        changed = _decide(libraries, LibraryState.TRUSTED, by, note)
        settle_library_requests()
    return changed


def refuse_libraries(*, libraries: Iterable[Library], by, note: str = "") -> list[Library]:
    """Forbid libraries to run. Packages that ran on them stop at once; they may find another trusted tree."""
    with transaction.atomic():
        changed = _decide(libraries, LibraryState.REFUSED, by, note)
        stopped = _stop(changed)
        for library in changed:
            waiting = Package.objects.filter(_waits_for([library])).exclude(pk__in=[package.pk for package in stopped])
            tell_uploaders_of_refusal(waiting.defer("content", "members", "text").distinct(), str(library), note)
        settle_library_requests()
    return changed


def undo(*, libraries: Iterable[Library], by, note: str = "") -> list[Library]:
    """Take a decision back: the libraries wait again, and packages that ran on them stop at once."""
    with transaction.atomic():
        changed = _decide(libraries, LibraryState.WAITING, by, note)
        _stop(changed)
    return changed


def _decide(libraries: Iterable[Library], state: LibraryState, by, note: str) -> list[Library]:
    """Write a state and who decided; have the packages resolved anew whose libraries are concerned."""
    keys = [library.pk for library in libraries]
    rows = Library.objects.select_for_update().filter(pk__in=keys).exclude(state=state).order_by("pk")
    changed = list(rows.defer("members", "description"))
    note = note[:MAX_NOTE]
    is_decided = state != LibraryState.WAITING
    for library in changed:
        library.state, library.note = state, note
        library.decided_by, library.decided_at = (by, timezone.now()) if is_decided else (None, None)
    Library.objects.bulk_update(changed, ["state", "note", "decided_by", "decided_at"])
    LibraryDecision.objects.bulk_create(
        [LibraryDecision(library=library, state=state, by=by, note=note) for library in changed]
    )
    if changed:
        decided = [library.pk for library in changed]
        transaction.on_commit(lambda: resolve_waiting.enqueue(decided))
    return changed


def _stop(libraries: Sequence[Library]) -> list[Package]:
    """Have packages wait that play with one of the libraries, before anything else is looked at."""
    found = Package.objects.filter(
        state=PackageState.READY, library_links__library__in=libraries, library_links__load_order__isnull=False
    )
    stopped = list(found.defer("content", "members", "text").distinct())
    Package.objects.filter(pk__in=[package.pk for package in stopped]).update(state=PackageState.WAITING)
    for package in stopped:
        package.state = PackageState.WAITING
    tell_uploaders(stopped)
    return stopped


def _waits_for(libraries: Sequence[Library]) -> Q:
    return Q(state=PackageState.WAITING, library_links__library__in=libraries, library_links__load_order__isnull=False)


def sweep_libraries(*, is_dry_run: bool) -> int:
    """Delete libraries that nobody trusted or refused and no package links to; return how many it are.

    Their archives are swept with all other unused bytes.
    """
    before = timezone.now() - UNUSED_FOR
    unused = Library.objects.filter(state=LibraryState.WAITING, package_links__isnull=True, created_at__lt=before)
    if is_dry_run:
        return unused.count()
    with transaction.atomic():
        keys = list(unused.select_for_update(of=("self",)).values_list("pk", flat=True))
        # Asked again once locked: a package may have come meanwhile.
        Library.objects.filter(pk__in=keys, package_links__isnull=True).delete()
    return len(keys)
