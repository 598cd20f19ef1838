"""Small tools for DrawingML (ECMA-376 part 1, §20): names, numbers, percentages."""

from lxml import etree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
EMU_PER_POINT = 12_700


def local(element) -> str:
    """Return the name of an element without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element, *names: str):
    """Return the first child of one of these local names, or ``None``."""
    if element is None:
        return None
    return next((one for one in element if local(one) in names), None)


def down(element, path: str):
    """Follow first children by local name: ``down(shape, "spPr/xfrm/off")``."""
    for name in path.split("/"):
        element = child(element, name)
    return element


def number(element, name: str, default: float = 0) -> float:
    """Return an attribute as a number; what is none or beyond reason is the default."""
    text = element.get(name) if element is not None else None
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if abs(value) < 1e9 else default


def share(element, name: str = "val", default: float = 1) -> float:
    """Return a percentage (``50000`` or ``50%``) as a share of one."""
    text = (element.get(name) if element is not None else None) or ""
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text) / 100_000
    except ValueError:
        return default


def is_on(element, name: str, default: bool = False) -> bool:
    """Return an attribute as a truth value."""
    text = element.get(name) if element is not None else None
    return default if text is None else text in ("1", "true", "on")
