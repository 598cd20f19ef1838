"""Drag the words: sentences into whose gaps pupils put the words given below."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from content_repo.exercises.base import (
    OPTION_PATHS,
    RETRY,
    SOLUTION,
    ExerciseType,
    Kit,
    escaped,
    gap_problem,
    options_of,
    overall_feedback,
    paragraphs,
    picture_of,
    plain,
    put_options,
    rewritten,
    unescaped,
)
from content_repo.exercises.fields import Flag, Section, Text, Values

PATHS = OPTION_PATHS | {"instant": "instantFeedback"}


class DragText(ExerciseType):
    """H5P.DragText."""

    slug = "keo-tu"
    machine_name = "H5P.DragText"
    versions = frozenset({(1, 8), (1, 9), (1, 10)})
    title = _("Kéo từ vào chỗ trống")
    about = _("Đoạn văn có chỗ trống và các từ cho sẵn. Em kéo, hoặc chạm vào từ rồi chạm vào ô. Không phải gõ.")
    has_picture = True
    sections = (
        Section(
            "",
            (
                Text(
                    "task",
                    _("Lời dặn"),
                    lines=2,
                    default=_("Kéo từ vào đúng ô"),
                    missing=_("Viết lời dặn cho em."),
                ),
                Text(
                    "text",
                    _("Đoạn văn có chỗ trống"),
                    _("Đặt từ để kéo giữa hai dấu *. Gợi ý viết sau dấu hai chấm: *lá:màu xanh*."),
                    lines=6,
                    max_length=8000,
                    gaps=True,
                    missing=_("Viết ít nhất một câu có chỗ trống."),
                ),
            ),
        ),
        Section(
            _("Cách làm bài"),
            (RETRY, SOLUTION, Flag("instant", _("Báo đúng sai ngay khi đặt từ"))),
            is_folded=True,
        ),
    )
    example: Values = {
        "task": "Kéo từ vào đúng ô",
        "text": "Cây xanh hút khí *cacbonic* và nhả khí *ôxi:ta cần để thở*.",
        "retry": True,
        "solution": True,
        "instant": False,
        "picture": None,
    }

    def problems(self, values: Values) -> Iterator[tuple[str, object]]:
        """Gaps must be there and be whole."""
        if problem := gap_problem(values["text"]):
            yield "text", problem

    def fill(self, params: dict, values: Values, kit: Kit) -> None:
        """Write the task and the text."""
        params["taskDescription"] = rewritten(params.get("taskDescription"), values["task"], paragraphs)
        params["textField"] = rewritten(params.get("textField"), values["text"], escaped, unescaped)
        put_options(params, values, kit.main.semantics, PATHS)
        overall_feedback(params)

    def from_params(self, params: dict) -> Values:
        """Return the values of the form."""
        return {
            "task": plain(params.get("taskDescription")),
            "text": unescaped(params.get("textField")),
            "picture": picture_of(params),
            **options_of(params, self.fields, PATHS),
        }
