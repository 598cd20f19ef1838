"""The strict JSON parser: what parsers disagree on is refused."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from elearn.parsers import MAX_BYTES, MAX_DEPTH, MAX_INTEGER, BodyTooLong, StrictJSONParser


def parse(body: bytes):
    return StrictJSONParser().parse(io.BytesIO(body))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b'{"a": 1,}', "bad_json"),
        (b"{'a': 1}", "bad_json"),
        (b"NaN", "bad_json"),
        (b"[Infinity]", "bad_json"),
        (b"[-Infinity]", "bad_json"),
        (b'{"a": 1, "a": 2}', "bad_json"),
        (b'{"__proto__": {}}', "bad_json"),
        (b'"\xff"', "bad_json"),
        (b'\xef\xbb\xbf{"a": 1}', "bad_json"),
        (b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2), "bad_json"),
        (b"[" * 200_000, "bad_json"),
        (b"1" * 5_000, "bad_json"),
        (b"1e999", "out_of_range"),
        (b"-1e999", "out_of_range"),
        (str(MAX_INTEGER + 1).encode(), "out_of_range"),
        (rb'"\ud800"', "bad_character"),
        (rb'{"\udfff": 1}', "bad_character"),
        (rb'["a\u0000b"]', "bad_character"),
    ],
)
def test_a_hostile_body_is_refused_with_its_code(body, code):
    with pytest.raises(ParseError) as refused:
        parse(body)
    assert refused.value.get_codes() == code


def test_more_than_a_megabyte_is_refused_before_it_is_parsed():
    assert parse(b" " * (MAX_BYTES - 2) + b"{}") == {}
    with pytest.raises(BodyTooLong) as refused:
        parse(b" " * (MAX_BYTES - 1) + b"{}")
    assert refused.value.status_code == 413


def test_vietnamese_text_arrives_as_sent():
    assert parse('{"tên": "Nguyễn Thị Ánh 🌱"}'.encode()) == {"tên": "Nguyễn Thị Ánh 🌱"}


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter("__proto__".__ne__),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(values)
def test_everything_else_comes_out_as_it_went_in(value):
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_value_or_a_refusal(body):
    try:
        parse(body)
    except ParseError as refused:
        assert refused.get_codes() in {"bad_json", "out_of_range", "bad_character"}
