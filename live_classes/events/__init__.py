"""The registry of events: one file a kind, one line here, one script, one heading in docs/live_protocol.md."""

from live_classes.events.base import ALL, STAFF, SYSTEM, Actor, BadEvent, Event, EventKind, NotAllowed
from live_classes.events.chat import ChatKind
from live_classes.events.state import group_of, new_state, reduce_event

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

EVENT_KINDS: dict[str, EventKind] = {kind.name: kind for kind in (ChatKind(),)}
