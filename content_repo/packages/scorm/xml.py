"""Reading ``imsmanifest.xml`` by local names: exporters use a dozen namespaces for the same elements."""

from collections.abc import Iterator

from lxml import etree

from content_repo.packages.base import Problem
from media.archives import Archive
from media.problems import Refusal
from media.safe_xml import parse_xml

MANIFEST = "imsmanifest.xml"
MAX_MANIFEST_BYTES = 4 * 1024**2
_CARTRIDGES = ("IMS COMMON CARTRIDGE", "IMS THIN COMMON CARTRIDGE")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def manifest_name(archive: Archive) -> str | None:
    """Return the name of the manifest at the root of the archive, whatever its case; None when there is none."""
    if MANIFEST in archive.names:
        return MANIFEST
    return next((name for name in archive.names if name.lower() == MANIFEST), None)


def parse_manifest(archive: Archive, name: str) -> tuple[etree._Element | None, Problem | None]:
    """Return the root, or None and what is wrong."""
    try:
        data = archive.read(name, MAX_MANIFEST_BYTES)
        return parse_xml(data, name), None
    except etree.XMLSyntaxError as error:
        return None, Problem("xml_bad", name, str(error)[:200])
    except Refusal as refusal:
        if refusal.code not in ("too_large", "xml_bad", "xml_forbidden", "xml_too_deep"):
            raise  # the archive itself is damaged
        return None, Problem(refusal.code, name, refusal.detail[:200])


def is_of_cartridge(root: etree._Element) -> bool:
    """Whether a manifest is one of Common Cartridge, which another format reads."""
    schema = text_of(child(child(root, "metadata"), "schema")).upper()
    spaces = [space or "" for space in root.nsmap.values()]
    return schema in _CARTRIDGES or any("imsccv1p" in space or "imscc/" in space for space in spaces)


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname


def locals_of(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Give the child elements of this local name."""
    if parent is not None:
        yield from (one for one in parent.iterchildren("*") if local(one) == name)


def child(parent: etree._Element | None, *names: str) -> etree._Element | None:
    """Return the first element down this path of local names."""
    for name in names:
        parent = next(locals_of(parent, name), None)
    return parent


def attribute(element: etree._Element | None, name: str, default: str = "") -> str:
    """Return an attribute by local name, whatever its namespace and case (``scormtype``, ``adlcp:scormType``)."""
    if element is not None:
        for key, value in element.attrib.items():
            if etree.QName(key).localname.lower() == name.lower():
                return value.strip()
    return default


def truth(element: etree._Element | None, name: str, default: bool) -> bool:
    """Return an ``xs:boolean``."""
    return attribute(element, name, str(default)).lower() in ("true", "1", "yes")


def number(text: str) -> float | None:
    """Return a finite decimal number, None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None  # also refuses NaN and infinity


def text_of(element: etree._Element | None, max_chars: int = 255) -> str:
    """Return the text inside, white space joined, free of what databases can't hold."""
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())[:max_chars]


def raw_text_of(element: etree._Element | None, max_chars: int) -> str:
    """Return the text of an element as it stands (launch data may be anything), cut."""
    return ("" if element is None else "".join(element.itertext()).strip())[:max_chars]


def language_of(element: etree._Element | None) -> str:
    """Return ``xml:lang`` or the attribute ``language`` of a string of LOM."""
    return "" if element is None else (element.get(_XML_LANG) or attribute(element, "language"))[:20]
