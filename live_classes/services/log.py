"""The log of a live class: the one place where its events are checked, numbered and stored."""

import asyncio
import json
import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from live_classes.choices import LiveClassState
from live_classes.events import (
    ALL,
    EVENT_KINDS,
    STAFF,
    SYSTEM,
    Actor,
    BadEvent,
    Event,
    NotAllowed,
    new_state,
    reduce_event,
)
from live_classes.models import LiveClass, LiveEvent, Participant
from live_classes.services.effects import take_effect
from live_classes.services.lookups import look_up

logger = logging.getLogger(__name__)

READ_AT_ONCE = 2_000
_FIELDS = ("seq", "kind", "author__number", "clock_ms", "data", "audience", "cid")
_KEPT_LOGS = 32
_TELL_SECONDS = 2.0


@dataclass(frozen=True)
class NewEvent:
    """What somebody wants in the log; ``author_id`` and ``actor`` are those of the server where nobody is named."""

    kind: str
    data: object
    cid: UUID
    author_id: int | None = None
    actor: Actor = SYSTEM


def new_event(*, kind: str, data, author: Participant | None = None, cid: UUID | str | None = None) -> NewEvent:
    """Return an event of a participant, or of the server."""
    cid = cid if isinstance(cid, UUID) else UUID(cid) if cid else uuid4()
    if author is None:
        return NewEvent(kind, data, cid)
    return NewEvent(kind, data, cid, author.pk, Actor(author.number, author.role))


def append_event(*, live_class: LiveClass, kind: str, data, author: Participant | None = None, cid=None) -> Event:
    """Store one event and tell the rooms; raise :class:`BadEvent` if it is refused.

    The same ``cid`` of the same author again returns the event stored first.
    """
    [outcome] = append_events(live_class=live_class, batch=[new_event(kind=kind, data=data, author=author, cid=cid)])
    if isinstance(outcome, BadEvent):
        raise outcome
    return outcome


def append_events(*, live_class: LiveClass, batch: list[NewEvent]) -> list[Event | BadEvent]:
    """Store several events in one transaction; each gets its own outcome, so one that is refused spoils no other."""
    log = _kept_logs.take(live_class) or RoomLog(live_class.pk)
    with transaction.atomic():
        outcomes, _ = log.append(batch)
        # A log whose transaction was rolled back by the caller never gets here, and is forgotten.
        transaction.on_commit(lambda: _kept_logs.put(live_class, log))
        head = log.head
        transaction.on_commit(lambda: announce(live_class.pk, head), robust=True)
    return outcomes


def events_after(live_class: LiveClass, seq: int, limit: int = READ_AT_ONCE) -> list[Event]:
    """Return stored events with a greater ``seq``, in order."""
    return _read(live_class.pk, seq, limit)


def own_events(live_class_pk: int, participant_id: int, number: int, until: int) -> list[Event]:
    """Return the private events that somebody who does not lead has seen, in order."""
    rows = LiveEvent.objects.filter(live_class_id=live_class_pk, seq__lte=until).exclude(audience=ALL)
    mine = rows.filter(Q(author_id=participant_id) | ~Q(audience=STAFF)).order_by("seq").values_list(*_FIELDS)
    return [event for event in map(_event, mine) if event.is_for(number, is_leading=False)]


def stored_already(participant_id: int, cids: list[UUID]) -> list[tuple[str, int]]:
    """Return which of a device's unanswered events are in the log, with their ``seq``."""
    rows = LiveEvent.objects.filter(author_id=participant_id, cid__in=cids).order_by("seq")
    return [(str(cid), seq) for cid, seq in rows.values_list("cid", "seq")]


def fold_state(live_class: LiveClass) -> dict:
    """Return the state of the room as who leads it sees it."""
    log = RoomLog(live_class.pk)
    log.catch_up()
    return log.state


def room_group(live_class_pk: int) -> str:
    """Return the name of the group of the channel layer in which the processes of a room talk."""
    return f"room.{live_class_pk}"


def announce(live_class_pk: int, head: int) -> None:
    """Tell the rooms of all processes that the log has grown; they look by themselves too, so failure is no harm."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(_tell)(layer, room_group(live_class_pk), {"type": "room.head", "head": head})
    except Exception as error:
        logger.warning("room %s: the channel layer took no message: %r", live_class_pk, error)


async def _tell(layer, group: str, message: dict) -> None:
    async with asyncio.timeout(_TELL_SECONDS):
        await layer.group_send(group, message)


class RoomLog:
    """What the log of one class says so far, kept in memory and brought up to date from the database.

    ``state`` is all of it, as who leads sees it; ``common`` is what everybody sees. Not for two threads at once.
    """

    def __init__(self, live_class_pk: int):
        self.live_class_pk = live_class_pk
        self.reset()

    def reset(self) -> None:
        """Forget everything; the next look at the database builds it anew."""
        self.head = 0
        self.clock_ms = 0
        self.epoch: UUID | None = None
        self.state = new_state(for_staff=True)
        self.common = new_state()
        self.private_numbers: set[int] = set()  # those who have seen anything that not everybody sees

    def catch_up(self) -> list[Event]:
        """Read and fold what others have stored; return it."""
        news: list[Event] = []
        while True:
            page = _read(self.live_class_pk, self.head, READ_AT_ONCE)
            for event in page:
                self._fold(event)
            news += page
            if len(page) < READ_AT_ONCE:
                return news

    def append(self, batch: list[NewEvent]) -> tuple[list[Event | BadEvent], list[Event]]:
        """Store a batch in one transaction; return an outcome each, and all events that are new to this log."""
        try:
            with transaction.atomic():
                return self._append(batch)
        except BaseException:
            self.reset()  # it may hold events that were never stored
            raise

    def _append(self, batch: list[NewEvent]) -> tuple[list[Event | BadEvent], list[Event]]:
        live_class = LiveClass.objects.select_for_update().get(pk=self.live_class_pk)
        if self.epoch not in (None, live_class.epoch) or live_class.log_head < self.head:
            self.reset()  # the log was restored from a backup
        self.epoch = live_class.epoch
        news = self.catch_up() if live_class.log_head > self.head else []
        stored = _repeats(live_class, batch)
        rows: list[LiveEvent] = []
        outcomes: list[Event | BadEvent] = []
        for new in batch:
            outcome = stored.get((new.author_id, new.cid)) or self._try(live_class, new)
            outcomes.append(outcome)
            if isinstance(outcome, Event) and outcome.seq > self.head:
                stored[new.author_id, new.cid] = outcome
                for accepted, event in [(new, outcome), *self._follow_ups(live_class, new, outcome)]:
                    rows.append(_row(live_class, accepted, event))
                    news.append(event)
        if rows:
            LiveEvent.objects.bulk_create(rows)
            LiveClass.objects.filter(pk=live_class.pk).update(log_head=self.head)
        return outcomes, news

    def _follow_ups(self, live_class: LiveClass, new: NewEvent, event: Event) -> list[tuple[NewEvent, Event]]:
        """Fold an accepted event, change the rows that follow it, and return what the server says after it."""
        self._fold(event)
        effects = take_effect(live_class, event) if new.author_id is not None else []
        said = []
        for kind, data in effects:
            follow_up = new_event(kind=kind, data=data)
            outcome = self._checked(live_class, follow_up)
            self._fold(outcome)
            said.append((follow_up, outcome))
        return said

    def _try(self, live_class: LiveClass, new: NewEvent) -> Event | BadEvent:
        """Return the event as it would be stored next, or why it is refused."""
        try:
            return self._checked(live_class, new)
        except BadEvent as refusal:
            return refusal
        except Exception:
            logger.exception("room %s: the kind %s cannot judge an event", self.live_class_pk, new.kind)
            return BadEvent()

    def _checked(self, live_class: LiveClass, new: NewEvent) -> Event:
        kind = EVENT_KINDS.get(new.kind)
        if kind is None or not kind.is_logged:
            raise BadEvent
        if new.author_id is not None and live_class.state != LiveClassState.OPEN:
            raise NotAllowed("closed")
        now_ms = clock_of(live_class, at_least=self.clock_ms)
        data = look_up(live_class, kind, kind.clean(new.data))
        kind.check(new.actor, self.state, data, now_ms)
        data = kind.prepare(new.actor, self.state, data, now_ms)
        audience = kind.audience(new.actor, self.state, data)
        # What is folded here must be what any reader of the database folds: plain JSON, shared with nobody.
        plain = json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False))
        return Event(self.head + 1, new.kind, new.actor.number, now_ms, plain, audience, str(new.cid))

    def _fold(self, event: Event) -> None:
        self.head = event.seq
        self.clock_ms = max(self.clock_ms, event.clock_ms)
        _fold_safely(self.state, event)
        if event.audience:
            self.private_numbers.add(event.by)
            self.private_numbers |= numbers_of(event.audience)
        else:
            # Two states never share what a kind may change later.
            _fold_safely(self.common, replace(event, data=json.loads(json.dumps(event.data))))


def clock_of(live_class: LiveClass, *, at_least: int = 0) -> int:
    """Return the class clock now, in milliseconds since the class was opened; it never runs backwards."""
    if live_class.opened_at is None:
        return at_least
    return max(at_least, int((timezone.now() - live_class.opened_at).total_seconds() * 1000))


def numbers_of(audience: str) -> frozenset[int]:
    """Return the numbers that an audience names."""
    return frozenset(int(number) for number in audience.split(",") if number.isdigit())


def _fold_safely(state: dict, event: Event) -> None:
    """Change the state; an event that its kind cannot fold is passed over by every reader alike, and ends no class."""
    try:
        reduce_event(state, event, EVENT_KINDS)
    except Exception:
        logger.exception("event %s of kind %s cannot be folded", event.seq, event.kind)


def _read(live_class_pk: int, after: int, limit: int) -> list[Event]:
    rows = LiveEvent.objects.filter(live_class_id=live_class_pk, seq__gt=after).order_by("seq")
    return [_event(row) for row in rows.values_list(*_FIELDS)[:limit]]


def _event(row: tuple) -> Event:
    seq, kind, number, clock_ms, data, audience, cid = row
    return Event(seq, kind, number or 0, clock_ms, data, audience, str(cid))


def _repeats(live_class: LiveClass, batch: list[NewEvent]) -> dict:
    """Return the events stored already, by author and ``cid``."""
    rows = LiveEvent.objects.filter(live_class=live_class, cid__in={new.cid for new in batch})
    return {(author_id, row[-1]): _event(row) for author_id, *row in rows.values_list("author_id", *_FIELDS)}


def _row(live_class: LiveClass, new: NewEvent, event: Event) -> LiveEvent:
    return LiveEvent(
        live_class=live_class,
        seq=event.seq,
        cid=new.cid,
        author_id=new.author_id,
        kind=event.kind,
        audience=event.audience,
        data=event.data,
        clock_ms=event.clock_ms,
        created_at=timezone.now(),
    )


class _KeptLogs:
    """Folded logs between two writes of this process; one is taken out while it is in use."""

    def __init__(self):
        self._lock = threading.Lock()
        self._logs: OrderedDict[tuple, RoomLog] = OrderedDict()

    def take(self, live_class: LiveClass) -> RoomLog | None:
        """Return the log kept of a class, and keep it no longer."""
        with self._lock:
            return self._logs.pop((live_class.pk, live_class.epoch), None)

    def put(self, live_class: LiveClass, log: RoomLog) -> None:
        """Keep a log for the next write."""
        with self._lock:
            self._logs[live_class.pk, live_class.epoch] = log
            while len(self._logs) > _KEPT_LOGS:
                self._logs.popitem(last=False)


_kept_logs = _KeptLogs()
