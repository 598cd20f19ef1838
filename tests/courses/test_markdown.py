"""Text of lessons: CommonMark in, safe HTML out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from courses.markdown import render_markdown
from tests.corpus import HOSTILE

CORPUS = HOSTILE / "html"
TAGS = "p h2 h3 h4 h5 h6 ul ol li em strong code pre blockquote br hr a div table thead tbody tr th td"
CLASS = {"class"}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "ol": {"start"},
    "div": {"class", "tabindex"},
    "table": CLASS,
    "code": CLASS,
}
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) [b](JAVASCRIPT:alert(1)) [c](java\tscript:alert(1)) [d](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=) [b](vbscript:x) [c](file:///etc/passwd)",
    "<javascript:alert(1)>",
    '[a](https://x.vn "\\" onmouseover=alert(1) ")',
    "![x](https://evil.example/pixel.png)",
    "<form action=https://evil.example/><input name=password></form>",
    "<style>*{display:none}</style><div style='position:fixed'>",
    "|a|\n|:-:|\n|<b onclick=x>|",
    "```html onload=alert(1)\n<x>\n```",
]


def assert_safe(text):
    tree = html.fragment_fromstring(render_markdown(text), create_parent="div")
    for element in list(tree.iter())[1:]:
        assert element.tag in TAGS.split(), element.tag
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()), element.attrib
        address = re.sub(r"[\s\x00-\x20]", "", element.get("href", "")).lower()
        assert not address.startswith(("javascript:", "data:", "vbscript:", "file:"))


@pytest.mark.parametrize("text", ATTACKS)
def test_attacks_come_out_as_text(text):
    assert_safe(text)


@given(
    st.lists(st.sampled_from([*ATTACKS, "<", ">", '"', "'", "`", "*", "#", "\n", "[", "](", ")", "|", "a"]), max_size=8)
)
def test_no_mixture_of_attacks_gets_through(parts):
    assert_safe("".join(parts))


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.glob("*.html")) or [None])
def test_files_of_attacks_come_out_as_text(name):
    if name is None:
        pytest.skip("the corpus of attacks is not here")
    assert_safe((CORPUS / name).read_text())


def test_deep_nesting_ends():
    for text in ("<div>" * 20_000, "> " * 5000 + "a", "- " * 2000 + "a", "[" * 5000, "*" * 5000 + "a"):
        assert_safe(text)


def test_links_to_elsewhere_carry_no_referrer_and_local_ones_stay_plain():
    assert 'rel="noopener noreferrer nofollow"' in render_markdown("[a](https://moet.gov.vn)")
    assert 'rel="noopener noreferrer nofollow"' in render_markdown("[a](//moet.gov.vn)")
    assert "rel=" not in render_markdown("[a](/kho/)")


def test_headings_stay_below_the_title_of_the_page():
    assert render_markdown("# Một\n\n###### Sáu") == "<h2>Một</h2>\n<h6>Sáu</h6>\n"


def test_tables_scroll_in_their_own_box():
    assert render_markdown("|a|\n|:-:|\n|1|").startswith('<div class="scroll" tabindex="0"><table class="tbl">')


def test_the_empty_corner_of_a_table_is_no_header():
    table = render_markdown("| | Nhân sơ |\n|---|---|\n| Nhân | chưa có |")
    assert "<td></td>" in table
    assert table.count("<th>") == 1
