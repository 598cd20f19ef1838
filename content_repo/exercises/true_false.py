"""True or false: one statement."""

from django.utils.translation import gettext_lazy as _

from content_repo.exercises.base import (
    RETRY,
    SOLUTION,
    ExerciseType,
    Kit,
    as_dict,
    escaped,
    group,
    options_of,
    paragraphs,
    picture_of,
    plain,
    put_options,
    rewritten,
    unescaped,
)
from content_repo.exercises.fields import Choice, Section, Text, Values

FEEDBACK = {"feedback_correct": "feedbackOnCorrect", "feedback_wrong": "feedbackOnWrong"}


class TrueFalse(ExerciseType):
    """H5P.TrueFalse."""

    slug = "dung-sai"
    machine_name = "H5P.TrueFalse"
    versions = frozenset({(1, 6), (1, 7), (1, 8)})
    title = _("Đúng hay sai")
    about = _("Một câu khẳng định, em chọn đúng hoặc sai. Làm nhanh nhất, hợp để kiểm tra hiểu bài.")
    has_picture = True
    sections = (
        Section(
            "",
            (
                Text("question", _("Câu khẳng định"), lines=2, max_length=2000, missing=_("Viết câu khẳng định.")),
                Choice(
                    "correct",
                    _("Câu này"),
                    options=(("true", _("Đúng")), ("false", _("Sai"))),
                    default="true",
                ),
                Text("feedback_correct", _("Nhận xét khi em trả lời đúng"), is_required=False),
                Text("feedback_wrong", _("Nhận xét khi em trả lời chưa đúng"), is_required=False),
            ),
        ),
        Section(_("Cách làm bài"), (RETRY, SOLUTION), is_folded=True),
    )
    example: Values = {
        "question": "Việt Nam có 63 tỉnh, thành phố vào năm 2026.",
        "correct": "false",
        "feedback_correct": "",
        "feedback_wrong": "Từ 1/7/2025 cả nước có 34 tỉnh, thành phố.",
        "retry": True,
        "solution": True,
        "picture": None,
    }

    def fill(self, params: dict, values: Values, kit: Kit) -> None:
        """Write the statement, what it is, and the words for both answers."""
        params["question"] = rewritten(params.get("question"), values["question"], paragraphs)
        params["correct"] = values["correct"]
        put_options(params, values, kit.main.semantics)
        behaviour = group(params, "behaviour")
        for name, target in FEEDBACK.items():
            text = rewritten(behaviour.get(target), values[name], escaped, unescaped)
            if text or target in behaviour:
                behaviour[target] = text

    def from_params(self, params: dict) -> Values:
        """Return the values of the form."""
        behaviour = as_dict(params.get("behaviour"))
        return {
            "question": plain(params.get("question")),
            "correct": "false" if params.get("correct") in ("false", False) else "true",
            "picture": picture_of(params),
            **{name: unescaped(behaviour.get(target)).replace("\n", " ") for name, target in FEEDBACK.items()},
            **options_of(params, self.fields),
        }
