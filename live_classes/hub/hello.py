"""The first words of a socket: who it is, what it has seen, and whether it may come in."""

from dataclasses import dataclass
from uuid import UUID

from live_classes.choices import LiveClassState
from live_classes.events import BadEvent
from live_classes.hub.connection import Connection
from live_classes.hub.database import in_database
from live_classes.hub.frames import json_frame
from live_classes.hub.housekeeping import token_for
from live_classes.hub.hub import ENDED, REMOVED, RoomHub
from live_classes.hub.inbox import parse_level
from live_classes.hub.parsing import parse_object, parse_seq, parse_uuid
from live_classes.services.log import stored_already
from live_classes.tokens import RoomPass, read_token

SIGNED_OUT, NO_ROOM, TOO_MANY = 4401, 4404, 4429
SOCKETS_MOST = 5  # a person and room
PENDING_MOST = 500
_SILENT_SECONDS = 15.0  # a device says something each 5 s


class Refused(Exception):  # noqa: N818 - an answer
    """This socket may not come in; ``code`` closes it."""

    def __init__(self, code: int):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Hello:
    """What a client says first."""

    room_pass: RoomPass
    epoch: str | None
    since: int | None
    pending: list[UUID]
    level: int
    deflates: bool


def read_hello(text: str) -> Hello:
    """Return the first words; raise :class:`BadEvent` if they are none, :class:`Refused` without a good token."""
    frame = parse_object(text)
    epoch, pending, deflates = frame.get("epoch"), frame.get("pending") or [], frame.get("deflate", False)
    if frame.get("type") != "hello" or type(deflates) is not bool or not isinstance(epoch, str | None):
        raise BadEvent
    if not isinstance(pending, list):
        raise BadEvent
    # Of very many only the first are looked up; the others are sent again, and answered then.
    cids = [parse_uuid(cid) for cid in pending[:PENDING_MOST]]
    since, level = parse_seq(frame.get("since")), parse_level(frame)
    room_pass = read_token(frame.get("token"))
    if room_pass is None:
        raise Refused(SIGNED_OUT)
    return Hello(room_pass, epoch, since, cids, level, deflates)


async def admit(hub: RoomHub, hello: Hello, uuid: str, make_connection) -> Connection:
    """Let a socket into the room; raise :class:`Refused`."""
    _refuse_closed(hub, uuid)
    person = await hub.person(hello.room_pass.number)
    if person is None:
        raise Refused(REMOVED)
    if person.user_id != hello.room_pass.user_id:
        raise Refused(SIGNED_OUT)
    connection = make_connection(person)
    if code := await hub.door.refusal(connection):
        hub.forget_person(person.number)
        raise Refused(code)
    _refuse_closed(hub, uuid)  # the class may have ended meanwhile
    _make_room(hub, person.number)
    connection.level, connection.deflates = hello.level, hello.deflates
    hub.enter(connection)
    return connection


def _refuse_closed(hub: RoomHub, uuid: str) -> None:
    """Refuse a room of another address, or one that is not open any more."""
    if hub.meeting.uuid != uuid or hub.meeting.state == LiveClassState.CANCELLED:
        raise Refused(NO_ROOM)
    if hub.meeting.state == LiveClassState.ENDED:
        raise Refused(ENDED)


def _make_room(hub: RoomHub, number: int) -> None:
    """See that a person has few sockets; one of a link that broke gives its place to the one that comes back."""
    now = hub.loop.time()
    own = sorted((c for c in hub.connections if c.number == number and not c.closing), key=lambda c: c.heard_at)
    for connection in own:
        if len(own) >= SOCKETS_MOST and now - connection.heard_at > _SILENT_SECONDS:
            connection.close(TOO_MANY)
    alive = sum(not c.closing for c in own)
    if alive + hub.presence.sockets_of(number, now) >= SOCKETS_MOST:
        raise Refused(TOO_MANY)


async def greet(hub: RoomHub, connection: Connection, hello: Hello) -> None:
    """Say welcome, send what was missed, and tell which of the unanswered events are stored."""
    person, meeting = connection.person, hub.meeting
    welcome = {"epoch": meeting.epoch, "head": hub.ring.head, "number": person.number, "role": person.role}
    welcome |= {"clock": hub.clock_ms(), "token": token_for(hub, connection)}
    connection.tell(json_frame({"type": "welcome", **welcome}))
    since = hello.since if hello.epoch == meeting.epoch else None
    await hub.catch_up(connection, since)
    if hello.pending:
        for cid, seq in await in_database(stored_already, person.participant_id, hello.pending):
            connection.tell(json_frame({"type": "ack", "cid": cid, "seq": seq}))
