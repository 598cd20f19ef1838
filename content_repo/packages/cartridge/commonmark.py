"""HTML that was cleaned to the CommonMark of lessons."""

import re

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

_AT_START = re.compile(r"^(\s*)([#>+=-]+)(?=\s|$)")
_LIST_AT_START = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_ENTITY = re.compile(r"&(?=#?\w{1,31};)")
_EDGE_OF_WORD = re.compile(r"(?<!\w)_|_(?!\w)")
_EMPTY_LINES = re.compile(r"\n[ \t]*(\n[ \t]*)+\n")


class _Converter(MarkdownConverter):
    """Escapes what would be read as a mark, and no more: teachers go on writing in this text."""

    def escape(self, text: str, parent_tags) -> str:
        """Escape the words of one text node."""
        text = text.replace("\\", "\\\\").replace("`", "\\`").replace("*", "\\*").replace("[", "\\[")
        if "a" in parent_tags:
            text = text.replace("]", "\\]")  # would end the words of the link
        text = _EDGE_OF_WORD.sub(r"\\_", text)
        text = _ENTITY.sub("&amp;", text)
        text = _AT_START.sub(r"\1\\\2", text)
        text = _LIST_AT_START.sub(r"\1\\\2", text)
        return text.replace("|", "\\|") if {"td", "th"} & set(parent_tags) else text


def commonmark(html: str) -> str:
    """Return the text of cleaned HTML."""
    soup = BeautifulSoup(f"<div>{html}</div>", "lxml")
    converter = _Converter(
        heading_style="atx", bullets="-", table_infer_header=True, escape_misc=False, autolinks=False, strip=["img"]
    )
    text = converter.convert_soup(soup)
    lines = (line.rstrip() if not line.endswith("  ") else f"{line.rstrip()}  " for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
