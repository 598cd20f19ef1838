"""What comes over the wire is taken apart before anything looks at it: nothing but a refusal can come of it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_classes.events import EVENT_KINDS, BadEvent, EventKind
from live_classes.events.points import MAX_POINTS, decode_points, encode_points
from tests.live_classes.class_log import DECK, try_send
from tests.live_classes.every_kind import LINE, as_sent, class_with_every_kind
from tests.live_classes.random_class import PEOPLE, random_class, random_data

ALL_KINDS = pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=EVENT_KINDS)
EVENTS = class_with_every_kind().events
PLACE = {"deck": "blank", "page": 1}
REFUSALS = ("bad_message", "too_long", "empty", "bad_character", "duplicate")
JUNK = (None, True, False, 0, -1, 1.0, 1e300, float("nan"), 2**70, "", "x", DECK, "group-1", [], [[]], [{}], {}, LINE)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([DECK, "blank", LINE])
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


def assert_cleaned_or_refused(kind: EventKind, data) -> None:
    try:
        clean = kind.clean(data)
    except BadEvent as refusal:
        assert refusal.code in REFUSALS
    else:
        assert kind.clean(clean) == clean


@given(junk=values)
@settings(max_examples=150, deadline=None)
def test_any_json_is_cleaned_or_refused_by_every_kind(junk):
    for kind in EVENT_KINDS.values():
        assert_cleaned_or_refused(kind, junk)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event.seq}-{event.kind}")
def test_good_data_with_one_bad_value_is_cleaned_or_refused(event):
    kind = EVENT_KINDS[event.kind]
    data = as_sent(event)
    assert kind.clean(data) == data
    for key in data:
        for junk in JUNK:
            assert_cleaned_or_refused(kind, {**data, key: junk})
            assert_cleaned_or_refused(kind, {**data, key: [data[key], junk]})


@ALL_KINDS
def test_data_with_a_key_too_many_or_too_few_is_refused(kind: EventKind):
    state = class_with_every_kind().state | {"phase": "open", "groups": {"numbers": [[2], [3]], "endsAt": None}}
    rng = random.Random(4)
    data = random_data(rng, state, kind.name)
    assert kind.clean(data) is not None
    for broken in ({**data, "x9": 1}, {**data, "": None}, [data], None, 7, "{}"):
        with pytest.raises(BadEvent):
            kind.clean(broken)
    optional = {("hand", "person"), ("chat", "group"), ("answer", "text")}
    for key in data:
        if (kind.name, key) not in optional:
            with pytest.raises(BadEvent):
                kind.clean({name: value for name, value in data.items() if name != key})


@pytest.mark.parametrize("seed", range(30))
def test_no_data_of_the_right_shape_makes_a_kind_fail_on_the_state(seed):
    """Whoever sends whatever at whatever time, the answer is an event or a refusal."""
    room, rng = random_class(seed, steps=60), random.Random(seed)
    codes = set()
    for _ in range(300):
        name = rng.choice(list(EVENT_KINDS))
        codes.add(try_send(room, rng.choice(PEOPLE), name, random_data(rng, room.state, name)))
    assert codes <= {
        *("", "bad_message", "forbidden", "not_found", "closed", "chat_off"),
        *("too_many", "duplicate", "rate_limited", "empty"),
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("x" * 2001, "too_long"),
        ("x" * 100_000, "too_long"),
        ("a\u0000b", "bad_character"),
        ("a\ud800b", "bad_character"),
        ("a\u001bb", "bad_character"),
        (7, "bad_message"),
        (["a"], "bad_message"),
        (None, "bad_message"),
    ],
)
def test_text_that_is_none_is_refused_with_its_reason(text, code):
    with pytest.raises(BadEvent) as refused:
        EVENT_KINDS["chat"].clean({"text": text})
    assert refused.value.code == code


def test_text_comes_out_composed_and_trimmed():
    decomposed = "Bài ba\u0301o"
    assert EVENT_KINDS["chat"].clean({"text": f"  {decomposed}\n"}) == {"text": "Bài báo"}
    assert EVENT_KINDS["chat"].clean({"text": "ạ" * 2000})


@given(st.lists(st.tuples(st.integers(0, 1600), st.integers(0, 900)), min_size=1, max_size=200))
def test_points_come_out_as_they_went_in(points):
    text = encode_points(points)
    assert decode_points(text) == points
    assert (
        EVENT_KINDS["stroke"].clean({**PLACE, "tool": "pen", "color": 0, "width": 1, "points": text})["points"] == text
    )


def test_the_example_of_the_protocol_holds():
    assert LINE == "yAFkBgMAGA"
    assert decode_points(LINE) == [(100, 50), (103, 48), (103, 60)]


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("", "bad_message"),
        ("A", "bad_message"),
        ("AA", "bad_message"),  # half a point
        ("yAFkBgMAGA==", "bad_message"),
        ("yAFkBgMA GA", "bad_message"),
        ("yAFkBgMAG+", "bad_message"),
        ("yAFkBgMAGB", "bad_message"),  # bits left over
        ("ạạạạ", "bad_message"),
        ("gAAA", "bad_message"),  # a zero in two bytes
        ("____", "bad_message"),  # a number of more than two bytes
        (encode_points([(1601, 0)]), "bad_message"),
        (encode_points([(0, 901)]), "bad_message"),
        (encode_points([(5, 5), (4, 5)] * 3 + [(0, 0), (-1, 0)]), "bad_message"),
        (encode_points([(0, 0)] * (MAX_POINTS + 1)), "too_long"),
        ("A" * 1_000_000, "too_long"),
        (["AAAA"], "bad_message"),
        (None, "bad_message"),
    ],
)
def test_points_that_are_none_or_too_many_are_refused(points, code):
    with pytest.raises(BadEvent) as refused:
        EVENT_KINDS["stroke"].clean({**PLACE, "tool": "pen", "color": 0, "width": 1, "points": points})
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("stroke", {**PLACE, "tool": "rect", "color": 6, "width": 1, "x": 0, "y": 0, "w": 1, "h": 1}),
        ("stroke", {**PLACE, "tool": "rect", "color": 0, "width": 5, "x": 0, "y": 0, "w": 1, "h": 1}),
        ("stroke", {**PLACE, "tool": "rect", "color": 0, "width": 1, "x": 1590, "y": 0, "w": 11, "h": 1}),
        ("stroke", {**PLACE, "tool": "rect", "color": 0, "width": 1, "x": 9, "y": 9, "w": -1, "h": 1}),
        ("stroke", {**PLACE, "tool": "line", "color": 0, "width": 1, "x": 9, "y": 9, "w": -10, "h": 1}),
        ("stroke", {**PLACE, "tool": "line", "color": 0, "width": 1, "x": 9, "y": 9, "w": 0, "h": 0}),
        ("stroke", {**PLACE, "tool": "laser", "color": 0, "width": 1, "points": LINE}),
        ("stroke", {**PLACE, "tool": "pen", "color": 0, "width": 1, "points": LINE, "text": "a"}),
        ("stroke", {**PLACE, "tool": "text", "color": 0, "x": 0, "y": 0, "text": "a", "size": 121}),
        ("stroke", {"deck": "group-07", "page": 1, "tool": "pen", "color": 0, "width": 1, "points": LINE}),
        ("slide", {"deck": "group-0", "page": 1}),
        ("slide", {"deck": DECK.upper(), "page": 1}),
        ("slide", {"deck": "blank", "page": 0}),
        ("slide", {"deck": "blank", "page": True}),
        ("slide", {"deck": "blank", "page": 1.0}),
        ("slide", {"deck": {"a": 1}, "page": 1}),
        ("deck", {"file": DECK, "name": "mine", "pages": 1, "bytes": 1}),
        ("poll_open", {"question": "a", "options": ["a"], "isQuiz": False, "seconds": None, "results": "after"}),
        ("poll_open", {"question": "a", "options": ["a"] * 7, "isQuiz": False, "seconds": None, "results": "after"}),
        ("poll_open", {"question": "a", "options": ["a", "b"], "isQuiz": 0, "seconds": None, "results": "after"}),
        ("poll_open", {"question": "a", "options": ["a", "b"], "isQuiz": False, "seconds": 4, "results": "after"}),
        ("poll_open", {"question": "a", "options": ["a", "b"], "isQuiz": False, "seconds": None, "results": None}),
        ("poll_close", {"poll": 1, "counts": [1000, 0]}),
        ("answer", {"question": 1, "text": "a", "shared": True, "asked": "b"}),
        ("groups_open", {"groups": [[2], [2]], "minutes": None}),
        ("groups_open", {"groups": [[]], "minutes": None}),
        ("groups_open", {"groups": [], "minutes": None}),
        ("groups_open", {"groups": [[1]] * 51, "minutes": None}),
        ("groups_open", {"groups": [list(range(1, 900)), list(range(900, 1800))], "minutes": None}),
        ("erase", {**PLACE, "items": list(range(1, 52))}),
        ("erase", {**PLACE, "items": []}),
        ("timer", {"seconds": 7201, "label": ""}),
        ("reaction", {"mark": "heart"}),
        ("pen", {"person": 0, "on": True}),
        ("floor", {"person": 65_536, "on": True}),
        ("floor", {"person": 3, "on": "yes"}),
        ("pointer", {"x": 1}),
        ("pointer", {"x": 1601, "y": 0}),
        ("hands_down", {"person": 3}),
    ],
)
def test_what_is_out_of_bounds_is_refused(kind, data):
    with pytest.raises(BadEvent):
        EVENT_KINDS[kind].clean(data)
