"""Who of those connected may stay: their session, their membership and their place are looked at again and again."""

from dataclasses import dataclass

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.sessions import SessionStore
from live_classes.choices import LEADING_ROLES, Admission, RoomRole
from live_classes.models import LiveClass, Participant
from live_classes.permissions import room_role
from schools.models import Membership

SIGNED_OUT, NO_MEMBER = 4401, 4403


@dataclass(frozen=True)
class Connected:
    """Somebody who is connected: the session their socket was opened with, and their number."""

    session_key: str
    user_id: int
    number: int


def find_refused(*, live_class: LiveClass, connected: set[Connected]) -> dict[Connected, int]:
    """Return those who may not stay, with the close code; a fixed number of queries whatever their count."""
    users = _users({one.user_id for one in connected})
    sessions = _sessions({one.session_key for one in connected})
    members = _members(live_class, users)
    refused = {}
    for one in connected:
        user = users.get(one.user_id)
        if user is None or not user.is_active or not _is_session_of(sessions.get(one.session_key), user):
            refused[one] = SIGNED_OUT
        elif one.number not in members:
            refused[one] = NO_MEMBER
    return refused


def _users(ids: set[int]) -> dict[int, User]:
    """Return users with their memberships of today, as the predicates look for them."""
    users = User.objects.in_bulk(ids)
    kept: dict[int, list[Membership]] = {pk: [] for pk in users}
    memberships = Membership.objects.current().filter(user_id__in=ids)
    for membership in memberships.select_related("school__administrative_unit", "school_class", "administrative_unit"):
        kept[membership.user_id].append(membership)
    for pk, user in users.items():
        user.__dict__["_current_memberships"] = kept[pk]
    return users


def _sessions(keys: set[str]) -> dict[str, dict]:
    """Return the contents of sessions in force; those of shared devices are in use here, so they are kept alive."""
    model = SessionStore.get_model_class()
    rows = model.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    contents = {row.session_key: row.get_decoded() for row in rows}
    for key, content in contents.items():
        store = SessionStore(key)
        store.__dict__["_session_cache"] = content
        store.renew_shared_device()
        if store.modified:
            store.save()
    return contents


def _is_session_of(content: dict | None, user: User) -> bool:
    if content is None or content.get(SESSION_KEY) != str(user.pk):
        return False
    known = content.get(HASH_SESSION_KEY, "")
    return constant_time_compare(known, user.get_session_auth_hash())


def _members(live_class: LiveClass, users: dict[int, User]) -> set[int]:
    """Return the numbers of those who still have their place, in their role."""
    prefetch_related_objects([live_class], "course__audiences")  # read once, for all who are asked about below
    places = Participant.objects.filter(live_class=live_class, user_id__in=users, admission=Admission.ADMITTED)
    return {place.number for place in places if _has_place(live_class, place, users[place.user_id])}


def _has_place(live_class: LiveClass, place: Participant, user: User) -> bool:
    if place.role == RoomRole.GUEST:
        return True
    role = room_role(user, live_class)
    return role is not None and (role in LEADING_ROLES or place.role not in LEADING_ROLES)
