"""One socket in a room: where it stands in the log, what is on its way to it, and who is behind it.

Whatever a device cannot take yet stays in the room's ring; a connection holds a cursor and counts, never a queue.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from live_classes.events import Actor
from live_classes.hub.frames import Frame
from live_classes.hub.limits import Limits
from live_classes.hub.window import Window

# Answers, presence and the like are sent past the window, but not without end to one who takes nothing.
UNREAD_MOST = 256_000
NOT_READY = -1


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as the room knows them."""

    participant_id: int
    number: int
    user_id: int
    role: str
    is_leading: bool

    @property
    def actor(self) -> Actor:
        """Return them as the sender of events."""
        return Actor(self.number, self.role)


class Connection:
    """State of one socket; the room's tasks read and write it directly, for this is done a thousand times a frame."""

    __slots__ = (
        *("person", "number", "is_leading", "pipe", "level", "deflates", "session_key", "closing", "left"),
        *("cursor", "told", "sent", "acked", "allowance", "gate", "voice_gate", "video_gate", "is_feeding"),
        *("window", "limits", "span", "joined_at", "heard_at", "link", "was_behind_at", "skipped_streams"),
        *("has_presence", "has_network", "told_forbidden_at", "close", "token_at"),
    )

    def __init__(self, person: Person, pipe, close, *, session_key: str, now: float):
        self.person = person
        self.number = person.number
        self.is_leading = person.is_leading
        self.pipe = pipe
        self.close = close  # close(code): ends the socket
        self.session_key = session_key
        self.level = 1
        self.deflates = False
        self.closing = 0  # the code with which it is being closed
        self.left = False  # said good-bye
        self.cursor = NOT_READY  # seq of the last event dealt with: sent, or not for this person
        self.told = 0  # seq up to which the client knows that it has everything
        self.sent = 0
        self.acked = 0
        self.allowance = UNREAD_MOST
        self.window = Window(now)
        self.gate = self.voice_gate = self.video_gate = 0  # bytes on their way from which nothing more is sent
        self.is_feeding = False  # a task reads older events for it
        self.limits = Limits(is_leading=person.is_leading, now=now)
        self.span: UUID = uuid4()
        self.joined_at = self.heard_at = self.token_at = now
        self.link: tuple[int, int, float] | None = None  # round trip, lag of the voice, share lost, as the device says
        self.was_behind_at = 0.0
        self.skipped_streams: set[int] | None = None  # of video, until their next key frame
        self.has_presence = False
        self.has_network = False
        self.told_forbidden_at = 0.0

    @property
    def on_its_way(self) -> int:
        """Bytes sent and not acknowledged."""
        return self.sent - self.acked

    def open_gates(self) -> None:
        """Let events and, by level, voice and video through as far as the window says."""
        if self.closing or self.pipe.is_blocked:
            self.shut_gates()
            return
        window = self.window
        self.gate = window.events
        self.voice_gate = window.voice if self.level >= 1 else 0
        self.video_gate = window.events // 2 if self.level >= 3 else 0

    def shut_gates(self) -> None:
        """Let nothing through: not ready yet, its pipe waits, or it is being closed."""
        self.gate = self.voice_gate = self.video_gate = 0

    def push(self, frame: Frame) -> None:
        """Send a frame that counts."""
        self.sent += frame.size
        self.pipe.push(frame)
        if self.pipe.is_blocked:
            self.shut_gates()

    def tell(self, frame: Frame) -> bool:
        """Send an answer or the like, past the window; one who leaves too much unread is let go."""
        if self.closing:
            return False
        if self.on_its_way > self.allowance:
            self.close(1013)
            return False
        if self.pipe.is_blocked:
            return False
        self.push(frame)
        return True

    def acknowledge(self, total: int, now: float) -> bool:
        """Note the bytes that the device says it has, modulo 2³²; ``False`` if it cannot have that many."""
        count = (total - self.acked) & 0xFFFF_FFFF
        if count > self.on_its_way:
            return False
        self.acked += count
        self.window.acknowledge(count, self.acked, self.sent, now)
        if self.on_its_way < UNREAD_MOST:
            self.allowance = UNREAD_MOST
        if self.gate or self.voice_gate:
            self.open_gates()
        return True
