"""``groups_open {groups, minutes}``: the class works in groups, each with chat and pages of its own."""

from live_classes.events.base import Actor, BadEvent, Event, EventKind
from live_classes.events.checks import known_pupil, list_of, only, person_number, whole_number
from live_classes.events.state import group_of_deck

MAX_GROUPS = 50
MAX_MEMBERS = 1000


class GroupsOpenKind(EventKind):
    """Open breakout groups, or form other ones."""

    name = "groups_open"

    def clean(self, data: dict) -> dict:
        """Take lists of people, nobody twice, and the minutes they have."""
        only(data, "groups", "minutes")
        groups = [list_of(group, low=1, high=MAX_MEMBERS) for group in list_of(data["groups"], low=1, high=MAX_GROUPS)]
        groups = [[person_number(number) for number in group] for group in groups]
        members = [number for group in groups for number in group]
        if len(members) > MAX_MEMBERS:
            raise BadEvent("too_long")
        if len(set(members)) < len(members):
            raise BadEvent("duplicate")
        minutes = data["minutes"]
        return {"groups": groups, "minutes": None if minutes is None else whole_number(minutes, low=1, high=180)}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, of people who are in the room and don't lead it."""
        super().may(actor, state, data, clock_ms)
        for group in data["groups"]:
            for number in group:
                known_pupil(state, number)

    def reduce(self, state: dict, event: Event) -> None:
        """Form the groups; what earlier groups drew is not for the new ones."""
        minutes = event.data["minutes"]
        ends_at = None if minutes is None else event.clock_ms + minutes * 60_000
        state["groups"] = {"numbers": [list(group) for group in event.data["groups"]], "endsAt": ends_at}
        state["groupsSeq"] = event.seq
        boards = state["boards"]
        state["boards"] = {key: page for key, page in boards.items() if group_of_deck(key.split(":")[0]) is None}
