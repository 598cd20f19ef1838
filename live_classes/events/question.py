"""``question {text}``: a pupil asks who leads the room; the class does not see who."""

from live_classes.events.base import STAFF, Actor, Event, EventKind, NotAllowed
from live_classes.events.checks import clean_text, only
from live_classes.events.state import QUESTIONS_KEPT, item_of, keep_newest, new_question

WAITING_OF_ONE = 5


class QuestionKind(EventKind):
    """A question to the teachers."""

    name = "question"

    def clean(self, data: dict) -> dict:
        """Take 1 to 1,000 characters of text."""
        return {"text": clean_text(only(data, "text")["text"], max_length=1000)}

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """All, also where the chat is kept to questions; a few at a time."""
        if state["chatMode"] == "off" and not actor.is_leading:
            raise NotAllowed("chat_off")
        waiting = [item for item in state["questions"] if item["by"] == actor.number and item["answer"] is None]
        if len(waiting) >= WAITING_OF_ONE:
            raise NotAllowed("too_many")

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """Staff."""
        return STAFF

    def reduce(self, state: dict, event: Event) -> None:
        """Note it; if its shared answer was there before it, only who asked is news."""
        question = item_of(state["questions"], event.seq)
        if question is None:
            question = new_question(event.seq, event.clock_ms, event.data["text"])
            keep_newest(state["questions"], question, QUESTIONS_KEPT)
        question["by"] = event.by
