"""One room in one process: its connections, its ring of events, and all that reaches or leaves them."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from live_classes.choices import LEADING_ROLES, Admission, LiveClassState
from live_classes.events import Event
from live_classes.events.veil import veiled
from live_classes.hub import delivery
from live_classes.hub.connection import NOT_READY, Connection, Person
from live_classes.hub.database import in_database
from live_classes.hub.door import Door
from live_classes.hub.facts import Facts, audience_text, facts_of
from live_classes.hub.fanout import Fanout
from live_classes.hub.frames import KIND_VOICE, json_frame
from live_classes.hub.limits import Ink
from live_classes.hub.network import NetworkBoard
from live_classes.hub.presence import PresenceBoard
from live_classes.hub.recorder import Recorder
from live_classes.hub.relay import relay
from live_classes.hub.ring import CAPACITY, Entry, Ring
from live_classes.hub.spans import SpanKeeper
from live_classes.hub.welcome import Batches, Snapshots, push_missed
from live_classes.hub.writer import LogWriter
from live_classes.models import LiveClass, Participant
from live_classes.services.log import RoomLog, clock_of, events_after

logger = logging.getLogger(__name__)

FROM_LOG_MOST = 5_000  # events; who has missed more gets the state instead
_READ_FOR_ONE = 200
GOODBYE_SECONDS = 2.0  # between the last event and the end of the sockets
RESTARTS, REMOVED, ENDED = 1012, 4403, 4409


@dataclass(frozen=True)
class Meeting:
    """The row of a live class as the hub needs it."""

    pk: int
    uuid: str
    epoch: str
    state: str
    clock_ms: int
    head: int


def read_meeting(pk: int) -> Meeting | None:
    """Return the class as it is in the database."""
    row = LiveClass.objects.filter(pk=pk).first()
    if row is None:
        return None
    return Meeting(row.pk, str(row.uuid), str(row.epoch), row.state, clock_of(row), row.log_head)


class RoomHub:
    """A room in this process; everything here runs in the event loop."""

    def __init__(self, pk: int):
        self.pk = pk
        self.loop = asyncio.get_running_loop()
        self.connections: dict[Connection, None] = {}
        self.meeting = Meeting(pk, "", "", LiveClassState.SCHEDULED, 0, 0)  # until it has been read
        self.facts = Facts()
        self.ring = Ring()
        self.writer = LogWriter(RoomLog(pk), self._take_news)
        self.batches = Batches(self.ring)
        self.snapshots = Snapshots(self.writer, self.ring)
        self.presence = PresenceBoard()
        self.network = NetworkBoard()
        self.spans = SpanKeeper()
        self.recorder = Recorder(pk)
        self.fanout = Fanout(pk, self._hear)
        self.door = Door(pk)
        self.ink = Ink()
        self.is_over = False  # not to be entered any more
        self._clock_zero = 0.0
        self._tasks: set[asyncio.Task] = set()
        self._people: dict[int, Person] = {}

    # --- life -------------------------------------------------------------------------------------------

    async def start(self) -> bool:
        """Read the log and begin; ``False`` if there is no such class."""
        meeting = await in_database(read_meeting, self.pk)
        if meeting is None:
            return False
        self._take_meeting(meeting)
        events = await in_database(self.writer.log.catch_up)
        self.ring.head = self.writer.log.head - len(events[-CAPACITY:])
        self._take_news(events[-CAPACITY:])
        self.writer.start()
        self.fanout.start()
        return True

    async def flush(self) -> None:
        """Store what is only in memory."""
        await self.spans.write()
        await self.recorder.flush()

    async def stop(self) -> None:
        """End all tasks; whoever comes next makes a new hub."""
        await self.writer.stop()
        await self.fanout.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.flush()

    def spawn(self, coroutine) -> asyncio.Task:
        """Run something beside, until the hub ends."""
        task = self.loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # --- the class --------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether the class goes on."""
        return self.facts.is_open and self.meeting.state == LiveClassState.OPEN

    def clock_ms(self) -> int:
        """Return the class clock."""
        if self.meeting.state == LiveClassState.SCHEDULED:
            return 0
        return int((self.loop.time() - self._clock_zero) * 1000)

    def _take_meeting(self, meeting: Meeting, known_head: int = 0) -> None:
        before, self.meeting = self.meeting if self.meeting.uuid else None, meeting
        self._clock_zero = self.loop.time() - meeting.clock_ms / 1000
        if before and (before.epoch != meeting.epoch or meeting.head < known_head):
            self.is_over = True  # the log was restored from a backup: begin anew with another hub
            self.close_all(RESTARTS)
        elif before and before.state == LiveClassState.SCHEDULED and meeting.state == LiveClassState.OPEN:
            self.close_all(RESTARTS)  # the class clock starts: everybody is welcomed anew
        elif before and before.state != meeting.state and not self.is_open:
            self.spawn(self._say_goodbye())

    async def poll(self) -> None:
        """Look whether the log has grown without a word from anybody."""
        known_head = self.ring.head  # stored before this look; what comes while it is taken says nothing
        meeting = await in_database(read_meeting, self.pk)
        if meeting is None:
            self.close_all(4404)
            return
        self._take_meeting(meeting, known_head)
        if meeting.head > self.ring.head:
            await self.writer.refresh()

    # --- events -----------------------------------------------------------------------------------------

    def _take_news(self, events: list[Event]) -> None:
        """Put stored events into the ring and send them."""
        news = [event for event in events if event.seq > self.ring.head]
        if not news:
            return
        entries = [Entry(event) for event in news]
        for entry in entries:
            self.ring.append(entry)
        was_recording = self.facts.is_recording
        self.facts = facts_of(self.writer.log.state)
        delivery.deliver(entries, self.connections, self.loop.time())
        self.fanout.publish({"type": "room.head", "head": self.ring.head})
        if was_recording and not self.facts.is_recording:
            self.spawn(self.recorder.flush())
        for event in news:
            self._follow(event)

    def _follow(self, event: Event) -> None:
        """Do what an event means for connections."""
        if event.kind == "remove":
            self._people.pop(event.data["person"], None)
            self.close_number(event.data["person"], REMOVED)
        elif event.kind == "person":
            self._people.pop(event.data["number"], None)  # perhaps in a new role
        elif event.kind == "end":
            self.spawn(self._say_goodbye())

    async def _say_goodbye(self) -> None:
        await asyncio.sleep(GOODBYE_SECONDS)
        self.close_all(ENDED)
        await self.recorder.flush()

    def feed(self, connection: Connection) -> None:
        """Send one who is behind what their window takes."""
        if connection.is_feeding or connection.cursor == NOT_READY or connection.cursor >= self.ring.head:
            return
        if not delivery.feed(connection, self.ring):
            connection.is_feeding = True
            self.spawn(self._feed_from_log(connection))

    async def _feed_from_log(self, connection: Connection) -> None:
        try:
            while not self.ring.reaches(connection.cursor) and connection.on_its_way < connection.gate:
                live_class = LiveClass(pk=self.pk)
                events = await in_database(events_after, live_class, connection.cursor, _READ_FOR_ONE)
                if not events or connection.closing:
                    return
                hidden = self.writer.log.common["hidden"]
                entries = [Entry(veiled(event, hidden, is_leading=connection.is_leading)) for event in events]
                delivery.send_entries(connection, _fitting(entries))
        finally:
            connection.is_feeding = False
        if self.ring.reaches(connection.cursor):
            self.feed(connection)

    # --- connections ------------------------------------------------------------------------------------

    async def person(self, number: int) -> Person | None:
        """Return an admitted participant."""
        if number not in self._people:
            person = await in_database(_read_person, self.pk, number)
            if person is None:
                return None
            self._people[number] = person
        return self._people[number]

    def forget_person(self, number: int) -> None:
        """Look at somebody's place anew when they come again."""
        self._people.pop(number, None)

    def enter(self, connection: Connection) -> None:
        """Take a new connection in; it gets nothing before :meth:`catch_up`."""
        self.connections[connection] = None
        self.presence.enter(connection.number)
        self.network.forget(connection.number)
        self.spans.begin(connection)

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        if connection not in self.connections:
            return
        del self.connections[connection]
        self.presence.leave(connection.number)
        has_left = connection.left or connection.closing == ENDED
        self.spans.end(connection, self.loop.time(), has_left=has_left)
        if not has_left and connection.closing != REMOVED:
            self.network.cut(connection.number, self.loop.time())

    async def catch_up(self, connection: Connection, since: int | None) -> None:
        """Send what somebody has missed since ``since``, or the state of the room."""
        if since is not None and self.ring.reaches(since):
            push_missed(connection, self.batches.frame_for(connection, since), self.ring.head)
        elif since is not None and self.ring.head - FROM_LOG_MOST <= since <= self.ring.head:
            connection.cursor = connection.told = since
            connection.open_gates()
            self.feed(connection)
        else:
            if since is not None and since > self.ring.head:
                connection.tell(json_frame({"type": "error", "code": "resync"}))
            frame, seq = await self.snapshots.frame_for(connection)
            push_missed(connection, frame, seq)
            self.feed(connection)

    def close_all(self, code: int) -> None:
        """End all sockets."""
        for connection in list(self.connections):
            connection.close(code)

    def close_number(self, number: int, code: int) -> None:
        """End all sockets of one person."""
        for connection in [c for c in self.connections if c.number == number]:
            connection.close(code)

    # --- voice and video --------------------------------------------------------------------------------

    def relay_media(self, data: bytes, connection: Connection, numbers: frozenset[int] | None) -> None:
        """Send a frame of voice or video to all who may have it, here and in other processes, and record voice."""
        number = connection.number
        relay(data, number, numbers, self.connections)
        if self.fanout.is_shared:
            audience = None if numbers is None else sorted(numbers)
            self.fanout.publish({"type": "room.media", "data": data, "number": number, "numbers": audience})
        if data[0] == KIND_VOICE and self.facts.is_recording:
            self.recorder.add(data, number, self.clock_ms(), audience_text(numbers))

    # --- other processes --------------------------------------------------------------------------------

    def _hear(self, message: dict) -> None:
        """Take what another process, or a page, has said."""
        handle: Callable[[dict], None] | None = {
            "room.head": self._hear_head,
            "room.media": self._hear_media,
            "room.tell": self._hear_tell,
            "room.presence": lambda m: self.presence.hear(m["process"], m["counts"], self.loop.time()),
            "room.network": lambda m: self.network.hear(m["process"], m["cells"], self.loop.time()),
        }.get(message["type"])
        if handle:
            handle(message)

    def _hear_head(self, message: dict) -> None:
        if message["head"] > self.ring.head:
            self.spawn(self._refresh())

    async def _refresh(self) -> None:
        try:
            await self.writer.refresh()
        except Exception as error:  # the next look comes in two seconds
            logger.warning("room %s: the log cannot be read: %r", self.pk, error)

    def _hear_media(self, message: dict) -> None:
        numbers = message["numbers"]
        relay(message["data"], message["number"], None if numbers is None else frozenset(numbers), self.connections)

    def _hear_tell(self, message: dict) -> None:
        delivery.tell_fleeting(message["value"], message["number"], self.connections)


def _fitting(entries: list[Entry]) -> list[Entry]:
    """Return as many entries as go into one message."""
    size = 0
    for count, entry in enumerate(entries):
        size += len(entry.json)
        if size > delivery.FED_AT_ONCE:
            return entries[: max(1, count)]
    return entries


def _read_person(live_class_pk: int, number: int) -> Person | None:
    place = Participant.objects.filter(live_class_id=live_class_pk, number=number).first()
    if place is None or place.admission != Admission.ADMITTED:
        return None
    return Person(place.pk, place.number, place.user_id, str(place.role), place.role in LEADING_ROLES)
