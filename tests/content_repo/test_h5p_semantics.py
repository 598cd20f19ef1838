"""Parameters made safe by semantics, field by field, and with whatever hypothesis can think of."""

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_repo.packages.h5p.semantics import sanitise
from content_repo.packages.h5p.text import words_of
from tests.corpus import HOSTILE, REASON
from tests.factories.h5p import QUIZ_SEMANTICS, quiz_params

MEMBERS = {"h5p.json", "content/content.json", "content/images/a.png", 'content/images/a"b.png', "content/a.mp4"}
SUB = "LopGan.Text 1.0"
FIELDS = [
    {"name": "plain", "type": "text", "maxLength": 20},
    {"name": "rich", "type": "text", "widget": "html", "tags": ["strong", "a", "table"], "font": {"color": True}},
    {"name": "short", "type": "text", "tags": ["strong"], "maxLength": 30},
    {"name": "linkUrl", "type": "text"},
    {"name": "number", "type": "number", "min": 1, "max": 10, "default": 5},
    {"name": "maybe", "type": "number", "optional": True, "decimals": 1},
    {"name": "flag", "type": "boolean"},
    {"name": "pick", "type": "select", "default": "b", "options": [{"value": "a"}, {"value": "b"}]},
    {
        "name": "picks",
        "type": "select",
        "multiple": True,
        "options": [{"type": "optgroup", "options": [{"value": "a"}]}, {"value": 2}],
    },
    {"name": "free", "type": "select"},
    {"name": "list", "type": "list", "max": 3, "field": {"name": "one", "type": "text"}},
    {"name": "single", "type": "group", "fields": [{"name": "only", "type": "text"}]},
    {"name": "group", "type": "group", "fields": [{"name": "a", "type": "text"}, {"name": "b", "type": "boolean"}]},
    {
        "name": "owned",
        "type": "group",
        "isSubContent": True,
        "fields": [{"name": "a", "type": "text"}],
    },
    {"name": "sub", "type": "library", "options": [SUB, "LopGan.Gone 1.0"]},
    {"name": "image", "type": "image"},
    {"name": "film", "type": "video", "extraAttributes": ["metadata"]},
    {"name": "file", "type": "file"},
    {"name": "strange", "type": "hologram"},
]
SEMANTICS = {"Main 1.0": FIELDS, SUB: [{"name": "text", "type": "text", "tags": ["p"]}, FIELDS[14]]}


def clean(params: object, key: str | None = None):
    safe, _changes = sanitise(params, "Main 1.0", SEMANTICS.get, MEMBERS)
    return safe.get(key) if key else safe


def rules(params: object) -> list[str]:
    return [problem.rule for problem in sanitise(params, "Main 1.0", SEMANTICS.get, MEMBERS)[1]]


CASES = [
    ("plain", "<b>1 & 2</b>", "&lt;b&gt;1 &amp; 2"),  # cut, but not inside an entity
    ("plain", "&lt;b&gt; &amp; &#39;", "&lt;b&gt; &amp; "),
    ("plain", 5, "5"),
    ("plain", ["x"], ""),
    ("plain", None, None),
    ("rich", '<p>a<script>alert(1)</script><strong onclick="x()">b</strong></p>', "<p>a<strong>b</strong></p>"),
    ("rich", "<img src=x onerror=alert(1)>x", "x"),
    ("rich", "1 < 2 & 3", "1 &lt; 2 &amp; 3"),
    ("rich", '<span style="color:#f00;position:fixed">x</span>', '<span style="color:#f00;">x</span>'),
    ("rich", '<p style="background:url(//x)">x</p>', "<p>x</p>"),
    ("rich", '<p style="text-align:center; font-size: 2em">x</p>', '<p style="text-align:center;">x</p>'),
    ("rich", '<td style="width:50%">x</td>', "x"),
    (
        "rich",
        '<table border="1"><tr><td style="width:50%" colspan="2">x</td></tr></table>',
        '<table border="1"><tbody><tr><td style="width:50%;" colspan="2">x</td></tr></tbody></table>',
    ),
    ("rich", '<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
    (
        "rich",
        '<a href="https://a.vn" target="_blank">x</a>',
        '<a href="https://a.vn" target="_blank" rel="noopener noreferrer">x</a>',
    ),
    ("rich", "<iframe src=//x></iframe><svg><a xlink:href=javascript:x>y</a></svg>", ""),
    ("short", "<strong>aaaaaaaaaa</strong>bbbbbbbbbb", "<strong>aaaaaaaaaa</strong>bbb"),
    ("linkUrl", " java\nscript:alert(1)", ""),
    ("linkUrl", "https://a.vn/?a=1&b=2", "https://a.vn/?a=1&amp;b=2"),
    ("number", 50, 10),
    ("number", "7", "7"),
    ("number", "nhiều", 5),
    ("number", -3.5, 1),
    ("maybe", "", None),
    ("maybe", 1.26, 1.3),
    ("flag", "true", True),
    ("flag", {"x": 1}, False),
    ("pick", "a", "a"),
    ("pick", "<x>", "b"),
    ("pick", ["a"], "a"),
    ("picks", ["a", "2", 2, "z"], ["a", "2", 2]),
    ("free", '"><b>', "&quot;&gt;&lt;b&gt;"),
    ("list", ["a", None, "<b>", "c", "d"], ["a", "&lt;b&gt;"]),
    ("list", {"0": "a"}, None),
    ("single", "<b>", "&lt;b&gt;"),
    ("single", {"only": "<b>"}, "&lt;b&gt;"),
    ("group", {"a": "x", "b": True, "c": 1, "__proto__": {}}, {"a": "x", "b": True}),
    ("group", "x", None),
    ("owned", {"a": "x", "subContentId": "<b>"}, {"a": "x"}),
    ("strange", "x", None),
    ("image", {"path": "images/a.png", "mime": "image/png", "x": 1}, {"path": "images/a.png", "mime": "image/png"}),
    ("image", {"path": "../../7/images/a.png#tmp"}, {"path": "images/a.png"}),
    ("image", {"path": 'images/a"b.png'}, {"path": "images/a%22b.png"}),
    ("image", {"path": "images/none.png"}, None),
    ("image", {"path": "../h5p.json"}, None),
    ("image", {"path": "https://a.vn/x.png"}, None),
    ("image", "images/a.png", None),
    ("image", {"path": "images/a.png", "mime": '"><b>', "width": "12px"}, {"path": "images/a.png"}),
    ("film", [{"path": "https://a.vn/x"}, {"path": "a.mp4"}], [{"path": "https://a.vn/x"}, {"path": "a.mp4"}]),
    ("film", [{"path": "javascript:alert(1)"}], []),
    (
        "film",
        [{"path": "a.mp4", "metadata": {"qualityName": "<b>"}, "quality": {"level": "1", "label": "'"}}],
        [{"path": "a.mp4", "metadata": {"qualityName": "&lt;b&gt;"}, "quality": {"level": 1, "label": "&#039;"}}],
    ),
]


@pytest.mark.parametrize(("key", "value", "expected"), CASES)
def test_a_value_is_made_safe_by_its_field(key, value, expected):
    cleaned = clean({key: value}, key)

    if key == "single" and isinstance(value, dict):
        cleaned = cleaned["only"] if isinstance(cleaned, dict) else cleaned
    assert cleaned == expected


def test_what_no_field_names_is_dropped_and_told():
    assert clean({"unknown": 1, "flag": True}) == {"flag": True}
    assert rules({"unknown": 1, "flag": True}) == ["h5p_unknown_field"]


def test_a_sub_content_keeps_what_players_need():
    sub = {
        "library": SUB,
        "params": {"text": "<p>x</p><script>1</script>", "more": 1},
        "subContentId": "0b5b8d4e-7b1f-4a51-9d33-2a2f6a1f8a11",
        "metadata": {
            "title": "<i>",
            "license": "CC BY",
            "source": "javascript:1",
            "authors": [{"name": "Lan"}],
            "x": 1,
        },
        "onload": "alert(1)",
    }

    assert clean({"sub": sub}, "sub") == {
        "library": SUB,
        "params": {"text": "<p>x</p>"},
        "subContentId": "0b5b8d4e-7b1f-4a51-9d33-2a2f6a1f8a11",
        "metadata": {"title": "&lt;i&gt;", "license": "CC BY", "authors": [{"name": "Lan", "role": "Author"}]},
    }


@pytest.mark.parametrize("name", ["LopGan.Evil 1.0", "LopGan.Text 1.1", "LopGan.Gone 1.0", "nonsense", ["x"], 5])
def test_a_sub_content_of_a_library_that_may_not_stand_there_is_dropped(name):
    assert clean({"sub": {"library": name, "params": {}}}) == {}
    assert rules({"sub": {"library": name, "params": {}}}) == ["h5p_library_not_allowed"]


def test_sub_contents_nested_without_end_are_cut():
    value: dict = {}
    for _level in range(300):
        value = {"sub": {"library": SUB, "params": value}}

    assert "h5p_too_deep" in rules(value)


def test_a_main_library_without_semantics_leaves_nothing():
    safe, changes = sanitise(quiz_params(), "Other 1.0", SEMANTICS.get, MEMBERS)

    assert safe == {} and changes[0].rule == "h5p_no_semantics"


def test_changes_are_told_with_their_place_as_warnings():
    (change,) = sanitise(
        {"list": ["a"], "rich": "<b onclick=x>a</b><script>1</script>"}, "Main 1.0", SEMANTICS.get, set()
    )[1]

    assert change.rule == "h5p_markup" and change.path == "content/content.json#/rich" and change.is_warning


def test_what_is_only_written_otherwise_is_not_told_of():
    assert rules({"rich": "<p>a&nbsp;b<br />“c” &quot;d&quot;</p>\n"}) == []


def test_text_nested_as_no_author_nests_becomes_plain_words():
    assert clean({"rich": "<div>" * 20_000 + "x"}, "rich") == "x"
    long = clean({"rich": "<p>" + "a &amp;amp;lt; b " * 20_000}, "rich")
    assert "<" not in long and clean({"rich": long}, "rich") == long


def test_words_are_those_of_the_author():
    params = quiz_params(right="Giỏi quá", behaviour={"layout": "grid"})
    words = words_of(params, "LopGan.Quiz 1.0", {"LopGan.Quiz 1.0": QUIZ_SEMANTICS}.get)

    assert words.split("\n") == ["Hai cộng hai bằng mấy?", "Ba", "Bốn"]


def test_words_of_sub_contents_are_found():
    params = {
        "sub": {"library": SUB, "params": {"text": "<p>Con*trâu*</p><p>cái cày</p>"}, "metadata": {"title": "Vè"}}
    }

    assert words_of(params, "Main 1.0", SEMANTICS.get).split("\n") == ["Vè", "Con trâu cái cày"]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason=REASON)
def test_attacks_in_html_leave_nothing_that_runs():
    for path in sorted((HOSTILE / "html").iterdir()):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert_harmless(clean({"rich": text, "plain": text, "linkUrl": text}))


PIECES = st.sampled_from(
    [
        *("<", ">", '"', "'", "&", "`", "=", "/", " ", "\n", "<!--", "-->", "<![CDATA[", "]]>", "&#x3c;", "&lt;"),
        *("<script>", "</script>", "<style>", "</style>", "<svg>", "<math>", "<mtext>", "<mglyph>", "<noscript>"),
        *("<img src=x onerror=alert(1)>", "<a href=", "javascript:", " onclick=", "alert(1)", "<p style=", "<table>"),
        *("<td>", "<strong>", "</strong>", "<template>", "<title>", "<textarea>", "<select>", "<p>", "</p>", "<form>"),
        *("&#106;", "\x00", "đ"),
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30)
NAMES = st.sampled_from([field["name"] for field in FIELDS] + ["library", "params", "path", "text", "metadata", "x"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | TEXTS, inner, max_size=4)
        | st.builds(lambda params: {"library": SUB, "params": params, "metadata": params}, inner)
        | st.builds(lambda mime: {"path": "images/a.png", "mime": mime, "copyright": mime}, inner)
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(NAMES, VALUES, max_size=6))
def test_making_safe_what_is_safe_changes_nothing_and_leaves_nothing_that_runs(params):
    safe = clean(params)

    assert clean(safe) == safe
    assert_harmless(safe)
    json.dumps(safe, allow_nan=False).encode()


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_html_of_any_shape_is_settled_by_one_cleaning(text):
    safe = clean({"rich": text, "short": text, "plain": text})

    assert clean(safe) == safe
    assert len(safe["short"]) <= 30 and len(safe["plain"]) <= 20
    assert_harmless(safe)


@settings(max_examples=200, deadline=None)
@given(
    VALUES, st.lists(st.dictionaries(st.sampled_from(["name", "type", "fields", "field", "options", "tags"]), VALUES))
)
def test_semantics_of_any_shape_raise_nothing(params, semantics):
    fields = [*semantics, {"name": "x", "type": "list", "field": {"name": "y", "type": "group", "fields": semantics}}]

    safe, _changes = sanitise({"x": params, "rich": params}, "M 1.0", {"M 1.0": fields}.get, MEMBERS)
    assert isinstance(words_of(safe, "M 1.0", {"M 1.0": fields}.get), str)


ALLOWED = {"div", "span", "p", "br", "strong", "a", "table", "tr", "td", "th", "colgroup", "col", "thead", "tbody"}
ALLOWED |= {"tfoot", "figure", "figcaption", "caption"}


class _Harmless(HTMLParser):
    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("srcset", "formaction", "srcdoc", "id", "name"), name
            if name in ("href", "src"):
                assert not re.match(r"[\s\x00-\x20]*(javascript|data|vbscript):", value or "", re.IGNORECASE)
            if name == "style":
                assert "url" not in value and "position" not in value and "expression" not in value

    def handle_comment(self, data):
        raise AssertionError(data)


def assert_harmless(value: object, key: str = "") -> None:
    if isinstance(value, dict):
        for name, one in value.items():
            assert_harmless(one, name)
    elif isinstance(value, list):
        for one in value:
            assert_harmless(one, key)
    elif isinstance(value, str):
        parser = _Harmless()
        parser.feed(value)
        parser.close()
        if key not in ("rich", "short", "text"):
            assert "<" not in value and '"' not in value and "'" not in value
