"""``chat_hide {seq}``: a message is taken out of sight; staff still read it."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import only, seq_number
from live_classes.events.state import HIDDEN_KEPT, item_of


class ChatHideKind(EventKind):
    """Hide a message."""

    name = "chat_hide"

    def clean(self, data: dict) -> dict:
        """Take the number of a message."""
        return {"seq": seq_number(only(data, "seq")["seq"])}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads; a message that is there, or is older than those that states keep."""
        super().may(actor, state, data, clock_ms)
        chat = state["chat"]
        if not chat or (data["seq"] >= chat[0]["seq"] and item_of(chat, data["seq"]) is None):
            raise NotAllowed("not_found")
        if data["seq"] in state["hidden"]:
            raise NotAllowed("duplicate")
        if len(state["hidden"]) >= HIDDEN_KEPT:
            raise NotAllowed("too_many")

    def reduce(self, state: dict, event: Event) -> None:
        """Mark it, and empty it for those who may not read it any more."""
        state["hidden"].append(event.data["seq"])
        message = item_of(state["chat"], event.data["seq"])
        if message:
            message["hidden"] = True
            message["text"] = message["text"] if state["forStaff"] else ""
