"""The small XML documents of a cartridge: web links, topics, assignments."""

from typing import NamedTuple

from lxml import etree


class Link(NamedTuple):
    """A web link (imswl)."""

    title: str
    address: str


class Writing(NamedTuple):
    """A topic (imsdt) or an assignment: text in HTML or plain, and files that go with it."""

    title: str
    text: str
    is_html: bool
    attachments: list[str]


def read_link(root: etree._Element) -> Link:
    """Read a web link; the address is empty where it is none that a browser should open."""
    url = root.find("{*}url")
    address = (url.get("href") or "").strip() if url is not None else ""
    is_web = address.lower().startswith(("http://", "https://", "mailto:"))
    return Link(_words(root.find("{*}title"))[:255], address[:2000] if is_web else "")


def read_writing(root: etree._Element) -> Writing:
    """Read a topic or an assignment."""
    text = root.find("{*}text")
    if text is None:
        text = root.find("{*}instructor_text")
    attachments = [one.get("href", "") for one in root.iterfind("{*}attachments/{*}attachment")]
    return Writing(
        title=_words(root.find("{*}title"))[:255],
        text="" if text is None else "".join(text.itertext("*")),
        is_html=text is not None and "html" in (text.get("texttype") or "").lower(),
        attachments=[href for href in attachments if href],
    )


def _words(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext("*")).split())
