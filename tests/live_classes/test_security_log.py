"""Who reads what of a log: hidden messages, what was written off the record, classes that were not recorded."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from live_classes.choices import LiveClassState, RoomRole
from live_classes.events import Event
from live_classes.hub.delivery import Batch
from live_classes.hub.ring import Entry, Ring, view
from live_classes.services.log import append_event
from live_classes.services.participants import ensure_participant
from live_classes.story import story_of
from schools.choices import Role
from tests.factories.live_classes import make_live_class
from tests.factories.schools import MembershipFactory

BAD_WORDS = "Lời không hay về bạn"


@pytest.fixture
def live_class(teacher, school_class):
    """An open class of 6A with its teacher in it."""
    live_class = make_live_class(teacher=teacher, school_class=school_class, state="open")
    ensure_participant(live_class=live_class, user=teacher)
    return live_class


@pytest.fixture
def classmate(school_class):
    """Another pupil of 6A."""
    return MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user


def say(live_class, user, kind, **data):
    """Send an event as somebody in the room."""
    author = ensure_participant(live_class=live_class, user=user)
    return append_event(live_class=live_class, kind=kind, data=data, author=author)


def end(live_class):
    """End the class."""
    live_class.state, live_class.ended_at = LiveClassState.ENDED, timezone.now()
    live_class.save(update_fields=["state", "ended_at"])


def log_of(client, live_class, since=0):
    """Ask for the log over HTTP."""
    return client.get(reverse("live_classes:events", args=[live_class.uuid]), {"sau": since})


def texts_of(client, live_class, since=0) -> dict[int, str]:
    """Return the messages of the log as this client reads them."""
    events = log_of(client, live_class, since).json()["events"]
    return {event["seq"]: event["data"]["text"] for event in events if event["type"] == "chat"}


@pytest.mark.django_db
@pytest.mark.parametrize("is_over", [False, True])
def test_the_text_of_a_hidden_message_is_given_to_who_leads_alone(
    sign_in, teacher, pupil, classmate, live_class, is_over
):
    ensure_participant(live_class=live_class, user=classmate)
    append_event(live_class=live_class, kind="recording", data={"state": "on"})
    bad = say(live_class, pupil, "chat", text=BAD_WORDS)
    say(live_class, teacher, "chat_hide", seq=bad.seq)
    if is_over:
        end(live_class)
    for who in (pupil, classmate):
        assert texts_of(sign_in(who), live_class) == {bad.seq: ""}
    assert texts_of(sign_in(teacher), live_class) == {bad.seq: BAD_WORDS}


@pytest.mark.django_db
def test_a_class_that_was_not_recorded_is_read_while_it_goes_on_alone(sign_in, teacher, pupil, live_class):
    say(live_class, pupil, "chat", text="Chỉ nói trong lớp")
    assert log_of(sign_in(pupil), live_class).status_code == 200
    end(live_class)
    for who in (pupil, teacher):
        assert log_of(sign_in(who), live_class).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["paused", "off"])
def test_what_was_written_off_the_record_is_read_by_who_led_alone(sign_in, teacher, pupil, live_class, state):
    append_event(live_class=live_class, kind="recording", data={"state": "on"})
    append_event(live_class=live_class, kind="recording", data={"state": state})
    private = say(live_class, pupil, "chat", text="Chuyện riêng của em")
    append_event(live_class=live_class, kind="recording", data={"state": "on"})
    common = say(live_class, pupil, "chat", text="Chuyện của lớp")
    both = {private.seq: "Chuyện riêng của em", common.seq: "Chuyện của lớp"}
    assert texts_of(sign_in(pupil), live_class) == both
    end(live_class)
    for since in (0, private.seq - 1):
        assert texts_of(sign_in(pupil), live_class, since) == {common.seq: "Chuyện của lớp"}
    assert texts_of(sign_in(teacher), live_class) == both


def test_the_story_begins_with_the_recording():
    said = Event(1, "chat", 2, 0, {"text": "Trước khi ghi"})
    started = Event(2, "recording", 1, 0, {"state": "on"})
    kept = Event(3, "chat", 2, 0, {"text": "Đang ghi"})
    stopped = Event(4, "recording", 1, 0, {"state": "off"})
    late = Event(5, "chat", 2, 0, {"text": "Sau khi ghi"})
    told = [moment.text for moment in story_of([said, started, kept, stopped, late]).moments]
    assert told == ["Đang ghi"]


def ring_with_a_hidden_message():
    """Return a ring and its entries: a message, the word that hides it."""
    ring = Ring()
    entries = [Entry(Event(1, "chat", 3, 0, {"text": BAD_WORDS})), Entry(Event(2, "chat_hide", 1, 0, {"seq": 1}))]
    for entry in entries:
        ring.append(entry)
    return ring, entries


def test_who_comes_back_is_not_given_what_was_hidden_meanwhile():
    ring, _entries = ring_with_a_hidden_message()
    for number in (2, 3):
        message, hiding = map(json.loads, view(ring.after(0), number, is_leading=False))
        assert (message["seq"], message["data"]["text"], hiding["type"]) == (1, "", "chat_hide")
    assert json.loads(view(ring.after(0), 1, is_leading=True)[0])["data"]["text"] == BAD_WORDS


def test_a_message_that_is_hidden_at_once_reaches_nobody_but_who_leads():
    _ring, entries = ring_with_a_hidden_message()
    batch = Batch(entries)

    class Viewer:
        number, told = 2, 0

        def __init__(self, is_leading):
            self.is_leading = is_leading

    assert not batch.is_common
    assert BAD_WORDS not in batch.frame_for(Viewer(False)).payload.decode()
    assert BAD_WORDS in batch.frame_for(Viewer(True)).payload.decode()


def test_hiding_what_is_no_longer_here_or_no_message_changes_nothing():
    ring = Ring()
    ring.append(Entry(Event(1, "poll_open", 1, 0, {"question": "Hiểu chưa?"})))
    for seq in (1, 2, 3, 400):
        ring.append(Entry(Event(ring.head + 1, "chat_hide", 1, 0, {"seq": seq})))
    assert b"question" in view(ring.after(0), 2, is_leading=False)[0]


async def test_no_device_that_enters_or_returns_is_told_a_hidden_message(world):
    teacher, pupil, away = world.teacher(), world.pupil(0), world.pupil(1)
    for client in (teacher, pupil, away):
        await client.enter()
    await away.close()
    await teacher.say("groups_open", {"groups": [[world.number(0), world.number(1), world.number(2)]], "minutes": None})
    bad = await pupil.say("chat", {"text": BAD_WORDS})  # to the group: private, so in «own» of a snapshot
    await teacher.say("groups_close", {})
    worse = await pupil.say("chat", {"text": BAD_WORDS})
    for message in (bad, worse):
        assert "seq" in await teacher.say("chat_hide", {"seq": message["seq"]})
    await away.enter()
    fresh, again = world.pupil(2), world.pupil(0)
    for client in (fresh, again):
        await client.enter()
    for client in (away, fresh, again):
        assert BAD_WORDS not in json.dumps([client.frames, client.own, client.state], ensure_ascii=False)
        await client.close()
    colleague = world.teacher()
    await colleague.enter()
    assert BAD_WORDS in json.dumps([colleague.state, colleague.frames], ensure_ascii=False)
    for client in (teacher, pupil, colleague):
        await client.close()


@pytest.mark.django_db
def test_one_who_was_removed_or_refused_reads_nothing(sign_in, stranger, pupil, teacher, live_class):
    place = ensure_participant(live_class=live_class, user=pupil)
    append_event(live_class=live_class, kind="remove", data={"person": place.number})
    place.admission = "removed"
    place.save(update_fields=["admission"])
    assert log_of(sign_in(pupil), live_class).status_code == 404
    for admission in ("waiting", "refused", "removed"):
        live_class.participants.update_or_create(
            user=stranger, defaults={"number": 9, "role": RoomRole.GUEST, "admission": admission}
        )
        assert log_of(sign_in(stranger), live_class).status_code == 404
