"""From the HTML that packages put into questions to plain words."""

from html.parser import HTMLParser

_BREAKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4"}
_SILENT = {"script", "style"}


class _Words(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in _SILENT and self._silent:
            self._silent -= 1
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self._silent:
            self.parts.append(data)


def plain_words(text: str, most: int) -> str:
    """Return the words of HTML or plain text on their lines, cut to ``most`` characters."""
    # What is read is bounded before it is parsed: a stranger wrote it.
    reader = _Words()
    reader.feed(text[: most * 8])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    whole = "\n".join(line for line in lines if line)
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"
