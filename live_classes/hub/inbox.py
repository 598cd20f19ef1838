"""What a client sends once it has been welcomed: events, acknowledgements, voice, and what is refused of it."""

import struct

from live_classes.events import EVENT_KINDS, BadEvent, Event
from live_classes.hub import delivery
from live_classes.hub.connection import Connection
from live_classes.hub.frames import KIND_ACK, KIND_VIDEO, KIND_VOICE, json_frame
from live_classes.hub.hub import RoomHub
from live_classes.hub.parsing import number_in, parse_object, parse_uuid
from live_classes.hub.relay import VOICE_MOST, check_media
from live_classes.services.log import NewEvent

BROKEN = 4400
_ACK = struct.Struct("!BI")
_FORBIDDEN_PAUSE = 2.0  # seconds between two answers to voice that nobody asked for


class Inbox:
    """Reads the frames of one connection."""

    def __init__(self, hub: RoomHub, connection: Connection):
        self._hub = hub
        self._connection = connection
        self._others = {"ping": self._ping, "level": self._level, "link": self._link, "leave": self._leave}

    def text(self, text: str) -> None:
        """Take a text frame."""
        connection, now = self._connection, self._hub.loop.time()
        connection.heard_at = now
        try:
            self._take(parse_object(text), now, len(text))
        except BadEvent as refusal:
            self.refuse(refusal.code, now)

    def binary(self, data: bytes) -> None:
        """Take a binary frame."""
        if self.acknowledgement(data):
            return
        now = self._connection.heard_at = self._hub.loop.time()
        kind = data[0] if data else 0
        if kind in (KIND_VOICE, KIND_VIDEO):
            self._media(data, kind, now)
        else:
            self.refuse("bad_message", now)

    def acknowledgement(self, data: bytes) -> bool:
        """Take an acknowledgement, the most frequent frame of all; ``False`` if it is something else."""
        if len(data) != _ACK.size or data[0] != KIND_ACK:
            return False
        connection = self._connection
        now = connection.heard_at = self._hub.loop.time()
        if connection.acknowledge(_ACK.unpack(data)[1], now):
            self._hub.feed(connection)
        else:
            self.refuse("bad_message", now)
        return True

    def refuse(self, code: str, now: float, cid=None) -> None:
        """Answer that something was not taken; who sends nothing but such things is let go."""
        connection = self._connection
        if not connection.limits.bad.take(now):
            connection.close(BROKEN)
            return
        connection.tell(json_frame({"type": "error", "code": code} | ({"cid": str(cid)} if cid else {})))

    # --- text -------------------------------------------------------------------------------------------

    def _take(self, frame: dict, now: float, size: int) -> None:
        name = frame.get("type")
        if not isinstance(name, str):
            raise BadEvent
        if other := self._others.get(name):
            if not self._connection.limits.talk.take(now):
                raise BadEvent("rate_limited")
            other(frame, now)
            return
        kind = EVENT_KINDS.get(name)
        if kind is None:
            raise BadEvent
        if kind.is_logged:
            self._event(name, frame, now, size)
        else:
            self._fleeting(kind, frame, now)

    def _event(self, name: str, frame: dict, now: float, size: int) -> None:
        connection = self._connection
        cid = parse_uuid(frame.get("cid"))
        has_room = connection.is_leading or self._hub.ink.take(connection.number, now, size)
        if not (has_room and connection.limits.events.take(now)):
            self.refuse("rate_limited", now, cid)
            return
        person = connection.person
        new = NewEvent(name, frame.get("data"), cid, person.participant_id, person.actor)
        self._hub.writer.submit(new, lambda outcome: self._answer(new, outcome))

    def _answer(self, new: NewEvent, outcome: Event | BadEvent | None) -> None:
        """Tell the sender what became of an event, after the room has seen it."""
        if outcome is None:
            self._connection.close(1012)  # the database is away: come back with it
        elif isinstance(outcome, Event):
            self._connection.tell(json_frame({"type": "ack", "cid": str(new.cid), "seq": outcome.seq}))
        else:
            self.refuse(outcome.code, self._hub.loop.time(), new.cid)

    def _fleeting(self, kind, frame: dict, now: float) -> None:
        """Pass on what is not logged; refused without a word, for it comes many times a second."""
        connection, hub = self._connection, self._hub
        data = kind.clean(frame.get("data"))
        actor = connection.person.actor
        if not hub.is_open or not connection.limits.pointer.take(now):
            return
        try:
            kind.check(actor, hub.writer.log.state, data, hub.clock_ms())
        except BadEvent:
            return
        value = {"type": kind.name, "by": connection.number, "data": data}
        delivery.tell_fleeting(value, connection.number, hub.connections)
        hub.fanout.publish({"type": "room.tell", "value": value, "number": connection.number})

    def _ping(self, frame: dict, now: float) -> None:
        t = number_in(frame.get("t"), 0, 2**53)
        self._connection.tell(json_frame({"type": "pong", "t": t, "clock": self._hub.clock_ms()}))

    def _level(self, frame: dict, now: float) -> None:
        self._connection.level = parse_level(frame)
        self._connection.skipped_streams = None
        if self._connection.gate:
            self._connection.open_gates()

    def _link(self, frame: dict, now: float) -> None:
        rtt = number_in(frame.get("rtt"), 0, 600_000)
        lag = number_in(frame.get("lag", 0), 0, 600_000)
        self._connection.link = (int(rtt), int(lag), float(number_in(frame.get("lost", 0), 0, 1)))

    def _leave(self, frame: dict, now: float) -> None:
        self._connection.left = True
        self._connection.close(1000)

    # --- binary -----------------------------------------------------------------------------------------

    def _media(self, data: bytes, kind: int, now: float) -> None:
        connection, hub = self._connection, self._hub
        limits = connection.limits
        if kind == KIND_VOICE:
            is_within = limits.voice.take(now) and limits.voice_bytes.take(now, min(len(data), VOICE_MOST))
        else:
            is_within = limits.video.take(now, len(data))
        if not is_within:
            return
        try:
            if not hub.is_open:
                raise BadEvent("closed")
            numbers = check_media(data, connection, hub.facts)
        except BadEvent as refusal:
            if now - connection.told_forbidden_at > _FORBIDDEN_PAUSE:
                connection.told_forbidden_at = now
                self.refuse(refusal.code, now)
            return
        hub.relay_media(data, connection, numbers)


def parse_level(frame: dict) -> int:
    """Return the level a device asks for."""
    level = frame.get("level", 1)
    if type(level) is not int or not 0 <= level <= 3:
        raise BadEvent
    return level
