"""A page of a cartridge to blocks of a lesson: texts in CommonMark, and the files that stand between them."""

import re
import warnings

from lxml import etree
from lxml import html as lxml_html

from content_repo.packages.cartridge.addresses import Addresses, Target
from content_repo.packages.cartridge.commonmark import commonmark
from content_repo.packages.cartridge.places import Places

MAX_PAGE_BYTES = 4 * 1024**2
MAX_TEXT = 20_000  # of one block
_DROPPED = {
    *("script", "style", "noscript", "template", "head", "input", "select", "textarea", "button", "svg", "canvas"),
    *("map", "meta", "link", "base", "param", "source", "track", "title"),
}
_UNWRAPPED = {"form", "fieldset", "label", "font", "span", "center", "legend", "o:p"}
# Elements that hold blocks; a file that stands in anything else is put behind it.
_CONTAINERS = {"body", "div", "section", "article", "main", "header", "footer", "aside", "center", "details", "html"}
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_MARK = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class PageReader:
    """Takes one page apart; ``notes`` say what of it could not be taken."""

    def __init__(self, page: str, places: Places):
        self._places = places
        self._addresses = Addresses(page, places)
        self._files: list[dict] = []
        self._last_behind: dict = {}
        self.notes: list[dict] = []
        self.title = ""

    def blocks(self, data: bytes | str) -> list[dict]:
        """Return ``{"kind": "text", "text"}`` and ``{"kind": "member", "member", "caption", "is_inline"}`` in order."""
        body = _parsed(data)
        if body is None:
            return []
        title = body.getroottree().find(".//title")
        self.title = _SPACE.sub(" ", title.text_content()).strip()[:255] if title is not None else ""
        self._drop_and_unwrap(body)
        self._replace(body)
        _collapse_spaces(body)
        _keep_only_addresses(body)
        return self._split(_as_text(body))

    def _drop_and_unwrap(self, body) -> None:
        for element in list(body.iter()):
            if element is body:
                continue
            if not isinstance(element.tag, str) or element.tag in _DROPPED:
                if element.tag == "svg":
                    self._note("drawing")
                # A source is dropped only once its video was seen.
                if element.tag not in ("source", "track"):
                    element.drop_tree()
            elif element.tag in _UNWRAPPED and element.get("class") != "math":
                element.drop_tag()

    def _replace(self, body) -> None:
        for element in list(body.iter()):
            if element is body or element.getparent() is None:
                continue
            tag = element.tag
            if tag in ("img", "video", "audio", "embed", "object", "iframe"):
                self._replace_medium(element)
            elif tag == "a":
                self._replace_link(element)
            elif tag == "math":
                _put_text(element, _formula(element), as_code=True)
            elif tag in ("sup", "sub"):
                _shift(element)
            elif re.fullmatch(r"h[1-6]", tag):
                element.tag = f"h{max(1, int(tag[1]) - 1)}"  # the title of the lesson stands above

    def _replace_medium(self, element) -> None:
        formula = element.get("data-equation-content") or ""
        words = (element.get("alt") or element.get("title") or "").strip()
        if formula or (element.tag == "img" and "equation" in (element.get("class") or "")):
            _put_text(element, formula or words.removeprefix("LaTeX:").strip(), as_code=True)
            return
        target = self._first_target(element)
        if target.kind == "member":
            self._add_file(element, target.value, _caption(element) or words)
        elif target.kind in ("web", "part"):
            if target.kind == "web":
                self._note("remote", target.value)
            link = lxml_html.Element("a", href=self._address(target))
            link.text = words or (target.value if target.kind == "web" else self._places.title(target.value))
            link.tail, element.tail = element.tail, None
            element.getparent().replace(element, link)
            return
        elif target.kind in ("missing", "page"):
            self._note("missing" if target.kind == "missing" else "inner_link", target.value)
        element.drop_tree()

    def _first_target(self, element) -> Target:
        addresses = [element.get("src") or element.get("data") or ""]
        addresses += [source.get("src", "") for source in element.iter("source")]
        targets = [self._addresses.target(address) for address in addresses if address]
        return next((one for one in targets if one.kind == "member"), targets[0] if targets else Target("none"))

    def _replace_link(self, element) -> None:
        target = self._addresses.target(element.get("href") or "")
        is_link = target.kind == "web" or (target.kind == "part" and element.text_content().strip())
        if is_link:
            element.set("href", self._address(target))
            return
        if target.kind == "member":
            words = _SPACE.sub(" ", element.text_content()).strip()
            block = _anchor(element)
            is_alone = words and _SPACE.sub(" ", block.text_content()).strip() == words
            self._add_file(element, target.value, words)
            if is_alone and element.find(".//img") is None:
                element.drop_tree()
                return
        elif target.kind == "missing":
            self._note("missing", target.value)
        elif target.kind in ("page", "part"):
            self._note("inner_link", target.value)
        element.drop_tag()

    def _address(self, target: Target) -> str:
        return target.value if target.kind == "web" else self._places.address(target.value)

    def _add_file(self, element, member: str, caption: str) -> None:
        anchor = _anchor(element)
        mark = lxml_html.Element("p")
        mark.text = f"\ue000{len(self._files)}\ue001"
        self._files.append({"kind": "member", "member": member, "caption": _clean(caption)[:300]})
        before = self._last_behind.get(anchor, anchor)
        mark.tail, before.tail = before.tail, None
        before.addnext(mark)
        self._last_behind[anchor] = mark

    def _split(self, text: str) -> list[dict]:
        blocks: list[dict] = []
        for place, part in enumerate(_MARK.split(text)):
            if place % 2:
                blocks.append(self._files[int(part)])
            else:
                blocks += [{"kind": "text", "text": piece} for piece in pieces(part.strip())]
        return blocks

    def _note(self, what: str, detail: str = "") -> None:
        note = {"what": what, "detail": detail[:255]}
        if note not in self.notes:
            self.notes.append(note)


def plain_blocks(text: str) -> list[dict]:
    """Return the blocks of a text without markup."""
    lines = lxml_html.Element("div")
    lines.text = _clean(text)
    return [{"kind": "text", "text": piece} for piece in pieces(_as_text(lines))]


def pieces(text: str) -> list[str]:
    """Cut a long text at paragraphs (or, failing that, anywhere) into what a block holds."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        if found and len(found[-1]) + len(paragraph) + 2 <= MAX_TEXT:
            found[-1] += f"\n\n{paragraph}"
        else:
            found += [paragraph[start : start + MAX_TEXT] for start in range(0, len(paragraph), MAX_TEXT)]
    return [piece for piece in (piece.strip("\n") for piece in found) if piece.strip()]


def _parsed(data: bytes | str):
    """Return the body of a page in whatever encoding it came."""
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            parser = lxml_html.HTMLParser(no_network=True)
            document = lxml_html.document_fromstring(data, parser=parser) if data.strip() else None
            return None if document is None else document.find("body")
    data = _PRIVATE.sub("", _CONTROL.sub("", data))
    if not data.strip():
        return None
    parser = lxml_html.HTMLParser(no_network=True, encoding="utf-8")
    try:
        document = lxml_html.document_fromstring(data.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    return document.find("body")


def _anchor(element):
    """Return what a file is put behind: the outermost part of the text around it."""
    anchor = element
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html"):
            break
        if ancestor.tag not in _CONTAINERS:
            anchor = ancestor
    return anchor


def _caption(element) -> str:
    figure = next(element.iterancestors("figure"), None)
    caption = figure.find(".//figcaption") if figure is not None else None
    if caption is None:
        return ""
    words = _SPACE.sub(" ", caption.text_content()).strip()
    caption.drop_tree()
    return words


def _formula(element) -> str:
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.endswith("annotation") and "tex" in (one.get("encoding") or ""):
            return (one.text or "").strip()
    return (element.get("alttext") or _SPACE.sub(" ", element.text_content())).strip()


def _put_text(element, text: str, *, as_code: bool) -> None:
    replacement = lxml_html.Element("code" if as_code else "span")
    replacement.text = _clean(text)
    replacement.tail = f" {element.tail or ''}"
    element.getparent().replace(element, replacement)


def _shift(element) -> None:
    """Small raised and lowered figures as letters of their own; longer ones with the sign of mathematics."""
    table, sign = (_RAISED, "^") if element.tag == "sup" else (_LOWERED, "_")
    words = element.text_content().strip()
    if words and len(element) == 0:
        small = words.translate(table)
        is_all = all(ord(letter) in table for letter in words)
        element.text = small if is_all else f"{sign}{words if len(words) == 1 else f'({words})'}"
    element.drop_tag()


def _collapse_spaces(body) -> None:
    """One space for any white space, as a browser shows it, but in ``<pre>``."""
    for element in body.iter():
        in_pre = element.tag == "pre" or any(one.tag == "pre" for one in element.iterancestors())
        if element.text and not in_pre:
            element.text = _SPACE.sub(" ", element.text)
        if element.tail and not (in_pre and element.tag != "pre"):
            element.tail = _SPACE.sub(" ", element.tail)


def _keep_only_addresses(body) -> None:
    for element in body.iter():
        for name in list(element.keys()):
            if not (element.tag == "a" and name == "href"):
                del element.attrib[name]
    etree.strip_elements(body, "source", "track", with_tail=False)


def _as_text(body) -> str:
    with warnings.catch_warnings(action="ignore"):  # what looks like an address or a file name is neither
        try:
            return commonmark(lxml_html.tostring(body, encoding="unicode", method="html"))
        except RecursionError:
            return _SPACE.sub(" ", body.text_content()).strip()


def _clean(text: str) -> str:
    return _PRIVATE.sub("", _CONTROL.sub("", text))
