"""Hearing what was missed: only what one may hear, within bounds; the test of a device."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from live_classes.choices import Admission, RoomRole
from live_classes.frames import Frame, media_ms_of, pack_frame, split_frames
from live_classes.hub.recorder import Stretch
from live_classes.services.recording import delete_recording, store_voice
from media.stores import object_store
from schools.choices import Role
from tests.factories.live_classes import make_live_class, make_participant
from tests.factories.schools import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_class(teacher, school_class, pupil):
    """A class that has run for an hour, with its teacher (1) and a pupil (2) in it; both said something."""
    begun = timezone.now() - dt.timedelta(hours=1)
    live_class = make_live_class(teacher=teacher, school_class=school_class, state="open", opened_at=begun)
    make_participant(live_class, teacher)
    make_participant(live_class, pupil)
    keep(live_class, 1, range(0, 6_000, 60))
    keep(live_class, 2, range(2_010, 2_600, 60), audience="2,5")
    return live_class


def keep(live_class, number, moments, audience=""):
    frames = [pack_frame(Frame(2, 0, number, at, at, b"\x18" + bytes(100))) for at in moments]
    store_voice(live_class_id=live_class.pk, stretch=Stretch(number, audience, 0, frames=frames))


def get(client, live_class, **query):
    return client.get(reverse("live_classes:voice", args=[live_class.uuid]), query)


def moments(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [media_ms_of(frame) for frame in split_frames(response.content)]


def end(live_class):
    live_class.state, live_class.ended_at = "ended", timezone.now()
    live_class.save()


def test_who_is_in_the_room_hears_what_they_missed(sign_in, live_class, pupil):
    response = get(sign_in(pupil), live_class, tu=1_800, den=2_200)
    assert moments(response) == [1_800, 1_860, 1_920, 1_980, 2_010, 2_040, 2_070, 2_100, 2_130, 2_160, 2_190]
    assert response["Cache-Control"] == "private, no-store" and response["X-Complete-Until"] == "2200"


def test_talk_of_another_group_is_not_heard(sign_in, live_class, school_class):
    other = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    make_participant(live_class, other)
    assert moments(get(sign_in(other), live_class, tu=1_980, den=2_101)) == [1_980, 2_040, 2_100]


def test_who_leads_hears_all_groups(sign_in, live_class, teacher):
    assert moments(get(sign_in(teacher), live_class, tu=1_980, den=2_071)) == [1_980, 2_010, 2_040, 2_070]


def test_the_price_comes_first(sign_in, live_class, teacher, pupil):
    whole = len(get(sign_in(teacher), live_class, tu=0, den=10_000).content)
    price = get(sign_in(teacher), live_class, tu=0, den=10_000, co=1).json()
    assert price == {"bytes": whole, "ms": 10_000, "complete_until": 10_000}
    half = get(sign_in(teacher), live_class, tu=0, den=1_200, co=1).json()["bytes"]
    assert abs(half - len(get(sign_in(teacher), live_class, tu=0, den=1_200).content)) < 400
    assert get(sign_in(teacher), live_class, tu=8_000, den=9_000, co=1).json()["bytes"] == 0
    now = get(sign_in(teacher), live_class, tu=3_590_000, den=3_610_000, co=1).json()
    assert now["complete_until"] < 3_590_000


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"tu": 0},
        {"tu": 5, "den": 5},
        {"tu": 9, "den": 5},
        {"tu": -1, "den": 5},
        {"tu": 0, "den": 600_001},
        {"tu": "1e3", "den": "2000"},
        {"tu": "٣", "den": "٩"},
        {"tu": "0", "den": "9" * 400},
        {"tu": "a", "den": "b"},
    ],
)
def test_a_time_that_is_none_is_refused_in_words(sign_in, live_class, pupil, query):
    response = get(sign_in(pupil), live_class, **query)
    assert response.status_code == 400 and "10 phút" in response.json()["message"]


def test_who_is_not_in_the_room_hears_nothing(
    client, sign_in, live_class, colleague, stranger, officer, pupil, manager
):
    for user in (colleague, stranger, officer, manager):
        assert get(sign_in(user), live_class, tu=0, den=100).status_code == 404
    for admission in (Admission.WAITING, Admission.REFUSED, Admission.REMOVED):
        live_class.participants.filter(user=pupil).update(admission=admission)
        assert get(sign_in(pupil), live_class, tu=0, den=100).status_code == 404
    client.logout()
    assert get(client, live_class, tu=0, den=100).status_code == 302


def test_a_guest_hears_while_the_class_runs_and_not_after(sign_in, live_class, stranger):
    make_participant(live_class, stranger, role=RoomRole.GUEST)
    assert moments(get(sign_in(stranger), live_class, tu=0, den=100)) == [0, 60]
    end(live_class)
    assert get(sign_in(stranger), live_class, tu=0, den=100).status_code == 404


def test_who_left_the_school_hears_no_more(sign_in, live_class, pupil):
    client = sign_in(pupil)
    assert get(client, live_class, tu=0, den=100).status_code == 200
    pupil.memberships.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert get(client, live_class, tu=0, den=100).status_code == 404


def test_after_class_who_may_replay_hears_it_also_who_was_absent(sign_in, live_class, school_class, manager, stranger):
    end(live_class)
    absent = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    for user in (absent, manager):
        assert moments(get(sign_in(user), live_class, tu=1_980, den=2_101)) == [1_980, 2_040, 2_100]
    assert get(sign_in(stranger), live_class, tu=0, den=100).status_code == 404


def test_a_deleted_recording_is_heard_by_nobody(sign_in, live_class, teacher):
    end(live_class)
    delete_recording(live_class=live_class, by=teacher)
    assert get(sign_in(teacher), live_class, tu=0, den=100).status_code == 404


def test_storage_that_lost_it_says_so_and_the_class_goes_on(sign_in, live_class, pupil):
    object_store().delete(live_class.voice_chunks.first().blob.key)
    response = get(sign_in(pupil), live_class, tu=0, den=100)
    assert response.status_code == 503 and response["Retry-After"] and "thử lại" in response.json()["message"]


def test_hearing_takes_a_constant_number_of_queries(sign_in, live_class, pupil, django_assert_max_num_queries):
    for start in range(10_000, 110_000, 10_000):
        keep(live_class, 1, range(start, start + 300, 60))
    client = sign_in(pupil)
    with django_assert_max_num_queries(9):
        get(client, live_class, tu=0, den=120_000)


def test_only_reading_is_possible(sign_in, live_class, pupil):
    client = sign_in(pupil)
    assert client.post(reverse("live_classes:voice", args=[live_class.uuid])).status_code == 405
    assert client.post(reverse("live_classes:device_test")).status_code == 405


@pytest.mark.parametrize("who", ["pupil", "teacher", "officer"])
def test_anyone_signed_in_tests_their_device(request, sign_in, who):
    client = sign_in(request.getfixturevalue(who))
    response = client.get(reverse("live_classes:device_test"))
    assert response.status_code == 200 and "microphone=(self)" in response["Permissions-Policy"]
    assert "'wasm-unsafe-eval'" in response["Content-Security-Policy"]


def test_the_link_is_measured_with_bytes_nothing_can_squeeze(sign_in, pupil):
    client = sign_in(pupil)
    answers = [client.get(reverse("live_classes:device_test"), {"do": number}) for number in range(2)]
    assert all(len(answer.content) == 16_000 and answer["Cache-Control"] == "no-store" for answer in answers)
    assert answers[0].content != answers[1].content


def test_visitors_sign_in_first(client):
    response = client.get(reverse("live_classes:device_test"))
    assert response.status_code == 302 and "thu-may" in response["Location"]
