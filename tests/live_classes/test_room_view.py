"""The room's page and the log over HTTP: who gets in, what the page allows, and what of the log each may read."""

import gzip
from importlib import import_module

import pytest
from django.urls import reverse
from django.utils import timezone

from live_classes.choices import Admission, LiveClassState, RoomRole
from live_classes.models import Participant
from live_classes.services.log import append_event
from live_classes.services.participants import ensure_participant
from schools.choices import Role
from schools.services import end_membership
from tests.elearn.test_content_policy import policy_of
from tests.factories.live_classes import make_live_class, make_participant
from tests.factories.schools import MembershipFactory

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def live_class(teacher, school_class):
    """An open class of 6A."""
    return make_live_class(teacher=teacher, school_class=school_class, state="open")


@pytest.fixture
def classmate(school_class):
    """Another pupil of 6A."""
    return MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user


def room_of(live_class) -> str:
    """Return the address of the room."""
    return reverse("live_classes:room", args=[live_class.uuid])


def log_of(client, live_class, since=0) -> dict:
    """Return a page of the log as this client gets it."""
    answer = client.get(reverse("live_classes:events", args=[live_class.uuid]), {"sau": since})
    assert answer.status_code == 200
    return answer.json()


def kinds_in(page: dict) -> list[str]:
    """Return the kinds of the events of a page, without those of people coming in."""
    return [event["type"] for event in page["events"] if event["type"] != "person"]


def test_a_pupil_of_the_class_gets_the_room_and_a_place_in_it(sign_in, pupil, live_class):
    response = sign_in(pupil).get(room_of(live_class))
    assert response.status_code == 200
    place = Participant.objects.get(live_class=live_class, user=pupil)
    assert f'data-number="{place.number}"' in response.text
    assert "data-token=" in response.text
    assert "Giơ tay" in response.text
    assert "Kết thúc lớp" not in response.text


def test_who_leads_gets_the_desk_and_no_hand_to_raise(sign_in, teacher, live_class):
    page = sign_in(teacher).get(room_of(live_class)).text
    assert "Kết thúc lớp" in page
    assert "Mạng của lớp" in page
    assert "data-hand " not in page


def test_nothing_of_the_class_network_is_on_a_pupils_page(sign_in, pupil, live_class):
    assert "data-network" not in sign_in(pupil).get(room_of(live_class)).text


@pytest.mark.parametrize("name", ["stranger", "officer", "colleague"])
def test_who_has_no_place_is_told_of_no_room(request, sign_in, live_class, name):
    client = sign_in(request.getfixturevalue(name))
    assert client.get(room_of(live_class)).status_code == 404
    assert client.get(room_of(live_class), headers=JSON).status_code == 404
    assert client.get(reverse("live_classes:events", args=[live_class.uuid])).status_code == 404
    assert not live_class.participants.exists()


def test_visitors_are_sent_to_sign_in(client, live_class):
    for name in ("room", "events"):
        assert client.get(reverse(f"live_classes:{name}", args=[live_class.uuid])).url.startswith("/dang-nhap/")


def test_the_room_is_read_only(sign_in, pupil, live_class):
    client = sign_in(pupil)
    for name in ("room", "events"):
        assert client.post(reverse(f"live_classes:{name}", args=[live_class.uuid])).status_code == 405


@pytest.mark.parametrize("state", [LiveClassState.SCHEDULED, LiveClassState.ENDED, LiveClassState.CANCELLED])
@pytest.mark.parametrize("name", ["pupil", "teacher"])
def test_a_room_that_is_not_open_leads_to_the_page_of_the_class(request, sign_in, teacher, school_class, state, name):
    live_class = make_live_class(teacher=teacher, school_class=school_class, state=state)
    client = sign_in(request.getfixturevalue(name))
    assert client.get(room_of(live_class)).url == live_class.get_absolute_url()
    answer = client.get(room_of(live_class), headers=JSON)
    assert (answer.status_code, answer.json()["state"]) == (409, state)
    assert not live_class.participants.exists()


def test_a_client_gets_a_fresh_token_as_json(sign_in, pupil, live_class):
    answer = sign_in(pupil).get(room_of(live_class), headers=JSON)
    assert list(answer.json()) == ["token"]
    assert answer.json()["token"]
    assert "no-store" in answer["Cache-Control"]


def test_the_page_with_its_token_is_kept_by_no_browser(sign_in, pupil, live_class):
    assert "no-store" in sign_in(pupil).get(room_of(live_class))["Cache-Control"]


def test_a_guest_waits_in_the_lobby_until_let_in(sign_in, stranger, live_class):
    waiting = {"role": RoomRole.GUEST, "admission": Admission.WAITING}
    place = make_participant(live_class, stranger, **waiting)
    client = sign_in(stranger)
    assert client.get(room_of(live_class)).url == live_class.get_absolute_url()
    assert client.get(room_of(live_class), headers=JSON).status_code == 409
    assert client.get(reverse("live_classes:events", args=[live_class.uuid])).status_code == 404
    Participant.objects.filter(pk=place.pk).update(admission=Admission.ADMITTED)
    assert client.get(room_of(live_class)).status_code == 200
    assert log_of(client, live_class)["epoch"] == str(live_class.epoch)


@pytest.mark.parametrize("admission", [Admission.REMOVED, Admission.REFUSED])
def test_who_was_asked_to_leave_reads_so_and_gets_no_token(sign_in, pupil, live_class, admission):
    make_participant(live_class, pupil, admission=admission)
    client = sign_in(pupil)
    response = client.get(room_of(live_class))
    assert response.status_code == 403
    assert "chưa cho vào" in response.text
    assert "data-token" not in response.text
    assert client.get(room_of(live_class), headers=JSON).status_code == 409
    assert client.get(reverse("live_classes:events", args=[live_class.uuid])).status_code == 404


def test_a_locked_class_keeps_new_pupils_out_and_lets_those_come_back_who_were_in(
    sign_in, pupil, classmate, live_class
):
    ensure_participant(live_class=live_class, user=pupil)
    live_class.is_locked = True
    live_class.save(update_fields=["is_locked"])
    assert sign_in(pupil).get(room_of(live_class)).status_code == 200
    assert sign_in(classmate).get(room_of(live_class)).url == live_class.get_absolute_url()
    assert not live_class.participants.filter(user=classmate).exists()


def test_a_pupil_who_changed_school_is_out(sign_in, pupil, live_class):
    ensure_participant(live_class=live_class, user=pupil)
    end_membership(membership=pupil.memberships.get())
    client = sign_in(pupil)
    assert client.get(room_of(live_class)).status_code == 404
    assert client.get(reverse("live_classes:events", args=[live_class.uuid])).status_code == 404


def test_the_page_may_open_its_own_socket_and_use_the_microphone(sign_in, pupil, live_class):
    client = sign_in(pupil)
    response = client.get(room_of(live_class))
    assert policy_of(response)["connect-src"] == ["'self'", "ws://testserver"]
    assert policy_of(response)["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert policy_of(response)["default-src"] == ["'none'"]
    assert "microphone=(self)" in response["Permissions-Policy"]
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "microphone=()" in client.get("/")["Permissions-Policy"]


def test_over_https_only_the_encrypted_socket_is_allowed(sign_in, pupil, live_class):
    response = sign_in(pupil).get(room_of(live_class), secure=True)
    assert policy_of(response)["connect-src"] == ["'self'", "wss://testserver"]


def test_a_pupils_page_weighs_at_most_eight_kilobytes(sign_in, pupil, live_class):
    assert len(gzip.compress(sign_in(pupil).get(room_of(live_class)).content)) <= 8_000


def test_the_page_takes_as_many_queries_in_a_full_room(sign_in, pupil, live_class, django_assert_max_num_queries):
    client = sign_in(pupil)
    client.get(room_of(live_class))
    school_class = live_class.school_class
    for _ in range(5):
        mate = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
        ensure_participant(live_class=live_class, user=mate)
    with django_assert_max_num_queries(32):
        client.get(room_of(live_class))


def test_a_pupil_never_gets_the_questions_of_others(sign_in, pupil, classmate, teacher, live_class):
    author = ensure_participant(live_class=live_class, user=classmate)
    append_event(live_class=live_class, kind="question", data={"text": "Em chưa hiểu ạ"}, author=author)
    append_event(live_class=live_class, kind="chat", data={"text": "Em chào cô"}, author=author)
    ensure_participant(live_class=live_class, user=pupil)
    ensure_participant(live_class=live_class, user=teacher)
    assert kinds_in(log_of(sign_in(pupil), live_class)) == ["chat"]
    assert kinds_in(log_of(sign_in(classmate), live_class)) == ["question", "chat"]
    assert kinds_in(log_of(sign_in(teacher), live_class)) == ["question", "chat"]


def test_a_page_of_the_log_says_how_far_it_reaches_also_where_the_end_is_private(sign_in, pupil, classmate, live_class):
    author = ensure_participant(live_class=live_class, user=classmate)
    ensure_participant(live_class=live_class, user=pupil)
    last = append_event(live_class=live_class, kind="question", data={"text": "Vì sao ạ?"}, author=author)
    page = log_of(sign_in(pupil), live_class)
    assert page["seq"] == page["head"] == last.seq
    assert log_of(sign_in(pupil), live_class, since=last.seq)["events"] == []


def test_the_log_is_given_a_page_at_a_time(sign_in, pupil, live_class, monkeypatch):
    monkeypatch.setattr(import_module("live_classes.views.room"), "EVENTS_A_PAGE", 2)
    author = ensure_participant(live_class=live_class, user=pupil)
    for text in "abc":
        append_event(live_class=live_class, kind="chat", data={"text": text}, author=author)
    client = sign_in(pupil)
    seen, since = [], 0
    while True:
        page = log_of(client, live_class, since)
        assert len(page["events"]) <= 2
        seen += page["events"]
        since = page["seq"]
        if since >= page["head"]:
            break
    assert [event["seq"] for event in seen] == list(range(1, page["head"] + 1))
    assert [event["data"]["text"] for event in seen if event["type"] == "chat"] == ["a", "b", "c"]


@pytest.mark.parametrize("since", ["", "-1", "abc", "1.5", "²", "9" * 30])
def test_a_strange_place_in_the_log_is_no_error(sign_in, pupil, live_class, since):
    ensure_participant(live_class=live_class, user=pupil)
    assert log_of(sign_in(pupil), live_class, since)["head"] >= 1


def test_after_the_end_the_log_belongs_to_those_who_may_replay(sign_in, pupil, stranger, manager, live_class):
    append_event(live_class=live_class, kind="recording", data={"state": "on"})
    author = ensure_participant(live_class=live_class, user=pupil)
    append_event(live_class=live_class, kind="question", data={"text": "Riêng ạ"}, author=author)
    append_event(live_class=live_class, kind="chat", data={"text": "Chung ạ"}, author=author)
    guest = make_participant(live_class, stranger, role=RoomRole.GUEST)
    live_class.state = LiveClassState.ENDED
    live_class.ended_at = timezone.now()
    live_class.save(update_fields=["state", "ended_at"])
    assert kinds_in(log_of(sign_in(pupil), live_class)) == ["recording", "question", "chat"]
    assert kinds_in(log_of(sign_in(manager), live_class)) == ["recording", "chat"]
    assert guest.admission == Admission.ADMITTED
    address = reverse("live_classes:events", args=[live_class.uuid])
    assert sign_in(stranger).get(address).status_code == 404
    live_class.recording_deleted_at = timezone.now()
    live_class.save(update_fields=["recording_deleted_at"])
    assert sign_in(pupil).get(address).status_code == 404


def test_a_manager_who_was_not_there_does_not_pass_for_the_server(sign_in, manager, live_class):
    append_event(live_class=live_class, kind="recording", data={"state": "on"})
    guest = {"number": 9, "name": "Nguyễn Văn Khách", "initials": "NK"}
    append_event(live_class=live_class, kind="knock", data=guest)
    live_class.state = LiveClassState.ENDED
    live_class.ended_at = timezone.now()
    live_class.save(update_fields=["state", "ended_at"])
    assert kinds_in(log_of(sign_in(manager), live_class)) == ["recording"]
