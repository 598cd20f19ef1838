"""``reaction {mark}``: how it goes, for who leads the room."""

from live_classes.events.base import STAFF, Actor, Event, EventKind
from live_classes.events.checks import one_of, only


class ReactionKind(EventKind):
    """«Hiểu rồi» or «chưa rõ»."""

    name = "reaction"

    def clean(self, data: dict) -> dict:
        """Take a mark, or none."""
        return {"mark": one_of(only(data, "mark")["mark"], ("got_it", "unclear", None))}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Everybody."""

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Staff: pupils don't see who has not understood."""
        return STAFF

    def reduce(self, state: dict, event: Event) -> None:
        """The last mark of a person holds, unless all were cleared since."""
        if event.seq < state["reactionsSeq"]:
            return
        if event.data["mark"] is None:
            state["reactions"].pop(str(event.by), None)
        else:
            state["reactions"][str(event.by)] = {"mark": event.data["mark"], "at": event.clock_ms}
