"""Fill in the blanks: sentences in which pupils type the missing words."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from content_repo.exercises.base import (
    OPTION_PATHS,
    RETRY,
    SOLUTION,
    ExerciseType,
    Kit,
    as_list,
    gap_problem,
    options_of,
    overall_feedback,
    paragraphs,
    picture_of,
    plain,
    put_options,
    rewritten,
)
from content_repo.exercises.fields import Flag, Section, Text, Values

MAX_BLOCKS = 31  # what the library takes
PATHS = OPTION_PATHS | {"case_sensitive": "caseSensitive", "spelling": "acceptSpellingErrors"}


class Blanks(ExerciseType):
    """H5P.Blanks."""

    slug = "dien-khuyet"
    machine_name = "H5P.Blanks"
    versions = frozenset({(1, 12), (1, 13), (1, 14)})
    title = _("Điền khuyết")
    about = _("Đoạn văn hoặc câu có chỗ trống, em gõ từ còn thiếu. Được tính cả những cách viết khác thầy cô cho.")
    has_picture = True
    sections = (
        Section(
            "",
            (
                Text(
                    "task",
                    _("Lời dặn"),
                    lines=2,
                    default=_("Điền từ còn thiếu vào chỗ trống"),
                    missing=_("Viết lời dặn cho em."),
                ),
                Text(
                    "text",
                    _("Đoạn văn có chỗ trống"),
                    _(
                        "Đặt từ cần điền giữa hai dấu *. Nhiều cách viết đúng thì cách nhau bằng dấu /, "
                        "gợi ý viết sau dấu hai chấm: *Huế/TP Huế:nơi có sông Hương*."
                    ),
                    lines=6,
                    max_length=8000,
                    gaps=True,
                    missing=_("Viết ít nhất một câu có chỗ trống."),
                ),
            ),
        ),
        Section(
            _("Cách làm bài"),
            (
                RETRY,
                SOLUTION,
                Flag("case_sensitive", _("Phân biệt chữ hoa, chữ thường")),
                Flag("spelling", _("Bỏ qua lỗi chính tả nhỏ")),
            ),
            is_folded=True,
        ),
    )
    example: Values = {
        "task": "Điền từ còn thiếu vào chỗ trống",
        "text": "Thủ đô của Việt Nam là *Hà Nội*.\nCố đô *Huế/TP Huế:bên sông Hương* là di sản thế giới.",
        "retry": True,
        "solution": True,
        "case_sensitive": False,
        "spelling": False,
        "picture": None,
    }

    def problems(self, values: Values) -> Iterator[tuple[str, object]]:
        """Gaps must be there and be whole."""
        if problem := gap_problem(values["text"]):
            yield "text", problem

    def fill(self, params: dict, values: Values, kit: Kit) -> None:
        """Write a block a line; the blocks that were there stay while their words are the same."""
        params["text"] = rewritten(params.get("text"), values["task"], paragraphs)
        if _text_of(params) != values["text"]:
            params["questions"] = _blocks(values["text"])
        put_options(params, values, kit.main.semantics, PATHS)
        overall_feedback(params)

    def from_params(self, params: dict) -> Values:
        """Return the values of the form."""
        return {
            "task": plain(params.get("text")),
            "text": _text_of(params),
            "picture": picture_of(params),
            **options_of(params, self.fields, PATHS),
        }


def _text_of(params: dict) -> str:
    return "\n".join(words for block in as_list(params.get("questions")) if (words := plain(block)))


def _blocks(text: str) -> list[str]:
    lines = text.split("\n")
    head, rest = lines[: MAX_BLOCKS - 1], lines[MAX_BLOCKS - 1 :]
    return [paragraphs(line) for line in head] + ([paragraphs("\n".join(rest))] if rest else [])
