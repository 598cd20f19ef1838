"""Text of parameters made safe: plain text escaped, HTML held to the tags and styles that a field allows."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import nh3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What a field may allow at all; semantics are written by those who write libraries.
KNOWN_TAGS = _words(
    "a abbr address b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub summary sup "
    "table tbody td tfoot th thead tr tt u ul var"
)
_ALWAYS = frozenset({"div", "span", "p", "br"})
_WITH = {
    "table": _words("tr td th colgroup col thead tbody tfoot figure figcaption caption"),
    "b": frozenset({"strong"}),
    "i": frozenset({"em"}),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "del": frozenset({"s"}),
    "strike": frozenset({"s"}),
    "dl": frozenset({"dt", "dd"}),
    "details": frozenset({"summary"}),
}
_ANYWHERE = frozenset({"class", "dir", "lang", "title"})
_ATTRIBUTES = {
    "a": frozenset({"href", "target", "hreflang"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan", "headers", "align", "valign", "width", "height"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "abbr", "align", "valign", "width", "height"}),
    "col": frozenset({"span", "width"}),
    "colgroup": frozenset({"span", "width"}),
    "table": frozenset({"border", "cellpadding", "cellspacing", "align", "width", "summary"}),
}
_STYLED = _words("span p div h1 h2 h3 h4 h5 h6 table col figure td th tr li")
_SCHEMES = {"http", "https", "mailto"}
_TARGETS = frozenset({"_blank", "_self", "_top", "_parent"})

_LENGTH = r"[0-9.]{1,8}(?:em|rem|px|pt|%)?"
_COLOUR = r"(?:#[0-9a-f]{3,8}|rgba?\([0-9, .%]{1,40}\)|hsla?\([0-9, .%]{1,40}\)|[a-z]{3,20})"
_LINE = "none|solid|dotted|dashed|double|groove|ridge|inset|outset"
_FONT = {
    "size": {"font-size": rf"{_LENGTH}|(?:x{{1,2}}-)?(?:small|large)|medium|smaller|larger"},
    "family": {"font-family": r"[-\w,' ]{1,200}"},
    "color": {"color": _COLOUR},
    "background": {"background-color": _COLOUR},
    "spacing": {"letter-spacing": _LENGTH},
    "height": {"line-height": _LENGTH},
}
_TABLE = {
    "border": rf"{_LENGTH} +(?:{_LINE})(?: +{_COLOUR})?",
    "border-style": _LINE,
    "border-width": _LENGTH,
    "border-color": _COLOUR,
    "border-collapse": "collapse",
    "vertical-align": "middle|top|bottom",
    "padding": _LENGTH,
    "width": _LENGTH,
    "height": _LENGTH,
    "float": "right|left|none",
    "background-color": _COLOUR,
}
_ALIGN = {"text-align": "center|left|right|justify"}

_BARE = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_HALF_ENTITY = re.compile(r"&[#\w]{0,32}$")
_MARKED = re.compile(r"[<&>]")
_BREAKS = re.compile(r"<(?=/?(?:p|div|br|li|h[1-6]|td|th|tr|dd|dt|ul|ol|table|blockquote|pre|hr)\b)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_TAG_START = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_VOID = _words("br hr img col input wbr p li td th tr dd dt")  # or closed by the next of their kind
MAX_HTML_CHARS = 200_000
MAX_DEPTH = 200


def escaped(text: str) -> str:
    """Return plain text as H5P's core escapes it: what is an entity already stays one."""
    text = _BARE.sub("&amp;", text)
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#039;")


def escaped_within(text: str, max_chars: int | None) -> str:
    """Return plain text escaped and cut to a length, never in the middle of an entity."""
    text = escaped(text)
    if max_chars is None or len(text) <= max_chars:
        return text
    return _HALF_ENTITY.sub("", text[: max(max_chars, 0)])


def safe_html(text: str, tags: Iterable[object], font: object, max_chars: int | None = None) -> str:
    """Return HTML with the tags and styles of a field; ``font`` is the line of that name in its semantics."""
    if not _MARKED.search(text):
        return text if max_chars is None else text[: max(max_chars, 0)]
    if _is_heavy(text):
        return escaped_within(_bare(text), max_chars)
    cleaner = _cleaner(_allowed_tags(tags), _allowed_styles(tags, font))
    cleaned = _settled(cleaner, text)
    budget = len(cleaned) if max_chars is None else max_chars
    while max_chars is not None and len(cleaned) > max_chars:
        over = cleaned[: max(budget, 0)]
        cleaned = _settled(cleaner, _HALF_ENTITY.sub("", over)) if over else ""
        budget -= max(len(cleaned) - max_chars, 1)
    return cleaned


def _settled(cleaner: Callable[[str], str], text: str) -> str:
    """Clean until nothing changes: what a browser would read differently the second time is no safe markup."""
    for _round in range(4):
        cleaned = cleaner(text)
        if cleaned == text:
            return cleaned
        text = cleaned
    return text if cleaner(text) == text else escaped(_bare(text))


def _bare(text: str) -> str:
    """Return HTML without its tags, entities kept."""
    return " ".join(_TAG.sub("", text).split())


def plain(text: str) -> str:
    """Return the words of HTML, with a space where a block or a line ends."""
    spaced = _BREAKS.sub(" <", text)
    if _is_heavy(spaced):
        bare = _TAG.sub("", spaced)
    else:
        bare = nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}) if "<" in spaced else spaced
    return " ".join(html.unescape(bare).split())


def _is_heavy(text: str) -> bool:
    """Whether parsing would take long: too much, or nested as no author nests."""
    if len(text) > MAX_HTML_CHARS:
        return True
    if text.count("<") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _TAG_START.finditer(text):
        if match[2].lower() not in _VOID:
            depth += -1 if match[1] else 1
        if depth > MAX_DEPTH:
            return True
    return False


def _allowed_tags(tags: Iterable[object]) -> frozenset[str]:
    named = {tag.lower() for tag in tags if isinstance(tag, str)}
    more = (_WITH[tag] for tag in named if tag in _WITH)
    return frozenset(_ALWAYS.union(named, *more) & KNOWN_TAGS)


def _allowed_styles(tags: Iterable[object], font: object) -> tuple[tuple[str, str], ...]:
    allowed = dict(_ALIGN)
    if isinstance(font, Mapping):
        for name, styles in _FONT.items():
            if font.get(name):
                allowed |= styles
    if any(isinstance(tag, str) and tag.lower() == "table" for tag in tags):
        allowed = _TABLE | allowed
    return tuple(sorted(allowed.items()))


@lru_cache(maxsize=64)
def _cleaner(tags: frozenset[str], styles: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    patterns = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in styles}

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _safe_style(value, patterns) or None if tag in _STYLED else None
        if name == "target":
            return value if value in _TARGETS else None
        return value

    attributes = {tag: set(_ANYWHERE | _ATTRIBUTES.get(tag, frozenset()) | {"style"}) for tag in tags}
    cleaner = nh3.Cleaner(
        tags=set(tags),
        clean_content_tags={"script", "style"},
        attributes=attributes,
        attribute_filter=attribute,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )
    return cleaner.clean


def _safe_style(value: str, patterns: Mapping[str, re.Pattern[str]]) -> str:
    kept = []
    for declaration in value.split(";"):
        name, colon, what = declaration.partition(":")
        pattern = patterns.get(name.strip().lower())
        if colon and pattern and pattern.fullmatch(what.strip()):
            kept.append(f"{name.strip().lower()}:{what.strip()};")
    return "".join(kept)
