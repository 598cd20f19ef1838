"""The log of a class: order, repeats, an outcome each, and nothing half stored."""

import datetime as dt
import time
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from live_classes.events import EVENT_KINDS, BadEvent, Event, NotAllowed
from live_classes.models import LiveClass, LiveEvent
from live_classes.services import log as logs
from live_classes.services.holding import open_live_class
from live_classes.services.log import (
    RoomLog,
    append_event,
    append_events,
    events_after,
    fold_state,
    new_event,
    own_events,
    stored_already,
)
from live_classes.services.participants import ensure_participant
from live_classes.tokens import MAX_AGE_SECONDS, read_token, room_token
from tests.factories.live_classes import make_live_class


@pytest.fixture
def live_class(teacher, school_class):
    planned = make_live_class(teacher=teacher, school_class=school_class, is_recorded=False)
    return open_live_class(live_class=planned, by=teacher)


@pytest.fixture
def host(live_class, teacher):
    return ensure_participant(live_class=live_class, user=teacher)


@pytest.fixture
def place(live_class, pupil):
    return ensure_participant(live_class=live_class, user=pupil)


def _say(live_class, author, text="chào", cid=None) -> Event:
    return append_event(live_class=live_class, kind="chat", data={"text": text}, author=author, cid=cid)


def _head(live_class) -> int:
    live_class.refresh_from_db()
    return live_class.log_head


def test_events_are_numbered_without_gaps(live_class, host, place):
    first = _head(live_class)
    events = [_say(live_class, author) for author in (host, place, host)]
    assert [event.seq for event in events] == [first + 1, first + 2, first + 3]
    assert [event.by for event in events] == [host.number, place.number, host.number]
    assert events_after(live_class, first) == events
    assert _head(live_class) == first + 3


def test_the_same_cid_of_the_same_author_is_one_event(live_class, host, place):
    cid = uuid4()
    first = _say(live_class, place, "một", cid)
    assert _say(live_class, place, "hai", cid) == first
    assert _say(live_class, place, "hai", str(cid)).data == {"text": "một"}
    assert _say(live_class, host, "ba", cid).seq == first.seq + 1
    assert LiveEvent.objects.filter(cid=cid).count() == 2


def test_a_repeat_within_one_batch_is_one_event(live_class, place):
    batch = [new_event(kind="chat", data={"text": "a"}, author=place, cid="0" * 31 + "1")] * 2
    one, two = append_events(live_class=live_class, batch=batch)
    assert one == two


def test_each_event_of_a_batch_has_its_own_outcome(live_class, host, place):
    before = _head(live_class)
    batch = [
        new_event(kind="chat", data={"text": "được"}, author=place),
        new_event(kind="chat", data={"text": ""}, author=place),
        new_event(kind="mute_all", data={}, author=place),
        new_event(kind="nothing", data={}, author=place),
        new_event(kind="pointer", data={}, author=host),
        new_event(kind="hand", data={"up": True}, author=place),
    ]
    outcomes = append_events(live_class=live_class, batch=batch)
    assert [getattr(outcome, "code", None) for outcome in outcomes] == [
        *(None, "empty", "forbidden", "bad_message", "bad_message", None),
    ]
    assert [event.kind for event in events_after(live_class, before)] == ["chat", "hand"]


def test_an_event_sees_the_state_that_those_before_it_made(live_class, host, place):
    batch = [
        new_event(kind="chat_mode", data={"mode": "off"}, author=host),
        new_event(kind="chat", data={"text": "muộn"}, author=place),
    ]
    _, refusal = append_events(live_class=live_class, batch=batch)
    assert refusal.code == "chat_off"


def test_a_refused_event_is_raised_where_it_is_alone(live_class, place):
    with pytest.raises(NotAllowed):
        append_event(live_class=live_class, kind="end", data={}, author=place)


def test_a_kind_that_breaks_refuses_only_its_own_event(live_class, host, monkeypatch, caplog):
    monkeypatch.setattr(EVENT_KINDS["timer"], "may", lambda *_: 1 / 0)
    batch = [new_event(kind="timer", data={"seconds": 5, "label": ""}, author=host)]
    batch.append(new_event(kind="chat", data={"text": "a"}, author=host))
    bad, good = append_events(live_class=live_class, batch=batch)
    assert isinstance(bad, BadEvent)
    assert isinstance(good, Event)
    assert "timer" in caplog.text


def test_the_folded_state_is_that_of_who_leads(live_class, place):
    question = append_event(live_class=live_class, kind="question", data={"text": "vì sao?"}, author=place)
    state = fold_state(live_class)
    assert state["questions"][0]["seq"] == question.seq
    room_log = RoomLog(live_class.pk)
    room_log.catch_up()
    assert room_log.common["questions"] == []
    assert place.number in room_log.private_numbers


def test_private_events_are_for_their_author_and_those_they_name(live_class, host, place):
    append_event(live_class=live_class, kind="question", data={"text": "vì sao?"}, author=place)
    head = _head(live_class)
    assert [event.kind for event in own_events(live_class.pk, place.pk, place.number, head)] == ["question"]
    assert own_events(live_class.pk, 0, place.number + 1, head) == []


def test_a_log_in_memory_takes_in_what_others_have_stored(live_class, host, place):
    mine = RoomLog(live_class.pk)
    mine.catch_up()
    foreign = _say(live_class, host)
    outcomes, news = mine.append([new_event(kind="chat", data={"text": "b"}, author=place)])
    assert news == [foreign, *outcomes]
    assert len(mine.state["chat"]) == 2


def test_a_failed_transaction_leaves_nothing_and_the_log_begins_anew(live_class, place, monkeypatch):
    mine = RoomLog(live_class.pk)
    mine.catch_up()
    before = mine.head
    new = new_event(kind="chat", data={"text": "a"}, author=place)
    with monkeypatch.context() as broken:
        broken.setattr(LiveEvent.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mine.append([new])
    assert mine.head == 0
    assert mine.state["chat"] == []
    [event], _ = mine.append([new])
    assert event.seq == before + 1


def test_a_restored_log_is_read_anew(live_class, place):
    mine = RoomLog(live_class.pk)
    mine.catch_up()
    before = mine.head
    mine.append([new_event(kind="chat", data={"text": "sẽ mất"}, author=place)])
    LiveEvent.objects.filter(live_class=live_class, seq__gt=before).delete()
    LiveClass.objects.filter(pk=live_class.pk).update(log_head=before, epoch=uuid4())
    [event], _ = mine.append([new_event(kind="chat", data={"text": "mới"}, author=place)])
    assert event.seq == before + 1
    assert [message["text"] for message in mine.state["chat"]] == ["mới"]


def test_the_class_clock_counts_from_the_opening_and_never_back(live_class, place):
    LiveClass.objects.filter(pk=live_class.pk).update(opened_at=timezone.now() - dt.timedelta(minutes=10))
    late = _say(live_class, place)
    assert 600_000 <= late.clock_ms < 660_000
    LiveClass.objects.filter(pk=live_class.pk).update(opened_at=timezone.now())
    assert _say(live_class, place).clock_ms == late.clock_ms


def test_nobody_writes_into_a_class_that_is_not_open(live_class, host):
    for state in ("scheduled", "ended", "cancelled"):
        LiveClass.objects.filter(pk=live_class.pk).update(state=state)
        with pytest.raises(NotAllowed) as refusal:
            _say(live_class, host)
        assert refusal.value.code == "closed"


def test_unanswered_events_are_found_again(live_class, host, place):
    cid = uuid4()
    event = _say(live_class, place, cid=cid)
    assert stored_already(place.pk, [cid, uuid4()]) == [(str(cid), event.seq)]
    assert stored_already(host.pk, [cid]) == []


def test_a_batch_costs_few_queries_however_many_events(live_class, place, django_assert_max_num_queries):
    batch = [new_event(kind="chat", data={"text": f"{n}"}, author=place) for n in range(100)]
    room_log = RoomLog(live_class.pk)
    room_log.catch_up()
    with django_assert_max_num_queries(8):
        room_log.append(batch)


@pytest.mark.django_db(transaction=True)
def test_rooms_are_told_after_the_commit_and_not_before(live_class, place, monkeypatch):
    told = []
    monkeypatch.setattr(logs, "announce", lambda pk, head: told.append(head))
    with transaction.atomic():
        event = _say(live_class, place)
        assert told == []
    assert told == [event.seq]


@pytest.mark.django_db(transaction=True)
def test_a_log_kept_between_writes_forgets_what_was_rolled_back(live_class, place):
    first = _say(live_class, place, "giữ lại")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _say(live_class, place, "bỏ đi")
        raise ZeroDivisionError
    again = _say(live_class, place, "tiếp")
    assert again.seq == first.seq + 1
    assert [message["text"] for message in fold_state(live_class)["chat"]] == ["giữ lại", "tiếp"]
    assert not connection.in_atomic_block


class _Away:
    """A channel layer whose server is away."""

    async def group_send(self, group, message):
        raise ConnectionError("redis is away")


@pytest.mark.django_db(transaction=True)
def test_events_are_stored_while_the_channel_layer_is_away(live_class, place, monkeypatch, caplog):
    caplog.set_level("WARNING")
    monkeypatch.setattr(logs, "get_channel_layer", _Away)
    assert _say(live_class, place).seq == _head(live_class)
    assert "redis is away" in caplog.text


def test_a_token_names_its_person(place):
    room_pass = read_token(room_token(place))
    assert (room_pass.live_class_id, room_pass.number) == (place.live_class_id, place.number)
    assert (room_pass.user_id, room_pass.role) == (place.user_id, "pupil")


def test_a_token_holds_ten_minutes(place, monkeypatch):
    token = room_token(place)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + MAX_AGE_SECONDS - 5)
    assert read_token(token)
    monkeypatch.setattr(time, "time", lambda: now + MAX_AGE_SECONDS + 5)
    assert read_token(token) is None


def test_what_is_no_token_names_nobody(place):
    token = room_token(place)
    for other in (token[:-1], token + "A", "A" + token, "", None, 7, [token], "x" * 10_000, "é:é:é"):
        assert read_token(other) is None
