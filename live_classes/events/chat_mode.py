"""``chat_mode {mode}``: who may write."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import one_of, only


class ChatModeKind(EventKind):
    """Open the chat, keep it to questions, or close it."""

    name = "chat_mode"

    def clean(self, data: dict) -> dict:
        """Take a mode."""
        return {"mode": one_of(only(data, "mode")["mode"], ("open", "questions", "off"))}

    def reduce(self, state: dict, event: Event) -> None:
        """Set it."""
        state["chatMode"] = event.data["mode"]
