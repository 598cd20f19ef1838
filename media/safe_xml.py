"""XML of strangers: no DTD, no entity, no network, flat memory, not deep."""

from collections.abc import Iterable, Iterator
from io import BytesIO

from lxml import etree

from media.problems import Refusal

# Documents that become a tree, which others walk; libxml2 itself stops all others at 256.
MAX_TREE_DEPTH = 100


class _NoDoctype:
    """A parser target that stops at the first declaration of a document type."""

    def __init__(self, name: str):
        self._name = name

    def doctype(self, _name, _public_id, _system_url):
        raise Refusal("xml_forbidden", self._name)

    def close(self):
        return None


class _Shallow(_NoDoctype):
    """Counts how deep elements lie."""

    _depth = 0

    def start(self, _tag, _attributes):
        self._depth += 1
        if self._depth > MAX_TREE_DEPTH:
            raise Refusal("xml_too_deep", self._name)

    def end(self, _tag):
        self._depth -= 1


def check_xml(chunks: Iterable[bytes], name: str = "") -> None:
    """Parse to the end without building a tree.

    ``Refusal("xml_forbidden")`` at a document type, whatever the encoding; ``Refusal("xml_bad")`` when not well formed.
    """
    _check(_NoDoctype(name), chunks, name)


def _check(target: _NoDoctype, chunks: Iterable[bytes], name: str) -> None:
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Refusal("xml_bad", f"{name}: {error.msg}") from error


def parse_xml(data: bytes, name: str = "") -> etree._Element:
    """Return the root of a small document that passed :func:`check_xml`; ``Refusal("xml_too_deep")`` besides."""
    _check(_Shallow(name), [data], name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:  # what matters for a tree alone, as a namespace that is no address
        raise Refusal("xml_bad", f"{name}: {error.msg}") from error


class _Stream:
    """Chunks as a file, for ``iterparse``."""

    def __init__(self, chunks: Iterator[bytes]):
        self._chunks = chunks
        self._rest = BytesIO()

    def read(self, size: int) -> bytes:
        piece = self._rest.read(size)
        if piece:
            return piece
        self._rest = BytesIO(next(self._chunks, b""))
        return self._rest.read(size)


def elements(chunks: Iterator[bytes], tags: set[str]) -> Iterator[etree._Element]:
    """Give the elements of these local names one by one, forgetting each; memory stays flat."""
    context = etree.iterparse(
        _Stream(chunks),
        events=("end",),
        tag=tuple(f"{{*}}{tag}" for tag in tags),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for _event, element in context:
        yield element
        element.clear(keep_tail=True)
        while element.getprevious() is not None and element.getparent() is not None:
            del element.getparent()[0]
