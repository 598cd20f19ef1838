"""Who of those connected may stay."""

import time

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.sessions import SHARED_DEVICE_SECONDS, SessionStore
from live_classes.choices import Admission, RoomRole
from live_classes.models import LiveClass
from live_classes.services.connected import NO_MEMBER, SIGNED_OUT, Connected, find_refused
from schools.choices import Role
from tests.factories.courses import make_course
from tests.factories.live_classes import make_live_class, make_participant
from tests.factories.schools import MembershipFactory


def _session(user, *, is_shared: bool = False) -> SessionStore:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if is_shared:
        session.use_shared_device()
    session.save()
    return session


def _connected(place, session=None) -> Connected:
    return Connected((session or _session(place.user)).session_key, place.user_id, place.number)


def _refused(live_class, *connected) -> list[int | None]:
    fresh = LiveClass.objects.select_related("course", "school_class", "school__administrative_unit")
    refused = find_refused(live_class=fresh.get(pk=live_class.pk), connected=set(connected))
    return [refused.get(one) for one in connected]


@pytest.fixture
def live_class(teacher, school_class):
    return make_live_class(teacher=teacher, school_class=school_class, state="open")


def test_members_with_their_sessions_stay(live_class, teacher, pupil):
    places = [make_participant(live_class, user) for user in (teacher, pupil)]
    assert _refused(live_class, *map(_connected, places)) == [None, None]


def test_a_session_must_exist_and_be_the_user_s(live_class, teacher, pupil):
    place = make_participant(live_class, pupil)
    gone = Connected("no-such-session", place.user_id, place.number)
    assert _refused(live_class, gone, _connected(place, _session(teacher))) == [SIGNED_OUT, SIGNED_OUT]


def test_a_new_password_ends_the_sockets(live_class, pupil):
    one = _connected(make_participant(live_class, pupil))
    pupil.set_password("mat-khau-moi")
    pupil.save()
    assert _refused(live_class, one) == [SIGNED_OUT]


def test_an_account_that_is_closed_ends_the_sockets(live_class, pupil):
    one = _connected(make_participant(live_class, pupil))
    pupil.is_active = False
    pupil.save()
    assert _refused(live_class, one) == [SIGNED_OUT]


def test_an_expired_session_ends_the_sockets(live_class, pupil):
    session = _session(pupil)
    session.set_expiry(-1)
    session.save()
    assert _refused(live_class, _connected(make_participant(live_class, pupil), session)) == [SIGNED_OUT]


def test_those_who_left_the_class_or_were_removed_do_not_stay(live_class, pupil, school_class):
    left = make_participant(live_class, pupil)
    other = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    removed = make_participant(live_class, other, admission=Admission.REMOVED)
    pupil.memberships.all().delete()
    assert _refused(live_class, _connected(left), _connected(removed)) == [NO_MEMBER, NO_MEMBER]


def test_who_leads_no_longer_must_come_in_anew(live_class, pupil):
    place = make_participant(live_class, pupil, role=RoomRole.TEACHER)
    assert _refused(live_class, _connected(place)) == [NO_MEMBER]


def test_guests_need_no_membership(live_class, stranger):
    guest = make_participant(live_class, stranger, role=RoomRole.GUEST)
    assert _refused(live_class, _connected(guest)) == [None]


def test_a_session_of_a_shared_device_lives_as_long_as_the_class(live_class, pupil):
    session = _session(pupil, is_shared=True)
    session["shared_device_since"] = int(time.time()) - SHARED_DEVICE_SECONDS + 60
    session.save()
    assert _refused(live_class, _connected(make_participant(live_class, pupil), session)) == [None]
    assert SessionStore(session.session_key)["shared_device_since"] > time.time() - 60


@pytest.mark.parametrize("of_course", [False, True])
def test_it_costs_as_many_queries_for_many_as_for_one(teacher, school_class, of_course, django_assert_max_num_queries):
    place = {"school_class": school_class}
    if of_course:
        place = {"course": make_course(teacher=teacher, school=school_class.school, classes=[school_class])}
    live_class = make_live_class(teacher=teacher, **place)
    one = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    connected = [_connected(make_participant(live_class, one))]
    with django_assert_max_num_queries(7):
        assert _refused(live_class, *connected) == [None]
    for _ in range(10):
        user = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
        connected.append(_connected(make_participant(live_class, user)))
    with django_assert_max_num_queries(7):
        assert _refused(live_class, *connected) == [None] * 11
