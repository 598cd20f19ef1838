"""Where a pupil stopped in a package of a lesson.

Of two devices the one on which the pupil worked last counts, not the one that found a link last: a state comes with the
moment it was made. What is forgotten leaves an empty row, so that an older state on its way can't bring it back.
"""

import datetime as dt

from django.db import IntegrityError, transaction

from content_repo.models import Package
from courses.models import LessonPage, SavedState

MAX_STATES = 200  # of one pupil in one package
FORGOTTEN = "null"


class TooManyStates(Exception):  # noqa: N818 - an answer to the sender, not an error of ours
    """The package keeps more places than any that we know of."""


@transaction.atomic
def save_state(*, pupil, lesson: LessonPage, package: Package, key: str, value: str, changed_at: dt.datetime) -> bool:
    """Keep a value (JSON) under a key and tell whether it counts: a newer one that is there already stays.

    The caller has asked :func:`courses.permissions.can_work_on_package`.

    :raises TooManyStates: there are ``MAX_STATES`` other keys already.
    """
    place = {"pupil": pupil, "lesson": lesson, "package": package}
    row = SavedState.objects.select_for_update().filter(key=key, **place).first()
    if row is None:
        if value == FORGOTTEN:
            return True
        if SavedState.objects.filter(**place).count() >= MAX_STATES:
            raise TooManyStates
        row, is_new = _created(place, key, value)
        if is_new:
            SavedState.objects.filter(pk=row.pk).update(changed_at=changed_at)
            return True
    if row.changed_at > changed_at:
        return False
    SavedState.objects.filter(pk=row.pk).update(value=value, changed_at=changed_at)
    return True


def _created(place: dict, key: str, value: str) -> tuple[SavedState, bool]:
    """Return the new row, or the one that another request has made in this moment."""
    try:
        with transaction.atomic():
            return SavedState.objects.create(key=key, value=value, **place), True
    except IntegrityError:
        return SavedState.objects.select_for_update().get(key=key, **place), False


def forget_state(*, pupil, lesson: LessonPage, package: Package, key: str, changed_at: dt.datetime) -> bool:
    """Forget the value under a key, unless a newer one is there; tell whether that counts."""
    return save_state(pupil=pupil, lesson=lesson, package=package, key=key, value=FORGOTTEN, changed_at=changed_at)


def restart_package(*, pupil, lesson: LessonPage, package: Package, now: dt.datetime) -> int:
    """Let a pupil begin anew: forget all places, keep all results; return how many places there were."""
    kept = SavedState.objects.filter(pupil=pupil, lesson=lesson, package=package).exclude(value=FORGOTTEN)
    return kept.update(value=FORGOTTEN, changed_at=now)
