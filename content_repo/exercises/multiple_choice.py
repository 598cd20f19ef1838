"""Multiple choice: a question and answers, one or several of them right."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from content_repo.exercises.base import (
    OPTION_PATHS,
    RETRY,
    SOLUTION,
    ExerciseType,
    Kit,
    as_dict,
    as_list,
    base_row,
    group,
    inline,
    options_of,
    overall_feedback,
    paragraphs,
    picture_of,
    plain,
    put_options,
    rewritten,
    row_key,
)
from content_repo.exercises.fields import Flag, Kind, Rows, Section, Text, Values

PATHS = OPTION_PATHS | {"shuffle": "randomAnswers"}
HINTS = {"tip": "tip", "feedback": "chosenFeedback"}
QUESTION = Text("question", _("Câu hỏi"), lines=2, max_length=2000, missing=_("Viết câu hỏi."))
ANSWERS = Rows(
    "answers",
    _("Các câu trả lời"),
    _("Đánh dấu mọi câu trả lời đúng. Nhiều câu đúng thì em được chọn nhiều ô."),
    one=_("Câu trả lời"),
    add=_("Thêm câu trả lời"),
    kinds=(
        Kind(
            "answer",
            _("Câu trả lời"),
            (
                Text("text", _("Câu trả lời"), missing=_("Viết câu trả lời, hoặc xoá dòng này.")),
                Flag("is_correct", _("Đúng")),
                Text("feedback", _("Nhận xét khi em chọn"), is_required=False, is_extra=True),
                Text("tip", _("Gợi ý"), is_required=False, is_extra=True),
            ),
        ),
    ),
    min=2,
    max=12,
    start=4,
    too_few=_("Cần ít nhất hai câu trả lời."),
)
SHUFFLE = Flag("shuffle", _("Trộn thứ tự câu trả lời"), default=True)


class MultipleChoice(ExerciseType):
    """H5P.MultiChoice."""

    slug = "trac-nghiem"
    machine_name = "H5P.MultiChoice"
    versions = frozenset({(1, 14), (1, 15), (1, 16)})
    title = _("Trắc nghiệm")
    about = _("Một câu hỏi, nhiều câu trả lời, một hoặc vài câu đúng. Có nhận xét riêng cho từng câu trả lời.")
    has_picture = True
    sections = (
        Section("", (QUESTION, ANSWERS)),
        Section(_("Cách làm bài"), (RETRY, SOLUTION, SHUFFLE), is_folded=True),
    )
    example: Values = {
        "question": "Sông nào chảy qua thành phố Huế?",
        "answers": [
            {"key": "a0", "text": "Sông Hương", "is_correct": True, "feedback": "Đúng rồi!", "tip": ""},
            {"key": "a1", "text": "Sông Hàn", "is_correct": False, "feedback": "Sông Hàn ở Đà Nẵng.", "tip": ""},
        ],
        "retry": True,
        "solution": True,
        "shuffle": True,
        "picture": None,
    }

    def problems(self, values: Values) -> Iterator[tuple[str, object]]:
        """A question without a right answer can't be answered."""
        if not any(answer["is_correct"] for answer in values["answers"]):
            yield "answers", _("Đánh dấu ít nhất một câu trả lời đúng.")

    def fill(self, params: dict, values: Values, kit: Kit) -> None:
        """Write question, answers and options."""
        before = params.get("answers")
        params["question"] = rewritten(params.get("question"), values["question"], paragraphs)
        params["answers"] = [_answer(answer, base_row(before, answer["key"], "a")) for answer in values["answers"]]
        put_options(params, values, kit.main.semantics, PATHS)
        correct = sum(answer["is_correct"] for answer in values["answers"])
        behaviour = group(params, "behaviour")
        if correct > 1 and behaviour.get("type") == "single":
            behaviour["type"] = "auto"
        overall_feedback(params)

    def from_params(self, params: dict) -> Values:
        """Return the values of the form."""
        answers = [
            {
                "key": row_key("a", number),
                "text": plain(answer.get("text")).replace("\n", " "),
                "is_correct": answer.get("correct") is True,
                **{
                    name: plain(as_dict(answer.get("tipsAndFeedback")).get(target)).replace("\n", " ")
                    for name, target in HINTS.items()
                },
            }
            for number, answer in enumerate(map(as_dict, as_list(params.get("answers"))))
        ]
        return {
            "question": plain(params.get("question")),
            "answers": answers,
            "picture": picture_of(params),
            **options_of(params, self.fields, PATHS),
        }

    def unheld(self, params: dict) -> list[object]:
        """Tell of feedback by score and of that for answers left alone."""
        found = super().unheld(params)
        hints = [as_dict(as_dict(answer).get("tipsAndFeedback")) for answer in as_list(params.get("answers"))]
        if any(plain(hint.get("notChosenFeedback")) for hint in hints):
            found.append(_("Nhận xét khi em không chọn một câu trả lời"))
        if any(plain(as_dict(part).get("feedback")) for part in as_list(params.get("overallFeedback"))):
            found.append(_("Nhận xét theo điểm"))
        return found


def _answer(answer: Values, before: dict) -> dict:
    hints = dict(as_dict(before.get("tipsAndFeedback"))) or {"notChosenFeedback": ""}
    for name, target in HINTS.items():
        hints[target] = _one_line(hints.get(target), answer[name])
    return before | {
        "text": _one_line(before.get("text"), answer["text"]),
        "correct": answer["is_correct"],
        "tipsAndFeedback": hints,
    }


def _one_line(before: object, text: str) -> str:
    return rewritten(before, text, inline, lambda value: plain(value).replace("\n", " "))
