"""What somebody who enters has missed: events from the ring, from the log, or what they all come to."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from live_classes.events.veil import veiled
from live_classes.hub.connection import UNREAD_MOST, Connection
from live_classes.hub.database import in_database
from live_classes.hub.frames import Frame, deflated, encode, text_frame
from live_classes.hub.ring import Ring, view
from live_classes.hub.writer import LogWriter
from live_classes.services.log import own_events

_BATCHES_KEPT = 24
_SNAPSHOT_SECONDS = 2.0  # a whole class that enters at once is given the same one
_SNAPSHOT_EVENTS = 300


def push_missed(connection: Connection, frame: Frame, cursor: int) -> None:
    """Send what somebody has missed in one message, and let them take part from there."""
    connection.cursor = connection.told = cursor
    connection.push(frame)
    connection.allowance = frame.size + UNREAD_MOST
    connection.open_gates()


class Batches:
    """Messages for those who come back, kept: a class that was cut off together asks for the same one."""

    def __init__(self, ring: Ring):
        self._ring = ring
        self._frames: OrderedDict[tuple, Frame] = OrderedDict()
        self._concerned: dict[tuple, set[int]] = {}

    def frame_for(self, connection: Connection, since: int) -> Frame:
        """Return all events after ``since`` as this person sees them."""
        span = (since, self._ring.head)
        viewer: str | int = "staff" if connection.is_leading else "common"
        if not connection.is_leading and connection.number in self._concerned_by(span):
            viewer = connection.number
        key = (span, viewer, connection.deflates)
        frame = self._frames.get(key)
        if frame is None:
            parts = view(self._ring.after(since), connection.number, connection.is_leading)
            frame = text_frame(b'{"type":"events","events":[' + b",".join(parts) + b"]}")
            frame = self._frames[key] = deflated(frame) if connection.deflates else frame
            if len(self._frames) > _BATCHES_KEPT:
                self._frames.popitem(last=False)
        return frame

    def _concerned_by(self, span: tuple) -> set[int]:
        """Return who sees something in a span that not everybody sees."""
        if span not in self._concerned:
            if len(self._concerned) > _BATCHES_KEPT:
                self._concerned.clear()
            private = (entry.numbers for entry in self._ring.after(span[0]) if entry.numbers is not None)
            self._concerned[span] = set().union(*private)
        return self._concerned[span]


@dataclass
class _State:
    """A state as JSON, and the messages made of it."""

    seq: int
    made_at: float
    hidden_count: int  # of messages
    json: bytes
    frames: dict


class Snapshots:
    """The state of the room as a message: one for who leads, one for all others, kept for a moment."""

    def __init__(self, writer: LogWriter, ring: Ring):
        self._writer = writer
        self._ring = ring
        self._states: dict[bool, _State] = {}

    async def frame_for(self, connection: Connection) -> tuple[Frame, int]:
        """Return the message and the ``seq`` it stands at; all that came later is in the ring."""
        async with self._writer.lock:
            state = await self._state(connection.is_leading)
            has_own = not connection.is_leading and connection.number in self._writer.log.private_numbers
        if not has_own:
            key = connection.deflates
            if key not in state.frames:
                state.frames[key] = self._make(state, b"[]", is_deflated=key)
            return state.frames[key], state.seq
        person = connection.person
        pk = self._writer.log.live_class_pk
        own = await in_database(own_events, pk, person.participant_id, person.number, state.seq)
        hidden = self._writer.log.common["hidden"]
        json = encode([veiled(event, hidden).wire() for event in own])
        return self._make(state, json, is_deflated=connection.deflates), state.seq

    async def _state(self, is_staff: bool) -> _State:
        log = self._writer.log
        if log.head < self._ring.head:  # it was thrown away after a failure
            await in_database(log.catch_up)
        now = asyncio.get_running_loop().time()
        kept = self._states.get(is_staff)
        if kept and (kept.seq == log.head or self._is_fresh(kept, now)):
            return kept
        json = await asyncio.to_thread(encode, log.state if is_staff else log.common)
        state = self._states[is_staff] = _State(log.head, now, len(log.common["hidden"]), json, {})
        return state

    def _is_fresh(self, state: _State, now: float) -> bool:
        if state.hidden_count < len(self._writer.log.common["hidden"]):
            return False  # it holds words that are for who leads alone now
        is_near = self._ring.head - state.seq < _SNAPSHOT_EVENTS and now - state.made_at < _SNAPSHOT_SECONDS
        return is_near and self._ring.reaches(state.seq)

    @staticmethod
    def _make(state: _State, own: bytes, *, is_deflated: bool) -> Frame:
        frame = text_frame(b'{"type":"snapshot","seq":%d,"state":%s,"own":%s}' % (state.seq, state.json, own))
        return deflated(frame) if is_deflated else frame
