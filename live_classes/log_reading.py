"""What of a log somebody may read over HTTP, while the class goes on and afterwards."""

from live_classes.choices import LiveClassState
from live_classes.events import Event
from live_classes.events.veil import recorded, veiled
from live_classes.models import LiveClass
from live_classes.services.log import events_after


def was_recorded(live_class: LiveClass) -> bool:
    """Whether the recording ran at any time of the class."""
    return live_class.events.filter(kind="recording", data__state="on").exists()


def events_for(
    live_class: LiveClass, *, after: int, limit: int, number: int, is_leading: bool
) -> tuple[list[Event], int]:
    """Return the events of the next ``limit`` of the log that this reader may see, and the ``seq`` they reach.

    Who does not lead reads no hidden message, and after the class nothing that was written while it was not recorded.
    """
    rows = events_after(live_class, after, limit)
    reached = rows[-1].seq if rows else live_class.log_head
    if is_leading or not rows:
        return rows, reached
    hidden = _hidden(live_class)
    seen = [veiled(event, hidden) for event in rows if event.is_for(number, is_leading=False)]
    if live_class.state != LiveClassState.OPEN:
        seen = recorded(seen, _recording_at(live_class, after))
    return seen, reached


def _hidden(live_class: LiveClass) -> set[int]:
    return set(live_class.events.filter(kind="chat_hide").values_list("data__seq", flat=True))


def _recording_at(live_class: LiveClass, seq: int) -> str:
    """Return how the recording stood after an event."""
    said = live_class.events.filter(kind="recording", seq__lte=seq).order_by("-seq")
    return said.values_list("data__state", flat=True).first() or "off"
