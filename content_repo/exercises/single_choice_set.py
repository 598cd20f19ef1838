"""Single choice set: short questions one after another, each with one right answer."""

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
    inline,
    key_of_sub_content,
    options_of,
    overall_feedback,
    plain,
    put_options,
    rewritten,
    sub_content_id,
)
from content_repo.exercises.fields import Flag, Kind, Number, Rows, Section, Text, Values

PATHS = OPTION_PATHS | {
    "auto_continue": "autoContinue",
    "sound": "soundEffectsEnabled",
    "pass_percentage": "passPercentage",
}
WRONG = ("wrong_1", "wrong_2", "wrong_3")


class SingleChoiceSet(ExerciseType):
    """H5P.SingleChoiceSet: the first answer of each question is the right one, the library shuffles them."""

    slug = "hoi-nhanh"
    machine_name = "H5P.SingleChoiceSet"
    versions = frozenset({(1, 9), (1, 10), (1, 11)})
    title = _("Hỏi nhanh nhiều câu")
    about = _("Các câu ngắn nối nhau, mỗi câu một đáp án đúng, chạm là sang câu sau. Hợp để ôn bài đầu giờ.")
    sections = (
        Section(
            "",
            (
                Rows(
                    "questions",
                    _("Các câu hỏi"),
                    _("Đáp án đúng viết ở ô đầu; khi em làm bài, thứ tự được trộn."),
                    one=_("Câu hỏi"),
                    add=_("Thêm câu hỏi"),
                    kinds=(
                        Kind(
                            "question",
                            _("Câu hỏi"),
                            (
                                Text("question", _("Câu hỏi"), lines=2, max_length=1000, missing=_("Viết câu hỏi.")),
                                Text("correct", _("Đáp án đúng"), missing=_("Viết đáp án đúng.")),
                                Text("wrong_1", _("Đáp án sai"), missing=_("Viết ít nhất một đáp án sai.")),
                                Text("wrong_2", _("Đáp án sai khác"), is_required=False),
                                Text("wrong_3", _("Đáp án sai khác"), is_required=False),
                            ),
                        ),
                    ),
                    min=1,
                    max=50,
                    start=2,
                    too_few=_("Cần ít nhất một câu hỏi."),
                ),
            ),
        ),
        Section(
            _("Cách làm bài"),
            (
                RETRY,
                SOLUTION,
                Flag("auto_continue", _("Tự sang câu sau"), default=True),
                Flag("sound", _("Có tiếng báo đúng sai")),
                Number("pass_percentage", _("Đạt khi đúng từ"), default=50, unit="%"),
            ),
            is_folded=True,
        ),
    )
    example: Values = {
        "questions": [
            {
                "key": "0f6a3d5c7b8e4f21a9c0d1e2f3a4b5c6",
                "question": "7 × 8 = ?",
                "correct": "56",
                "wrong_1": "54",
                "wrong_2": "48",
                "wrong_3": "",
            }
        ],
        "retry": True,
        "solution": True,
        "auto_continue": True,
        "sound": False,
        "pass_percentage": 50,
    }

    def problems(self, values: Values) -> Iterator[tuple[str, object]]:
        """A wrong answer that is the right one would be counted at random."""
        for row in values["questions"]:
            for name in WRONG:
                if row[name] and row[name] == row["correct"]:
                    yield f"questions-{row['key']}-{name}", _("Trùng với đáp án đúng.")

    def fill(self, params: dict, values: Values, kit: Kit) -> None:
        """Write the questions; what was there before is found again by its identity."""
        before = {
            key_of_sub_content(choice.get("subContentId"), "c", number): choice
            for number, choice in enumerate(map(as_dict, as_list(params.get("choices"))))
        }
        params["choices"] = [_choice(row, before.get(row["key"], {})) for row in values["questions"]]
        put_options(params, values, kit.main.semantics, PATHS)
        overall_feedback(params)

    def from_params(self, params: dict) -> Values:
        """Return the values of the form."""
        rows = []
        for number, choice in enumerate(map(as_dict, as_list(params.get("choices")))):
            answers = [_words(answer) for answer in as_list(choice.get("answers"))] + [""] * 4
            names = ("correct", *WRONG)
            row = {"key": key_of_sub_content(choice.get("subContentId"), "c", number)}
            rows.append(row | {"question": plain(choice.get("question"))} | dict(zip(names, answers, strict=False)))
        return {"questions": rows, **options_of(params, self.fields, PATHS)}

    def unheld(self, params: dict) -> list[object]:
        """Tell of questions with more answers than the form has places."""
        if any(len(as_list(as_dict(choice).get("answers"))) > 4 for choice in as_list(params.get("choices"))):
            return [_("Đáp án sai thứ tư trở đi của một câu")]
        return []


def _words(answer: object) -> str:
    return plain(answer).replace("\n", " ")


def _choice(row: Values, before: dict) -> dict:
    old = as_list(before.get("answers"))
    typed = [row["correct"], *(row[name] for name in WRONG)]
    answers = [rewritten(old[n] if n < len(old) else "", text, inline, _words) for n, text in enumerate(typed) if text]
    return before | {
        "subContentId": before.get("subContentId") or sub_content_id(row["key"], row["question"]),
        "question": rewritten(before.get("question"), row["question"], _question),
        "answers": answers + old[4:],
    }


def _question(text: str) -> str:
    return f"<p>{inline(text)}</p>"
