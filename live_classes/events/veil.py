"""What of an event goes to whom, beyond its audience: the text of a hidden message is for who leads alone. Pure."""

from dataclasses import replace

from live_classes.events.base import Event

# What is written while nothing is recorded is gone with the class.
WRITTEN_KINDS = frozenset({"chat", "question", "answer", "poll_open"})


def veiled(event: Event, hidden: set[int] | list[int], *, is_leading: bool = False) -> Event:
    """Return the event as it may be told now that these messages are hidden."""
    if is_leading or event.kind != "chat" or event.seq not in hidden:
        return event
    return replace(event, data={**event.data, "text": ""})


def recorded(events: list[Event], state: str) -> list[Event]:
    """Leave out what was written while the recording was paused or off; ``state`` is that before the first event."""
    kept = []
    for event in events:
        if event.kind == "recording":
            state = event.data["state"]
        if state == "on" or event.kind not in WRITTEN_KINDS:
            kept.append(event)
    return kept
