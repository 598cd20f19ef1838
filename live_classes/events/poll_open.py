"""``poll_open {question, options, isQuiz, seconds, results}``: a question to the class with options to choose from."""

from live_classes.events.base import Event, EventKind
from live_classes.events.checks import clean_text, flag, list_of, one_of, only, whole_number
from live_classes.events.state import POLLS_KEPT


class PollOpenKind(EventKind):
    """Ask the class."""

    name = "poll_open"

    def clean(self, data: dict) -> dict:
        """Take the question, 2 to 6 options, the time there is and when results are shown."""
        only(data, "question", "options", "isQuiz", "seconds", "results")
        seconds = data["seconds"]
        return {
            "question": clean_text(data["question"], max_length=500),
            "options": [clean_text(option, max_length=200) for option in list_of(data["options"], low=2, high=6)],
            "isQuiz": flag(data["isQuiz"]),
            "seconds": None if seconds is None else whole_number(seconds, low=5, high=3600),
            "results": one_of(data["results"], ("never", "after", "live")),
        }

    def reduce(self, state: dict, event: Event) -> None:
        """Open it, and close the one before."""
        polls, data = state["polls"], event.data
        for poll in polls.values():
            poll["open"] = False
        polls[str(event.seq)] = {
            "seq": event.seq,
            "at": event.clock_ms,
            "question": data["question"],
            "options": list(data["options"]),
            "isQuiz": data["isQuiz"],
            "results": data["results"],
            "endsAt": None if data["seconds"] is None else event.clock_ms + data["seconds"] * 1000,
            "open": True,
            "answers": {},
            "key": None,
            "shown": None,
        }
        for seq in sorted(polls, key=int)[:-POLLS_KEPT]:
            del polls[seq]
