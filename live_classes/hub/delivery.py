"""From the log to the sockets: each event encoded once, to whoever keeps up at once, to the others as they catch up."""

from collections.abc import Iterable

from live_classes.hub.connection import Connection
from live_classes.hub.frames import Frame, batch_payload, deflated, json_frame, placeholder, text_frame
from live_classes.hub.ring import Entry, Ring, view_payload

FED_AT_ONCE = 16_000  # bytes of encoded events a message to one who is behind


class Batch:
    """New entries of a room, as the message each kind of viewer gets."""

    def __init__(self, entries: list[Entry]):
        self.entries = entries
        self.before = entries[0].seq - 1
        self.last = entries[-1].seq
        self.concerned: set[int] = set()  # those who see what not everybody sees
        self.is_common = True
        for entry in entries:
            if entry.numbers is not None:
                self.is_common = False
                self.concerned |= entry.numbers
            if entry.veiled is not None:  # hidden at the same moment: staff get it with its text
                self.is_common = False
        self._frames: dict[tuple, Frame | None] = {}

    def frame_for(self, connection: "Connection | _Stranger") -> Frame | None:
        """Return one message with what this viewer sees and did not know of; ``None`` if there is nothing to see."""
        is_hidden_before = connection.told < self.before
        viewer: str | int = "staff" if connection.is_leading else "common"
        if not connection.is_leading and connection.number in self.concerned:
            viewer = connection.number
        key = (viewer, is_hidden_before)
        if key not in self._frames:
            self._frames[key] = self._make(connection, is_hidden_before)
        return self._frames[key]

    def _make(self, connection: "Connection | _Stranger", is_hidden_before: bool) -> Frame | None:
        parts, seen = [placeholder(self.before)] if is_hidden_before else [], False
        hidden = 0
        for entry in self.entries:
            if not entry.is_for(connection.number, connection.is_leading):
                hidden = entry.seq
                continue
            if hidden:
                parts = [*parts, placeholder(hidden)] if seen else [placeholder(hidden)]
            hidden, seen = 0, True
            parts.append(entry.json_for(connection.is_leading))
        if not seen:
            return None
        if hidden:
            parts.append(placeholder(hidden))
        return text_frame(batch_payload(parts))


def deliver(entries: list[Entry], connections: Iterable[Connection], now: float) -> None:
    """Send new entries to all who are up to date; the others find them in the ring when their window opens."""
    batch = Batch(entries)
    before, last = batch.before, batch.last
    usual = batch.frame_for(_STRANGER) if batch.is_common else None
    for connection in connections:
        if connection.cursor != before or connection.sent - connection.acked >= connection.gate:
            connection.window.is_full = True
            connection.was_behind_at = now
            continue
        connection.cursor = last
        frame = usual if usual is not None and connection.told == before else batch.frame_for(connection)
        if frame is None:
            continue
        connection.told = last
        push_wire = connection.pipe.push_wire
        if push_wire is not None:
            connection.sent += frame.size
            push_wire(frame.wire)
        else:
            connection.push(frame)


def feed(connection: Connection, ring: Ring) -> bool:
    """Send one who is behind as much as the window takes; ``False`` if that is no longer in the ring."""
    while connection.cursor < ring.head:
        room = connection.gate - connection.on_its_way
        if room <= 0:
            return True
        if not ring.reaches(connection.cursor):
            return False
        send_entries(connection, ring.after(connection.cursor, max_bytes=min(room, FED_AT_ONCE)))
    return True


def send_entries(connection: Connection, entries: list[Entry]) -> None:
    """Send entries that follow the cursor as one message, placeholders for what is for others included."""
    frame = text_frame(view_payload(entries, connection.number, connection.is_leading))
    if connection.deflates:
        frame = deflated(frame)
    connection.cursor = connection.told = entries[-1].seq
    connection.push(frame)


def tell_hidden(connections: Iterable[Connection]) -> None:
    """Tell those who were passed over how far the log is, so that they need not ask for it after a drop."""
    frames: dict[int, Frame] = {}
    for connection in connections:
        seq = connection.cursor
        if connection.told < seq and connection.on_its_way < connection.gate:
            if seq not in frames:
                frames[seq] = text_frame(placeholder(seq))
            connection.told = seq
            connection.push(frames[seq])


def tell_fleeting(value: dict, number: int, connections: Iterable[Connection]) -> None:
    """Send what is not in the log (a pointer) to those who look at the board and keep up, but not to who sent it."""
    frame = json_frame(value)
    for connection in connections:
        is_free = connection.sent - connection.acked < connection.voice_gate
        if is_free and connection.level >= 2 and connection.number != number:
            connection.push(frame)


class _Stranger:
    """Somebody who is up to date and sees what everybody sees."""

    number = 0
    is_leading = False
    told = 1 << 62


_STRANGER = _Stranger()
