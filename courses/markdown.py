"""CommonMark of lessons to HTML that is safe in the page (pure).

Raw HTML is shown as text. Pictures by address are left out: they would cost data unannounced and tell other hosts who
reads. Links carry no referrer and no way back to this window.
"""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_LINK_REL = "noopener noreferrer nofollow"
_DEEPEST_HEADING = 6


def _is_local(address: str) -> bool:
    return address.startswith(("/", "#")) and not address.startswith("//")


def _tame(state) -> None:
    """Headings start below the page's own, links to elsewhere get ``rel``, nothing carries ``style``."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, _DEEPEST_HEADING)}"
        token.attrs.pop("style", None)
        for child in token.children or []:
            if child.type == "link_open" and not _is_local(str(child.attrs.get("href", ""))):
                child.attrs["rel"] = _LINK_REL


def _empty_corners(state) -> None:
    """The empty corner of a table is a cell: a header without words tells a screen reader nothing."""
    for token, content, end in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if token.type == "th_open" and not content.content:
            token.tag = end.tag = "td"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
    parser.core.ruler.push("tame", _tame)
    parser.core.ruler.push("empty_corners", _empty_corners)
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll" tabindex="0"><table class="tbl">\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


_PARSER = _parser()


def render_markdown(text: str) -> SafeString:
    """Return the HTML of a CommonMark text with tables."""
    return mark_safe(_PARSER.render(text))  # noqa: S308 - the parser escapes all HTML in the text
