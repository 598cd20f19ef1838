"""The registry of events: one file a kind, one line here, one script, one heading in docs/live_protocol.md."""

from live_classes.events.admit import AdmitKind
from live_classes.events.answer import AnswerKind
from live_classes.events.base import ALL, STAFF, SYSTEM, Actor, BadEvent, Event, EventKind, NotAllowed
from live_classes.events.board_clear import BoardClearKind
from live_classes.events.chat import ChatKind
from live_classes.events.chat_hide import ChatHideKind
from live_classes.events.chat_mode import ChatModeKind
from live_classes.events.deck import DeckKind
from live_classes.events.end import EndKind
from live_classes.events.erase import EraseKind
from live_classes.events.file import FileKind
from live_classes.events.floor import FloorKind
from live_classes.events.groups_close import GroupsCloseKind
from live_classes.events.groups_open import GroupsOpenKind
from live_classes.events.hand import HandKind
from live_classes.events.hands_down import HandsDownKind
from live_classes.events.knock import KnockKind
from live_classes.events.lock import LockKind
from live_classes.events.mute_all import MuteAllKind
from live_classes.events.pen import PenKind
from live_classes.events.person import PersonKind
from live_classes.events.pointer import PointerKind
from live_classes.events.poll_answer import PollAnswerKind
from live_classes.events.poll_close import PollCloseKind
from live_classes.events.poll_key import PollKeyKind
from live_classes.events.poll_open import PollOpenKind
from live_classes.events.poll_show import PollShowKind
from live_classes.events.question import QuestionKind
from live_classes.events.reaction import ReactionKind
from live_classes.events.reactions_clear import ReactionsClearKind
from live_classes.events.recording import RecordingKind
from live_classes.events.remove import RemoveKind
from live_classes.events.restore import RestoreKind
from live_classes.events.slide import SlideKind
from live_classes.events.state import group_of, new_state, reduce_event
from live_classes.events.stream import StreamKind
from live_classes.events.stroke import StrokeKind
from live_classes.events.timer import TimerKind

__all__ = [
    "ALL",
    "EVENT_KINDS",
    "STAFF",
    "SYSTEM",
    "Actor",
    "BadEvent",
    "Event",
    "EventKind",
    "NotAllowed",
    "group_of",
    "new_state",
    "reduce_event",
]

_KINDS = (
    PersonKind(),
    KnockKind(),
    AdmitKind(),
    RemoveKind(),
    ChatKind(),
    ChatHideKind(),
    ChatModeKind(),
    QuestionKind(),
    AnswerKind(),
    HandKind(),
    HandsDownKind(),
    ReactionKind(),
    ReactionsClearKind(),
    PollOpenKind(),
    PollKeyKind(),
    PollAnswerKind(),
    PollShowKind(),
    PollCloseKind(),
    SlideKind(),
    DeckKind(),
    StrokeKind(),
    EraseKind(),
    RestoreKind(),
    BoardClearKind(),
    PenKind(),
    FloorKind(),
    MuteAllKind(),
    TimerKind(),
    GroupsOpenKind(),
    GroupsCloseKind(),
    FileKind(),
    LockKind(),
    RecordingKind(),
    StreamKind(),
    EndKind(),
    PointerKind(),
)
EVENT_KINDS: dict[str, EventKind] = {kind.name: kind for kind in _KINDS}
