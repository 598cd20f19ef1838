"""``answer {question, text?, shared}``: who leads answers a question, for the one who asked or for all."""

from live_classes.events.base import ALL, Actor, Event, EventKind
from live_classes.events.checks import clean_text, flag, known_question, only, seq_number
from live_classes.events.state import QUESTIONS_KEPT, item_of, keep_newest, new_question


class AnswerKind(EventKind):
    """An answer in words, or the note that it was given aloud."""

    name = "answer"

    def clean(self, data: dict) -> dict:
        """Take the question, up to 2,000 characters, and whether all may see it."""
        only(data, "question", "shared", optional=("text",))
        return {
            "question": seq_number(data["question"]),
            "text": clean_text(data.get("text", ""), max_length=2000, min_length=0),
            "shared": flag(data["shared"]),
        }

    def may(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> None:
        """Who leads, a question that is there."""
        super().may(actor, state, data, clock_ms)
        known_question(state, data["question"])

    def prepare(self, actor: Actor, state: dict, data: dict, clock_ms: int) -> dict:
        """Tell the class what was asked, never who asked."""
        question = known_question(state, data["question"])
        return {**data, "asked": question["text"], "askedAt": question["at"]} if data["shared"] else data

    def audience(self, actor: Actor, state: dict, data: dict) -> str:
        """All, or the one who asked."""
        return ALL if data["shared"] else str(known_question(state, data["question"])["by"])

    def reduce(self, state: dict, event: Event) -> None:
        """The last answer holds, whichever comes first; what was shared once stays shared."""
        data = event.data
        question = item_of(state["questions"], data["question"])
        if question is None and data["shared"]:
            question = new_question(data["question"], data["askedAt"], data["asked"])
            keep_newest(state["questions"], question, QUESTIONS_KEPT)
        if question is None:
            return
        question["shared"] = question["shared"] or data["shared"]
        if event.seq > question["answerSeq"]:
            question |= {"answer": data["text"], "answeredBy": event.by, "answerSeq": event.seq}
