"""The six types: from values of a form to parameters and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_repo.exercises import EXERCISES, exercise_of_slug
from content_repo.exercises.base import Kit, KitLibrary, gap_problem, sub_content_id
from content_repo.exercises.fields import Choice, Flag, Number, Rows, Text
from content_repo.exercises.markup import paragraphs, plain, rewritten, tidy
from content_repo.exercises.semantics import defaults, translated
from content_repo.exercises.writing import Sheet, h5p_bytes, metadata
from content_repo.packages.h5p.libraries import LibraryName
from tests.factories.exercises import SEMANTICS

TYPES = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda one: one.slug)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="*"), max_size=60
)

NAMES = ("answers", "questions", "choices", "text", "media", "type", "behaviour", "params", "library", "question")


def kit_of(machine_name: str) -> Kit:
    """All stand-in libraries at hand."""
    libraries = {
        name: KitLibrary(name, version[0], version[1], translated(semantics, None))
        for name, (version, semantics) in SEMANTICS.items()
    }
    return Kit(libraries[machine_name], libraries)


@st.composite
def values_of(draw, fields) -> dict:
    """Values as a form would clean them."""
    return {one.name: draw(_value(one)) for one in fields}


def _value(one):
    match one:
        case Rows():
            kinds = [kind for kind in one.kinds if kind.slug != "khac"]
            rows = st.sampled_from(kinds).flatmap(
                lambda kind: st.tuples(st.just(kind.slug), st.uuids(), values_of(kind.fields))
            )
            made = rows.map(lambda row: {"key": row[1].hex, "kind": row[0], **row[2]})
            return st.lists(made, min_size=one.min, max_size=4, unique_by=lambda row: row["key"])
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from([value for value, _label in one.options])
        case Number():
            return st.integers(one.min, one.max)
        case Text(gaps=True):
            return st.tuples(WORDS, WORDS).map(lambda two: tidy(f"{two[0]} *từ* {two[1]}", lines=one.lines > 1))
        case Text(is_required=True):
            return WORDS.map(lambda words: tidy(f"x{words}", lines=one.lines > 1))
    return WORDS.map(lambda words: tidy(words, lines=one.lines > 1))


def _bare(values):
    """Values without what a round trip may name anew: keys of rows without identity, kinds where there is one."""
    if isinstance(values, list):
        return [_bare(one) for one in values]
    if not isinstance(values, dict):
        return values
    return {name: _bare(value) for name, value in values.items() if name not in ("key", "kind", "picture")}


@TYPES
def test_the_example_is_written_and_read_back(exercise):
    params = exercise.to_params(exercise.example, kit_of(exercise.machine_name))
    assert _bare(exercise.from_params(params)) == _bare(exercise.example)
    assert not list(exercise.problems(exercise.example))


@TYPES
@given(data=st.data())
def test_whatever_is_typed_comes_back(exercise, data):
    values = data.draw(values_of(exercise.fields)) | {"picture": None}
    if exercise.slug == "hoi-nhanh":  # empty places are closed up
        for row in values["questions"]:
            row["wrong_2"] = row["wrong_2"] or "a"
    params = exercise.to_params(values, kit_of(exercise.machine_name))
    json.dumps(params, ensure_ascii=False).encode()
    assert _bare(exercise.from_params(params)) == _bare(values)


@TYPES
@given(data=st.data())
def test_writing_what_was_read_changes_nothing(exercise, data):
    kit = kit_of(exercise.machine_name)
    values = data.draw(values_of(exercise.fields)) | {"picture": None}
    params = exercise.to_params(values, kit)
    assert exercise.to_params(exercise.from_params(params), kit, params) == params


@TYPES
@given(
    params=st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(NAMES),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).filter(lambda value: isinstance(value, dict))
)
def test_parameters_of_strangers_are_read_without_falling(exercise, params):
    values = exercise.from_params(params)
    exercise.unheld(params)
    exercise.to_params(values | {"picture": None}, kit_of(exercise.machine_name), params)


@TYPES
def test_buttons_are_in_vietnamese_though_the_library_only_speaks_english(exercise):
    params = json.dumps(exercise.to_params(exercise.example, kit_of(exercise.machine_name)), ensure_ascii=False)
    assert '"Check"' not in params and '"Your result:"' not in params and '"Next question"' not in params


def test_words_of_the_language_file_of_a_library_win_over_its_english():
    semantics = [{"name": "button", "type": "text", "default": "Check"}]
    assert defaults(translated(semantics, [{"default": "Soát bài"}])) == {"button": "Soát bài"}
    assert defaults(translated(semantics, [{"default": "Check"}])) == {"button": "Kiểm tra"}


def test_what_the_form_does_not_hold_is_kept():
    exercise = exercise_of_slug("trac-nghiem")
    kit = kit_of("H5P.MultiChoice")
    params = exercise.to_params(exercise.example, kit)
    params["question"] = "<p>Sông nào chảy qua <strong>thành phố</strong> Huế?</p>"
    params["answers"][0]["tipsAndFeedback"]["notChosenFeedback"] = "Tiếc quá"
    params["media"]["type"] = {"library": "H5P.Video 1.6", "params": {"sources": []}}
    params["UI"]["own"] = "Của riêng"
    values = exercise.from_params(params) | {"picture": None}
    values["answers"][1]["text"] = "Sông Sài Gòn"
    changed = exercise.to_params(values, kit, params)
    assert changed["question"] == params["question"]
    assert changed["answers"][0] == params["answers"][0]
    assert changed["answers"][1]["text"] == "Sông Sài Gòn"
    assert changed["media"] == params["media"] and changed["UI"]["own"] == "Của riêng"
    assert len(exercise.unheld(params)) == 2


def test_moving_and_removing_answers_keeps_what_belongs_to_each():
    exercise = exercise_of_slug("trac-nghiem")
    kit = kit_of("H5P.MultiChoice")
    params = exercise.to_params(exercise.example, kit)
    params["answers"][1]["tipsAndFeedback"]["notChosenFeedback"] = "Của Sông Hàn"
    values = exercise.from_params(params)
    values["answers"] = [values["answers"][1]]
    changed = exercise.to_params(values, kit, params)
    assert [answer["tipsAndFeedback"]["notChosenFeedback"] for answer in changed["answers"]] == ["Của Sông Hàn"]


def test_questions_of_types_without_a_form_stay_in_a_set_untouched():
    exercise = exercise_of_slug("bo-cau-hoi")
    kit = kit_of("H5P.QuestionSet")
    params = exercise.to_params(exercise.example, kit)
    other = {"library": "H5P.MarkTheWords 1.11", "params": {"textField": "*a*"}, "metadata": {"title": "Gạch chân"}}
    params["questions"].insert(0, other)
    values = exercise.from_params(params)
    assert values["questions"][0]["title"] == "Gạch chân"
    assert "Gạch chân" in exercise.unheld(params)[0]
    assert exercise.to_params(values, kit, params)["questions"][0] == other


def test_a_sub_content_keeps_its_identity_when_its_question_is_changed():
    exercise = exercise_of_slug("bo-cau-hoi")
    kit = kit_of("H5P.QuestionSet")
    params = exercise.to_params(exercise.example, kit)
    values = exercise.from_params(params)
    values["questions"][0]["question"] = "Khác hẳn?"
    changed = exercise.to_params(values, kit, params)
    assert [one["subContentId"] for one in changed["questions"]] == [one["subContentId"] for one in params["questions"]]


def test_the_same_row_gets_the_same_identity_each_time_it_is_sent():
    assert sub_content_id("0f6a3d5c7b8e4f21a9c0d1e2f3a4b5c6") == "0f6a3d5c-7b8e-4f21-a9c0-d1e2f3a4b5c6"
    assert sub_content_id("q0", "x") == sub_content_id("q0", "x") != sub_content_id("q1", "x")


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("Hà Nội là *thủ đô*.", True),
        ("*a/b:gợi ý* và *c*", True),
        ("Không có chỗ trống", False),
        ("Một dấu * lẻ", False),
        ("*a\nb*", False),
        ("*:gợi ý*", False),
        ("**", False),
    ],
)
def test_gaps_stand_between_pairs_of_asterisks_on_one_line(text, is_good):
    assert (gap_problem(text) is None) == is_good


def test_a_question_without_a_right_answer_is_a_problem():
    exercise = exercise_of_slug("trac-nghiem")
    answers = [{**answer, "is_correct": False} for answer in exercise.example["answers"]]
    assert [name for name, _words in exercise.problems({**exercise.example, "answers": answers})] == ["answers"]


def test_a_long_text_fits_into_the_blocks_the_library_takes():
    exercise = exercise_of_slug("dien-khuyet")
    text = "\n".join(f"Câu {number} có *chỗ*." for number in range(80))
    params = exercise.to_params({**exercise.example, "text": text}, kit_of("H5P.Blanks"))
    assert len(params["questions"]) == 31
    assert exercise.from_params(params)["text"] == text


@given(st.text(max_size=200))
def test_words_survive_the_way_through_html(text):
    assert plain(paragraphs(tidy(text))) == tidy(text)
    assert "<script" not in paragraphs(tidy(text + "<script>"))


def test_html_stays_as_it_was_while_its_words_are_the_same():
    assert rewritten("<p><em>a</em> b</p>", "a b", paragraphs) == "<p><em>a</em> b</p>"
    assert rewritten("<p><em>a</em> b</p>", "a c", paragraphs) == "<p>a c</p>"


def test_the_same_values_give_the_same_bytes():
    def written():
        name = LibraryName("H5P.Blanks", 1, 14)
        sheet = Sheet(title="Bài", author="Lan")
        return h5p_bytes(sheet=sheet, main=name, needed=[name], params={"a": 1}, files={"images/b.jpg": b"x"})

    assert written() == written()


def test_a_licence_is_written_as_h5p_names_it():
    found = metadata(Sheet(title="Bài", author="Lan", license="CC-BY-SA-4.0"))
    assert (found["license"], found["licenseVersion"]) == ("CC BY-SA", "4.0")
    assert metadata(Sheet(title="Bài", author="Lan", license="all-rights-reserved"))["license"] == "C"
