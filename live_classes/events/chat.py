"""``chat {text, group?}``: a message to the class, or to the own group while groups are open."""

from live_classes.events.base import Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import clean_text, only, whole_number
from live_classes.events.state import CHAT_KEPT, group_audience, group_of, keep_newest


class ChatKind(EventKind):
    """A message that all read, or all of a group."""

    name = "chat"

    def clean(self, data: dict) -> dict:
        """Take 1 to 2,000 characters of text, and perhaps the group that it is for."""
        only(data, "text", optional=("group",))
        clean = {"text": clean_text(data["text"], max_length=2000)}
        return {**clean, "group": whole_number(data["group"], low=0, high=49)} if "group" in data else clean

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Pupils write while the chat is open; who leads may write to any group that is open."""
        if state["chatMode"] != "open" and not actor.is_leading:
            raise NotAllowed("chat_off")
        if "group" in data and not actor.is_leading:
            raise NotAllowed
        if "group" in data and (state["groups"] is None or data["group"] >= len(state["groups"]["numbers"])):
            raise NotAllowed("not_found")

    def prepare(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> dict:
        """Note the group."""
        group = group_of(state, actor.number)
        return data if group is None else {**data, "group": group}

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """All, or the members of the group."""
        return group_audience(state, data.get("group"))

    def reduce(self, state: dict, event: Event) -> None:
        """Keep the newest messages; one that was hidden stays so, whichever comes first."""
        is_hidden = event.seq in state["hidden"]
        text = event.data["text"] if state["forStaff"] or not is_hidden else ""
        message = {"seq": event.seq, "by": event.by, "at": event.clock_ms, "text": text, "hidden": is_hidden}
        keep_newest(state["chat"], {**message, "group": event.data.get("group")}, CHAT_KEPT)
