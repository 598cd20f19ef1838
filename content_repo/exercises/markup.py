"""Between the plain words of a form and the HTML of parameters."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

_BREAKING = {"p", "div", "br", "li", "ul", "ol", "h2", "h3", "pre", "hr", "tr"}
_SPACES = re.compile(r"[^\S\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\u2028-\u2029\u202a-\u202e\u2066-\u2069]")


class _Words(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in _BREAKING:
            self.parts.append("\n")

    def handle_data(self, data):
        self.parts.append(_SPACES.sub(" ", data.replace("\n", " ")))


def tidy(text: str, *, lines: bool = True) -> str:
    """Return typed words without control characters, empty lines and spaces at the ends."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = [line for part in text.split("\n") if (line := _SPACES.sub(" ", part).strip())]
    return "\n".join(kept) if lines else " ".join(kept)


def plain(value: object) -> str:
    """Return the words of HTML, a line a block; also of plain text that is escaped."""
    if not isinstance(value, str):
        return ""
    parser = _Words()
    parser.feed(value)
    parser.close()
    return tidy("".join(parser.parts))


def unescaped(value: object) -> str:
    """Return the words of a field that holds no tags."""
    return tidy(html.unescape(value)) if isinstance(value, str) else ""


def escaped(text: str) -> str:
    """Return words for a field without tags: lines stay lines."""
    return html.escape(text)


def inline(text: str) -> str:
    """Return HTML of one line."""
    return html.escape(" ".join(text.split("\n")))


def paragraphs(text: str) -> str:
    """Return HTML with a paragraph a line."""
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line)


def rewritten(before: object, text: str, write: Callable[[str], str], read: Callable[[object], str] = plain) -> str:
    """Return what was there before while its words are the same, so that its bold and italics stay; else new HTML."""
    if isinstance(before, str) and before and read(before) == text:
        return before
    return write(text) if text else ""
