"""Sets text: paragraphs into lines, lines into a box, smaller where the letters here run longer than those meant."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from PIL import ImageDraw

from media.slides.fonts import drawable, pieces, size_factor, width_of
from media.slides.styles import Cascade, ParagraphLook, RunLook
from media.slides.xml import EMU_PER_POINT, child, local

LINE_HEIGHT = 1.2
_ASCENT = 0.95
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.72, 0.65, 0.58, 0.5)
_LARGEST = 1_000  # pixels of a letter
_MOST_CHARS = 6_000  # on one slide's text body
_WORDS = re.compile(r"\s+|\S+")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@dataclass
class Span:
    """A stretch of one look in a line."""

    text: str
    look: RunLook
    width: float = 0


@dataclass
class Line:
    """A line that was set: where it starts, how high it is."""

    spans: list[Span] = field(default_factory=list)
    left: float = 0
    width: float = 0
    height: float = 0
    before: float = 0
    after: float = 0
    align: str = "l"
    mark: Span | None = None
    mark_left: float = 0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as read: its look, its mark, its runs (a line break is a run of a newline)."""

    look: ParagraphLook
    mark: str
    runs: list[tuple[str, RunLook]]


def read_paragraphs(body, cascade: Cascade) -> list[Paragraph]:
    """Return the paragraphs of a text body."""
    found, left = [], _MOST_CHARS
    counts: Counter[int] = Counter()
    for element in body if body is not None else ():
        if local(element) != "p" or left <= 0:
            continue
        properties = child(element, "pPr")
        look, level = cascade.paragraph(properties)
        runs = []
        for text, run_properties in _runs(element):
            runs.append((drawable(text[:left]), cascade.run(run_properties, properties, level)))
            left -= len(text)
        if not runs:
            runs = [("", cascade.run(child(element, "endParaRPr"), properties, level))]
        found.append(Paragraph(look, _mark(look, level, counts, runs), runs))
    return found


def _runs(paragraph) -> Iterator[tuple[str, object]]:
    for element in paragraph:
        name = local(element)
        if name in ("r", "fld"):
            text = child(element, "t")
            yield (text.text or "" if text is not None else ""), child(element, "rPr")
        elif name == "br":
            yield "\n", child(element, "rPr")
        elif name in ("m", "AlternateContent", "oMath", "oMathPara"):
            yield "".join(part.text or "" for part in _formula(element)), None


def _formula(element) -> Iterator:
    """Give the letters of a formula once: of what newer programs show, not of the picture for older ones."""
    chosen = child(element, "Choice") if local(element) == "AlternateContent" else element
    return chosen.iter("{*}t") if chosen is not None else iter(())


def _mark(look: ParagraphLook, level: int, counts: Counter, runs: list) -> str:
    if not any(text.strip() for text, _look in runs):
        return ""
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]
    if not look.numbering:
        del counts[level]
        return drawable(look.bullet)[:2]
    counts[level] += 1
    return _numbered(look.numbering, counts[level])


def _numbered(kind: str, count: int) -> str:
    sign = str(count)
    if kind.startswith("alpha"):
        sign = chr(ord("a") + (count - 1) % 26)
    elif kind.startswith("roman"):
        sign = _ROMAN[(count - 1) % len(_ROMAN)]
    sign = sign.upper() if "Uc" in kind else sign
    if kind.endswith("ParenBoth"):
        return f"({sign})"
    return f"{sign})" if kind.endswith("ParenR") else sign if kind.endswith("Plain") else f"{sign}."


class Setting:
    """Text set for a width; ``unit`` is pixels an EMU."""

    def __init__(self, paragraphs: list[Paragraph], width: float, unit: float, *, wraps: bool = True):
        self._paragraphs, self._width, self._unit, self._wraps = paragraphs, width, unit, wraps
        self.scale = 1.0
        self.lines: list[Line] = []

    @property
    def height(self) -> float:
        """Height of all lines."""
        return sum(line.before + line.height + line.after for line in self.lines)

    def fit(self, height: float, *, largest: float = 1.0, smallest: float = 0.5) -> "Setting":
        """Set the lines in the largest letters that fit into a height."""
        for scale in _SCALES:
            self.scale = largest * scale
            self.lines = [line for paragraph in self._paragraphs for line in self._set(paragraph)]
            if self.height <= height * 1.02 or self.scale <= smallest:
                break
        if self.lines:
            self.lines[0].before = 0
        return self

    def pixels(self, look: RunLook) -> int:
        """Return the size of letters in pixels."""
        size = look.size * (0.66 if look.baseline else 1)
        return min(_LARGEST, round(size * EMU_PER_POINT * self._unit * self.scale * size_factor(look.family)))

    def measure(self, text: str, look: RunLook) -> float:
        """Return the width of text in pixels."""
        return width_of(text, self.pixels(look), bold=look.bold, italic=look.italic)

    def _set(self, paragraph: Paragraph) -> Iterator[Line]:
        look = paragraph.look
        margin, indent = look.margin * self._unit * self.scale, look.indent * self._unit * self.scale
        room = max(self._width - margin, 8.0)
        lines = list(self._broken(paragraph.runs, room, max(0.0, indent) if not paragraph.mark else 0.0))
        for index, line in enumerate(lines):
            line.left, line.align = margin, look.align
            tallest = max((self.pixels(span.look) for span in line.spans), default=10)
            line.height = self._spaced(look.line, tallest)
            if index == 0:
                line.before = self._spaced(look.before, tallest) if look.before else 0
                if paragraph.mark:
                    first = paragraph.runs[0][1]
                    line.mark = Span(paragraph.mark, replace(first, color=look.bullet_color or first.color))
                    line.mark_left = max(0.0, margin + indent)
                elif indent > 0:
                    line.left += indent
            if index == len(lines) - 1 and look.after:
                line.after = self._spaced(look.after, tallest)
            yield line

    def _spaced(self, spacing: float, tallest: float) -> float:
        if spacing < 0:
            return -spacing * EMU_PER_POINT * self._unit * self.scale
        return spacing * tallest * LINE_HEIGHT

    def _broken(self, runs: list, room: float, first_indent: float) -> Iterator[Line]:
        line, used = Line(), first_indent
        for text, look in runs:
            for word in _WORDS.findall(text) or [""]:
                if "\n" in word:
                    line.spans.append(Span("", look))
                    yield _closed(line)
                    line, used = Line(), 0.0
                    continue
                for piece in self._fitting(word, look, room):
                    width = self.measure(piece, look)
                    if self._wraps and used + width > room and used > first_indent and not piece.isspace():
                        yield _closed(line)
                        line, used = Line(), 0.0
                    if piece.isspace() and not line.spans and piece:
                        continue
                    line.spans.append(Span(piece, look, width))
                    used += width
        yield _closed(line)

    def _fitting(self, word: str, look: RunLook, room: float) -> list[str]:
        """Break a word only where it is longer than a whole line."""
        if not self._wraps or len(word) < 12 or self.measure(word, look) <= room:
            return [word.replace("\t", "    ")]
        size = max(1, int(len(word) * room / max(self.measure(word, look), 1)))
        return [word[start : start + size] for start in range(0, len(word), size)]


def _closed(line: Line) -> Line:
    while line.spans and line.spans[-1].text.isspace():
        line.spans.pop()
    line.width = sum(span.width for span in line.spans)
    return line


def draw_text(draw: ImageDraw.ImageDraw, setting: Setting, left: float, top: float, width: float) -> None:
    """Draw what was set, from a corner on."""
    y = top
    for line in setting.lines:
        y += line.before
        room = width - line.left
        shift = {"ctr": (room - line.width) / 2, "r": room - line.width}.get(line.align, 0.0)
        x = left + line.left + shift
        tallest = max((setting.pixels(span.look) for span in line.spans), default=10)
        base = y + (line.height - tallest * LINE_HEIGHT) / 2 + tallest * _ASCENT
        if line.mark:
            mark_left = (
                left + line.mark_left if not shift else x - setting.measure(f"{line.mark.text} ", line.mark.look)
            )
            _draw_span(draw, setting, line.mark, mark_left, base)
        for span in line.spans:
            _draw_span(draw, setting, span, x, base)
            x += span.width
        y += line.height + line.after


def _draw_span(draw: ImageDraw.ImageDraw, setting: Setting, span: Span, x: float, base: float) -> None:
    look, size = span.look, setting.pixels(span.look)
    base -= look.baseline * size
    start = x
    for text, face in pieces(span.text, size, bold=look.bold, italic=look.italic):
        draw.text((x, base), text, font=face, fill=look.color.rgba, anchor="ls")
        x += face.getlength(text)
    thickness = max(1, size // 14)
    for is_wanted, y in ((look.underline, base + size * 0.12), (look.strike, base - size * 0.28)):
        if is_wanted and x > start:
            draw.line((start, y, x, y), fill=look.color.rgba, width=thickness)
