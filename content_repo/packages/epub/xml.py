"""XML of books: parsed flat, with the document types that books carry but nothing declared inside them."""

import posixpath
import re
from urllib.parse import unquote, urlsplit

from lxml import etree

from media.problems import Refusal

MAX_DOCUMENT_BYTES = 8 * 1024**2
XHTML = "http://www.w3.org/1999/xhtml"
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_SPACE = re.compile(r"\s+")


def parse_document(data: bytes, name: str = "") -> etree._Element:
    """Return the root of a document; ``Refusal`` ``xml_bad`` or ``xml_forbidden`` (something is declared in it).

    ``<!DOCTYPE html>`` and the public types of XHTML and NCX are everywhere in books, so they may stand; nothing is
    fetched for them, and entities they would name become nothing.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("xml_bad", f"{name}: {error}") from error
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and any(True for _entity in document_type.iterentities()):
        raise Refusal("xml_forbidden", name)
    return root


def words(element: etree._Element | None) -> str:
    """Return the text of an element on one line; empty for no element."""
    if element is None:
        return ""
    return _SPACE.sub(" ", "".join(_texts(element))).strip()


def _texts(element: etree._Element):
    """Texts in order; comments, instructions and unresolved entities have none."""
    for node in element.iter():
        if isinstance(node.tag, str) and node.text:
            yield node.text
        if node is not element and node.tail:
            yield node.tail


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_remote(address: str) -> bool:
    """Whether an address leads out of the package."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc) and parts.scheme != "data"


def member_of(address: str, document: str) -> tuple[str, str]:
    """Return (member, fragment) that an address in a document means; an empty member leads out of the package."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "", ""
    if parts.scheme or parts.netloc:
        return "", ""
    fragment = unquote(parts.fragment)
    if not parts.path:
        return document, fragment
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document), unquote(parts.path)))
    if path.startswith(("/", "../")) or path in ("..", "."):
        return "", ""
    return path, fragment
