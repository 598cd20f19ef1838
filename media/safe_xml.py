"""XML of strangers: no DTD, no entity, no network, flat memory."""

from collections.abc import Iterable, Iterator
from io import BytesIO

from lxml import etree

from media.problems import Refusal


class _NoDoctype:
    """A parser target that stops at the first declaration of a document type."""

    def doctype(self, _name, _public_id, _system_url):
        raise Refusal("xml_forbidden")

    def close(self):
        return None


def check_xml(chunks: Iterable[bytes], name: str = "") -> None:
    """Parse to the end without building a tree.

    ``Refusal("xml_forbidden")`` at a document type, whatever the encoding; ``Refusal("xml_bad")`` when not well formed.
    """
    parser = etree.XMLParser(target=_NoDoctype(), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Refusal("xml_bad", f"{name}: {error.msg}") from error


def parse_xml(data: bytes, name: str = "") -> etree._Element:
    """Return the root of a small document that passed :func:`check_xml`."""
    check_xml([data], name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


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
