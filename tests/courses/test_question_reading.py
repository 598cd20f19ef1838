"""From definitions and answers of xAPI to what a teacher reads; from strangers' HTML to words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.plain_words import plain_words
from courses.question_reading import MOST_CHOICES, question_of
from courses.response_words import answer_words, correct_words
from tests.factories.package_work import blanks_definition, choice_definition, matching_definition

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
KEYS = ["interactionType", "description", "name", "correctResponsesPattern", "choices", "source", "target", "steps"]
KINDS = ["choice", "true-false", "fill-in", "long-fill-in", "matching", "sequencing", "numeric", "likert", "other", ""]


@given(st.dictionaries(st.sampled_from(KEYS), JSON) | JSON)
def test_a_definition_of_any_shape_is_read(definition):
    assert set(question_of(definition)) <= {"kind", "text", "correct", "choices", "targets", "is_target_first"}


@given(st.sampled_from(KINDS), st.text(max_size=60), st.dictionaries(st.text(max_size=3), st.text(max_size=3)))
def test_an_answer_of_any_shape_has_words(kind, response, choices):
    words = answer_words({"kind": kind, "choices": choices, "targets": choices}, response)
    assert all(isinstance(one, str) for one in words)


@given(st.text(max_size=300))
def test_words_of_any_markup_are_bounded(text):
    assert len(plain_words(text, 50)) <= 50


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Hai  &amp;\n ba</p><p>bốn</p>", "Hai &\nba\nbốn"),
        ("a<script>alert(1)</script>b<style>x{}</style>c", "abc"),
        ("1 &lt; 2", "1 < 2"),
        ("5 < 7", "5 < 7"),
        ("", ""),
    ],
)
def test_markup_becomes_plain_lines(text, words):
    assert plain_words(text, 100) == words


def test_a_long_question_is_cut():
    question = question_of({"description": {"vi": "a" * 5000}, "correctResponsesPattern": ["b" * 5000] * 30})
    assert len(question["text"]) == 1000 and question["text"].endswith("…")
    assert [len(one) for one in question["correct"]] == [1000] * 5


def test_of_very_many_choices_those_named_are_kept():
    choices = [{"id": str(number), "description": {"vi": f"từ {number}"}} for number in range(400)]
    definition = {"interactionType": "choice", "choices": choices, "correctResponsesPattern": ["7[,]9"]}
    assert set(question_of(definition, response="9[,]399")["choices"]) == {"7", "9", "399"}
    assert len(question_of(definition | {"choices": choices[:MOST_CHOICES]})["choices"]) == MOST_CHOICES


@pytest.mark.parametrize(
    ("definition", "response", "words", "right"),
    [
        (choice_definition(), "1", ["2/3"], [["2/4", "3/6"]]),
        (choice_definition(), "", [], [["2/4", "3/6"]]),
        (choice_definition(), "9", ["9"], [["2/4", "3/6"]]),
        (blanks_definition(), "5[,]", ["5", "–"], [["5", "4"]]),
        ({"interactionType": "true-false", "correctResponsesPattern": ["true"]}, "false", ["Sai"], [["Đúng"]]),
        ({"interactionType": "long-fill-in"}, "Em thấy\ncây tre", ["Em thấy\ncây tre"], []),
        ({"interactionType": "numeric", "correctResponsesPattern": ["4[:]6"]}, "5", ["5"], [["4 – 6"]]),
        (
            {
                "interactionType": "sequencing",
                "choices": [{"id": "a", "description": {"vi": "Gieo"}}, {"id": "b", "description": {"vi": "Gặt"}}],
                "correctResponsesPattern": ["a[,]b"],
            },
            "b[,]a",
            ["Gặt", "Gieo"],
            [["Gieo", "Gặt"]],
        ),
        (
            {
                "interactionType": "choice",
                "choices": [{"id": "0", "description": {"vi": "a"}}],
                "correctResponsesPattern": ["0", "1"],
            },
            "0",
            ["a"],
            [["a"], ["1"]],
        ),
    ],
)
def test_answers_are_told_in_words(definition, response, words, right):
    question = question_of(definition)
    assert answer_words(question, response) == words
    assert correct_words(question) == right


def test_pairs_stand_either_way_round():
    pairs = "0[.]1"
    assert answer_words(question_of(matching_definition(), is_target_first=True), pairs) == ["8 → Số chẵn"]
    assert answer_words(question_of(matching_definition()), pairs) == ["3 → Số lẻ"]
    assert answer_words(question_of(matching_definition()), "0") == ["0"]
