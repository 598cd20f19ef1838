"""Voice and pictures pass from one socket to the others: to those who keep up, never queued."""

import struct
from collections.abc import Iterable

from live_classes.events import BadEvent, NotAllowed
from live_classes.hub.connection import Connection
from live_classes.hub.facts import Facts
from live_classes.hub.frames import KIND_VIDEO, KIND_VOICE, Frame, binary_frame

HEADER_BYTES = 12
VOICE_MOST = HEADER_BYTES + 1_500
VIDEO_MOST = 60_000
KEY_FRAME = 1

_STREAM = struct.Struct("!H")


def check_media(data: bytes, connection: Connection, facts: Facts) -> frozenset[int] | None:
    """Return for whom a frame of voice or video is; raise :class:`BadEvent` if it is not this person's to send."""
    most = VOICE_MOST if data[0] == KIND_VOICE else VIDEO_MOST
    if len(data) <= HEADER_BYTES:
        raise BadEvent
    if len(data) > most:
        raise BadEvent("too_long")
    if _STREAM.unpack_from(data, 2)[0] != connection.number:
        raise NotAllowed
    allowed = facts.may_speak if data[0] == KIND_VOICE else facts.may_show
    if not allowed(connection.number, is_leading=connection.is_leading):
        raise NotAllowed
    return facts.audience_of(connection.number, is_leading=connection.is_leading)


def relay(data: bytes, number: int, numbers: frozenset[int] | None, connections: Iterable[Connection]) -> None:
    """Send a frame to those who may have it and can take it now."""
    if data[0] == KIND_VIDEO:
        _relay_video(data, number, connections)
    else:
        _relay_voice(binary_frame(data), number, numbers, connections)


def _relay_voice(frame: Frame, number: int, numbers: frozenset[int] | None, connections: Iterable[Connection]) -> None:
    size, wire = frame.size, frame.wire
    for connection in connections:
        if connection.sent - connection.acked >= connection.voice_gate:
            connection.window.is_full = True
            continue
        if connection.number == number:
            continue
        if numbers is not None and connection.number not in numbers and not connection.is_leading:
            continue
        push_wire = connection.pipe.push_wire
        if push_wire is not None:
            connection.sent += size
            push_wire(wire)
        else:
            connection.push(frame)


def _relay_video(data: bytes, number: int, connections: Iterable[Connection]) -> None:
    """Send a picture; who missed one gets none of that stream until its next key frame."""
    frame = binary_frame(data)
    stream = data[1] & 2 | number << 2  # camera and screen of one person are two streams
    is_key = bool(data[1] & KEY_FRAME)
    for connection in connections:
        if connection.number == number or connection.level < 3:
            continue
        skipped = connection.skipped_streams
        if skipped and stream in skipped and not is_key:
            continue
        if connection.sent - connection.acked >= connection.video_gate:
            if connection.skipped_streams is None:
                connection.skipped_streams = set()
            connection.skipped_streams.add(stream)
            continue
        if skipped:
            skipped.discard(stream)
        connection.push(frame)
