"""``chat {text}``: a message to the class, or to the own group while groups are open."""

from live_classes.events.base import ALL, Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import clean_text, only
from live_classes.events.state import CHAT_KEPT, group_of


class ChatKind(EventKind):
    """A message that all read, or all of a group."""

    name = "chat"

    def clean(self, data: dict) -> dict:
        """Take 1 to 2,000 characters of text."""
        return {"text": clean_text(only(data, "text")["text"], max_length=2000)}

    def check(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Pupils write while the chat is open."""
        if state["phase"] != "open" or (state["chatMode"] != "open" and not actor.is_leading):
            raise NotAllowed("chat_off")

    def prepare(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> dict:
        """Note the group."""
        group = group_of(state, actor.number)
        return data if group is None else {**data, "group": group}

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """All, or the members of the group."""
        if "group" not in data:
            return ALL
        return ",".join(map(str, state["groups"]["numbers"][data["group"]]))

    def reduce(self, state: dict, event: Event) -> None:
        """Keep the newest messages."""
        message = {"seq": event.seq, "by": event.by, "at": event.clock_ms, "hidden": False, "group": None}
        state["chat"].append({**message, **event.data})
        del state["chat"][:-CHAT_KEPT]
