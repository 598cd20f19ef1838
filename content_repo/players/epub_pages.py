"""A page of a book as the reader shows it: without what would run or lead away, with our own script and styles.

The book's styles stay as they are and come after ours, so they win; only what a phone can't do without is insisted on.
"""

from html.entities import name2codepoint

from lxml import etree

from content_repo.packages.epub.xml import XHTML, local, parse_document

_DROPPED = {"script", "base", "embed", "iframe", "applet", "template"}
_OPS = "http://www.idpf.org/2007/ops"
_SHOWN_NAMESPACES = {XHTML, "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg"}


def shown_page(data: bytes, head: str) -> bytes:
    """Return an XHTML page with ``head`` (elements of XHTML) first in its head."""
    root = parse_document(data)
    _resolve_entities(root)
    for element in list(root.iter()):
        if element.getparent() is not None:
            _tame(element)
    _put_head(root, head)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def picture_page(title: str, address: str, head: str) -> bytes:
    """Return a page of one drawing, which as a picture runs nothing."""
    root = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML})
    etree.SubElement(etree.SubElement(root, f"{{{XHTML}}}head"), f"{{{XHTML}}}title").text = title
    body = etree.SubElement(root, f"{{{XHTML}}}body")
    etree.SubElement(body, f"{{{XHTML}}}img", src=address, alt=title)
    _put_head(root, head)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _resolve_entities(root: etree._Element) -> None:
    """Pages of EPUB 2 name signs by the tables of XHTML, which are not loaded here."""
    for entity in list(root.iter(etree.Entity)):
        sign = chr(name2codepoint[entity.name]) if entity.name in name2codepoint else "\ufffd"
        _replace_by_text(entity, sign)


def _replace_by_text(node: etree._Element, text: str) -> None:
    parent, before = node.getparent(), node.getprevious()
    text += node.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    node.tail = None
    parent.remove(node)


def _tame(element: etree._Element) -> None:
    name = local(element)
    if not name:
        return
    for attribute in [one for one in element.keys() if one.lower().startswith("on")]:  # noqa: SIM118
        del element.attrib[attribute]
    is_style = name == "link" and "stylesheet" in element.get("rel", "") and "alternate" not in element.get("rel", "")
    if name in _DROPPED or (name == "link" and not is_style) or (name == "meta" and element.get("http-equiv")):
        _replace_by_text(element, "")
    elif name == "noscript":
        element.tag = f"{{{XHTML}}}div"
    elif name == "object":
        _tame_object(element)
    elif name in ("audio", "video"):
        element.set("controls", "controls")
        element.attrib.pop("autoplay", None)
        element.set("preload", "none")  # sound and film load when they are played
    elif name == "switch" and etree.QName(element).namespace == _OPS:
        _choose(element)


def _tame_object(element: etree._Element) -> None:
    """A picture is a picture; of all else what the book says instead of it."""
    kind, address = element.get("type") or "", element.get("data") or ""
    if kind.startswith("image/") and address:
        words = " ".join("".join(element.itertext("*")).split())
        picture = etree.Element(f"{{{XHTML}}}img", src=address, alt=words)
        picture.tail, element.tail = element.tail, None
        element.getparent().replace(element, picture)
        return
    element.tag = f"{{{XHTML}}}div"
    for attribute in ("data", "type", "classid"):
        element.attrib.pop(attribute, None)


def _choose(element: etree._Element) -> None:
    """Keep the first case that browsers show, else the default (EPUB 3.0's ``epub:switch``)."""
    cases = [one for one in element if local(one) == "case" and one.get("required-namespace") in _SHOWN_NAMESPACES]
    default = [one for one in element if local(one) == "default"]
    kept = (cases or default)[:1]
    for child in list(element):
        if child not in kept:
            element.remove(child)
    element.tag = f"{{{XHTML}}}div"
    for child in kept:
        child.tag = f"{{{XHTML}}}div"


def _put_head(root: etree._Element, head: str) -> None:
    place = root.find(f"{{{XHTML}}}head")
    if place is None:
        place = etree.Element(f"{{{XHTML}}}head")
        root.insert(0, place)
    ours = etree.fromstring(f'<head xmlns="{XHTML}">{head}</head>')
    for position, element in enumerate(ours):
        place.insert(position, element)
