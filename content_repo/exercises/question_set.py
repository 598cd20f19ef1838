"""Question set: questions of several types in a row, with a result at the end."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from content_repo.exercises.base import (
    ExerciseType,
    Kit,
    as_dict,
    as_list,
    group,
    key_of_sub_content,
    overall_feedback,
    plain,
    rewritten,
    sub_content_id,
    whole,
)
from content_repo.exercises.fields import Field, Flag, Kind, Note, Number, Rows, Section, Text, Values
from content_repo.exercises.markup import paragraphs

OTHER = "khac"  # questions of types that have no form here
PASS = Number("pass_percentage", _("Đạt khi đúng từ"), default=50, unit="%")
OPTIONS = (
    Text("intro", _("Lời mở đầu"), _("Hiện trước câu đầu tiên."), lines=2, max_length=2000, is_required=False),
    PASS,
    Flag("shuffle_questions", _("Trộn thứ tự câu hỏi")),
    Flag("result_retry", _("Cho làm lại cả bài"), default=True),
    Flag("result_solution", _("Cho xem đáp án ở cuối"), default=True),
    Flag("forward_only", _("Không cho quay lại câu trước")),
)
FLAGS = {
    "shuffle_questions": (None, "randomQuestions"),
    "result_retry": ("endGame", "showRetryButton"),
    "result_solution": ("endGame", "showSolutionButton"),
    "forward_only": (None, "disableBackwardsNavigation"),
}


class QuestionSet(ExerciseType):
    """H5P.QuestionSet of the types given."""

    slug = "bo-cau-hoi"
    machine_name = "H5P.QuestionSet"
    versions = frozenset({(1, 17), (1, 18), (1, 19), (1, 20)})
    title = _("Bộ câu hỏi")
    about = _("Nhiều câu thuộc nhiều dạng nối nhau, có điểm và mức đạt ở cuối. Hợp cho bài luyện tập, đề ôn.")

    def __init__(self, types: tuple[ExerciseType, ...]):
        self.types = {one.slug: one for one in types}
        kinds = tuple(Kind(one.slug, one.title, tuple(_inside(one))) for one in types)
        rows = Rows(
            "questions",
            _("Các câu hỏi"),
            one=_("Câu hỏi"),
            add=_("Thêm câu hỏi"),
            kinds=(*kinds, Kind(OTHER, _("Câu dạng khác (giữ nguyên)"), (Note("title"),))),
            min=1,
            max=60,
            start=1,
            too_few=_("Cần ít nhất một câu hỏi."),
        )
        self.sections = (Section("", (rows,)), Section(_("Cách làm bài"), OPTIONS, is_folded=True))
        first, second = types[0], types[1]
        self.example: Values = {
            "questions": [
                {"key": "5b2c9a1e4d7f4c03b6a8e9f0a1b2c3d4", "kind": first.slug, **_row(first.example)},
                {"key": "6c3dab2f5e804d14a7b9fa01b2c3d4e5", "kind": second.slug, **_row(second.example)},
            ],
            "intro": "",
            "pass_percentage": 50,
            **{one.name: one.empty for one in OPTIONS if isinstance(one, Flag)},
        }

    def offered(self, kit: Kit) -> frozenset[str]:
        """Return the kinds of questions that can be added with the libraries at hand."""
        return frozenset(
            slug
            for slug, one in self.types.items()
            if (library := kit.of(one.machine_name)) and (library.major, library.minor) in one.versions
        )

    def problems(self, values: Values) -> Iterator[tuple[str, object]]:
        """Each question has its own rules."""
        for row in values["questions"]:
            if one := self.types.get(row["kind"]):
                for name, words in one.problems(row):
                    yield f"questions-{row['key']}-{name}", words

    def fill(self, params: dict, values: Values, kit: Kit) -> None:
        """Write the questions and the options; questions of other types stay as they were."""
        before = _by_key(params)
        params["questions"] = [
            question for row in values["questions"] if (question := self._question(row, before, kit)) is not None
        ]
        for name, (place, target) in FLAGS.items():
            (group(params, place) if place else params)[target] = values[name]
        params["passPercentage"] = values["pass_percentage"]
        page = group(params, "introPage")
        page["introduction"] = rewritten(page.get("introduction"), values["intro"], paragraphs)
        page["showIntroPage"] = bool(values["intro"]) or bool(page.get("showIntroPage") and plain(page.get("title")))
        overall_feedback(group(params, "endGame"))

    def _question(self, row: Values, before: dict[str, dict], kit: Kit) -> dict | None:
        old = before.get(row["key"], {})
        one = self.types.get(row["kind"])
        library = kit.of(one.machine_name) if one else None
        if one is None or library is None:
            return old or None
        inner = Kit(library, kit.others)
        is_same = str(old.get("library", "")) == str(library)
        base = as_dict(old.get("params")) if is_same else None
        values = {**row, "picture": one.from_params(base).get("picture") if base else None}
        title = one.title_of(values)
        return (old if is_same else {}) | {
            "library": str(library),
            "params": one.to_params(values, inner, base),
            "subContentId": old.get("subContentId") or sub_content_id(row["key"], title),
            "metadata": as_dict(old.get("metadata"))
            | {"contentType": str(one.machine_name), "license": "U"}
            | {"title": title},
        }

    def from_params(self, params: dict) -> Values:
        """Return the values of the form."""
        rows = [self._row(key, question) for key, question in _by_key(params).items()]
        flags = {}
        for name, (place, target) in FLAGS.items():
            value = (as_dict(params.get(place)) if place else params).get(target)
            flags[name] = value if isinstance(value, bool) else _default(name)
        page = as_dict(params.get("introPage"))
        return {
            "questions": rows,
            "intro": plain(page.get("introduction")) if page.get("showIntroPage") else "",
            "pass_percentage": whole(params.get("passPercentage"), PASS),
            **flags,
        }

    def _row(self, key: str, question: dict) -> Values:
        machine_name = str(question.get("library", "")).partition(" ")[0]
        params = as_dict(question.get("params"))
        one = next((one for one in self.types.values() if one.machine_name == machine_name), None)
        if one is None:
            title = plain(as_dict(question.get("metadata")).get("title"))
            return {"key": key, "kind": OTHER, "title": title or machine_name}
        return {"key": key, "kind": one.slug, **_row(one.from_params(params))}

    def unheld(self, params: dict) -> list[object]:
        """Tell of questions without a form, of media in questions and of the rest."""
        found: list[object] = []
        for question in _by_key(params).values():
            row = self._row("", question)
            if row["kind"] == OTHER:
                found.append(_("Câu “%(title)s” thuộc dạng không sửa được ở đây") % {"title": row["title"]})
                continue
            inner = as_dict(question.get("params"))
            found += self.types[row["kind"]].unheld(inner)
            if as_dict(as_dict(inner.get("media")).get("type")).get("library", "").startswith("H5P.Image"):
                found.append(_("Ảnh ở từng câu"))
        if params.get("backgroundImage") or as_dict(params.get("introPage")).get("backgroundImage"):
            found.append(_("Ảnh nền"))
        return list(dict.fromkeys(map(str, found)))


def _inside(one: ExerciseType) -> list[Field]:
    """Fields of a type within a set: all but its folded options, which the set decides for most."""
    shown = [each for section in one.sections if not section.is_folded for each in section.fields]
    options = [each for section in one.sections if section.is_folded for each in section.fields]
    return shown + [replace(each) for each in options if each.name not in ("retry", "solution")]


def _row(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in ("retry", "solution", "picture")}


def _default(name: str) -> object:
    return next(one.empty for one in OPTIONS if one.name == name)


def _by_key(params: dict) -> dict[str, dict]:
    questions = map(as_dict, as_list(params.get("questions")))
    return {key_of_sub_content(one.get("subContentId"), "q", number): one for number, one in enumerate(questions)}
