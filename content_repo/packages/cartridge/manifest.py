"""The manifest of a Common Cartridge: what it is called, its table of contents, its resources."""

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

MAX_ITEMS = 5000
MAX_RESOURCES = 10_000
MAX_DEPTH = 20
MAX_TITLE = 255
# Kinds of resource, told by how the type begins; versions differ only in their numbers.
_KINDS = (
    ("webcontent", "page"),
    ("imswl_", "link"),
    ("imsdt_", "topic"),
    ("imsbasiclti_", "tool"),
    ("assignment_", "assignment"),
    ("associatedcontent/", "support"),
)
_PAGE_ENDINGS = (".html", ".htm", ".xhtml")
_INSTRUCTORS = {"instructor", "mentor"}


@dataclass
class Resource:
    """A resource: its kind (``page``, ``file``, ``link``, ``quiz``, …), its files, whom it is for."""

    identifier: str
    type: str
    kind: str
    href: str = ""
    files: list[str] = field(default_factory=list)
    dependencies: list[str] = field(default_factory=list)
    intended_use: str = ""
    is_for_teachers: bool = False
    is_protected: bool = False
    stands_for: str = ""  # identifier of the resource that this is a plain edition of (1.3: variants)


@dataclass
class Item:
    """A line of the table of contents."""

    identifier: str
    title: str
    reference: str = ""
    children: list["Item"] = field(default_factory=list)
    is_for_teachers: bool = False


@dataclass
class Cartridge:
    """What a manifest says."""

    version: str = ""
    is_thin: bool = False
    title: str = ""
    description: str = ""
    language: str = ""
    standards: int = 0
    is_restricted: bool = False
    items: list[Item] = field(default_factory=list)
    resources: dict[str, Resource] = field(default_factory=dict)
    is_cut: bool = False  # there was more than is read

    def every_item(self) -> list[Item]:
        """Items in order, with those below."""
        found, waiting = [], list(reversed(self.items))
        while waiting:
            item = waiting.pop()
            found.append(item)
            waiting.extend(reversed(item.children))
        return found


def read_manifest(root: etree._Element) -> Cartridge:
    """Read the root of ``imsmanifest.xml``; local names only, for each version has its own namespaces."""
    cartridge = Cartridge()
    parts = {etree.QName(part).localname: part for part in root if isinstance(part.tag, str)}
    _read_metadata(cartridge, parts.get("metadata"))
    authorizations = parts.get("authorizations")
    cartridge.is_restricted = authorizations is not None and authorizations.get("access") == "cartridge"
    if (resources := parts.get("resources")) is not None:
        _read_resources(cartridge, resources)
    organization = next(root.iterfind("{*}organizations/{*}organization"), None)
    if organization is not None:
        reader = _Items(cartridge)
        cartridge.items = reader.below(organization, 0)
    cartridge.standards = sum(1 for _one in root.iter("{*}labelledGUID", "{*}GUID"))
    return cartridge


def _read_metadata(cartridge: Cartridge, metadata: etree._Element | None) -> None:
    if metadata is None:
        return
    schema = _words(metadata.find("{*}schema"))
    cartridge.is_thin = "thin" in schema.lower()
    cartridge.version = _words(metadata.find("{*}schemaversion"))[:20]
    general = metadata.find("{*}lom/{*}general")
    if general is None:
        return
    title = general.find("{*}title/{*}string")
    cartridge.title = _words(title)[:MAX_TITLE]
    cartridge.description = _words(general.find("{*}description/{*}string"))[:2000]
    language = _words(general.find("{*}language")) or (title.get("language", "") if title is not None else "")
    cartridge.language = language[:20]


def _read_resources(cartridge: Cartridge, resources: etree._Element) -> None:
    base = _base(resources)
    for element in resources.iterchildren("{*}resource"):
        if len(cartridge.resources) >= MAX_RESOURCES:
            cartridge.is_cut = True
            return
        resource = _resource(element, posixpath.join(base, _base(element)))
        if resource.identifier:
            cartridge.resources.setdefault(resource.identifier, resource)


def _resource(element: etree._Element, base: str) -> Resource:
    href = member_path(element.get("href", ""), base)
    files = [member_path(file.get("href", ""), base) for file in element.iterchildren("{*}file")]
    variant = element.find("{*}variant")
    type_name = (element.get("type") or "").strip()
    return Resource(
        identifier=(element.get("identifier") or "").strip(),
        type=type_name[:120],
        kind=_kind(type_name, href or next(iter(files), "")),
        href=href,
        files=[name for name in files if name],
        dependencies=[one.get("identifierref", "") for one in element.iterchildren("{*}dependency")],
        intended_use=(element.get("intendeduse") or "").lower()[:40],
        is_for_teachers=_is_for_teachers(element.find("{*}metadata")),
        is_protected=element.get("protected") == "true",
        stands_for=variant.get("identifierref", "") if variant is not None else "",
    )


def _kind(type_name: str, href: str) -> str:
    kind = next((kind for start, kind in _KINDS if type_name.startswith(start)), "unknown")
    if type_name.startswith("imsqti_"):
        kind = "bank" if type_name.endswith("question-bank") else "quiz"
    if kind == "page" and not href.lower().endswith(_PAGE_ENDINGS):
        kind = "file"
    return kind


def _is_for_teachers(metadata: etree._Element | None) -> bool:
    """Whether the roles named are only those of people who teach."""
    if metadata is None:
        return False
    found = metadata.iterfind(".//{*}intendedEndUserRole/{*}value")
    roles = {_words(role).lower() for role in found}
    return bool(roles) and roles <= _INSTRUCTORS


def member_path(href: str, base: str = "") -> str:
    """Return the member that an address in a manifest means; empty where it leads out of the cartridge."""
    path = unquote(href.partition("?")[0].partition("#")[0].strip())
    if not path or "://" in path or path.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(base, path))
    return "" if path.startswith(("..", "/")) or path == "." else path


def _base(element: etree._Element) -> str:
    return unquote(element.get("{http://www.w3.org/XML/1998/namespace}base") or "").strip("/")


class _Items:
    """Reads the table of contents up to its caps."""

    def __init__(self, cartridge: Cartridge):
        self._cartridge = cartridge
        self._left = MAX_ITEMS

    def below(self, element: etree._Element, depth: int) -> list[Item]:
        found: list[Item] = []
        for child in element.iterchildren("{*}item"):
            if self._left <= 0 or depth > MAX_DEPTH:
                self._cartridge.is_cut = True
                break
            self._left -= 1
            found.append(
                Item(
                    identifier=(child.get("identifier") or "").strip()[:200],
                    title=_words(child.find("{*}title"))[:MAX_TITLE],
                    reference=(child.get("identifierref") or "").strip(),
                    children=self.below(child, depth + 1),
                    is_for_teachers=_is_for_teachers(child.find("{*}metadata")),
                )
            )
        return found


def _words(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext("*")).split())
