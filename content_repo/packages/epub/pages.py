"""The pages of a book: their words for search, and what in them will not work here."""

from lxml import etree

from content_repo.packages.epub.xml import XHTML, is_remote, local, words

_UNSEEN = {"script", "style", "head", "template", "math", "title"}
_BLOCKS = {
    *("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "dt", "dd", "section", "article"),
    *("blockquote", "pre", "br", "hr", "figcaption", "caption", "aside", "header", "footer", "ol", "ul", "table"),
}
_SOURCES = {"img", "audio", "video", "source", "track", "iframe", "embed", "input"}


class Page:
    """One page, parsed."""

    def __init__(self, root: etree._Element):
        self._root = root

    @property
    def title(self) -> str:
        """The heading a reader would give it: ``<title>``, else the first heading."""
        for tag in ("title", "h1", "h2"):
            found = words(next(self._root.iter(f"{{{XHTML}}}{tag}"), None))
            if found:
                return found[:200]
        return ""

    @property
    def has_scripts(self) -> bool:
        """Whether it brings scripts, which don't run here."""
        for element in self._root.iter():
            if local(element) == "script" and (element.get("type") or "text/javascript").endswith("javascript"):
                return True
            if isinstance(element.tag, str) and any(name.startswith("on") for name in element.keys()):  # noqa: SIM118
                return True
        return False

    def remote_addresses(self) -> list[str]:
        """Return pictures, sounds and styles that lie on other hosts, which are not fetched here."""
        found = []
        for element in self._root.iter():
            name = local(element)
            if name in _SOURCES:
                address = element.get("src", "")
            elif name == "link" and "stylesheet" in element.get("rel", ""):
                address = element.get("href", "")
            elif name == "image":
                address = element.get("{http://www.w3.org/1999/xlink}href") or element.get("href", "")
            else:
                continue
            if address and is_remote(address):
                found.append(address)
        return found

    def text(self) -> str:
        """Return the words, a line a paragraph."""
        parts: list[str] = []
        self._collect(self._root, parts)
        lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
        return "\n".join(line for line in lines if line)

    def _collect(self, element: etree._Element, parts: list[str]) -> None:
        """Walk without recursion: pages may nest deeply."""
        hidden = 0
        for event, node in etree.iterwalk(element, events=("start", "end")):
            name = local(node)
            if event == "start":
                hidden += name in _UNSEEN
                if name in _BLOCKS:
                    parts.append("\n")
                if name and not hidden:
                    parts.append(node.text or "")
                continue
            hidden -= name in _UNSEEN
            if name in _BLOCKS:
                parts.append("\n")
            if not hidden and node is not element:
                parts.append(node.tail or "")
