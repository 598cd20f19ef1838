"""From the elements of ``imsmanifest.xml`` to the tree that the player shows, with all that is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from content_repo.packages.base import Problem
from content_repo.packages.scorm.paths import Href, Paths, base_of
from content_repo.packages.scorm.sequencing import SequencingReader
from content_repo.packages.scorm.xml import (
    attribute,
    child,
    language_of,
    local,
    locals_of,
    number,
    raw_text_of,
    text_of,
    truth,
)

MAX_ITEMS = 2_000
MAX_DEPTH = 20
MAX_LAUNCH_CHARS = 4_096
_SAFE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@dataclass
class _Resource:
    identifier: str
    kind: str  # sco or asset
    place: Href | None
    line: int


class ManifestReader:
    """Reads one manifest; ``problems``, ``title``, ``language`` and ``description`` are there after :meth:`read`."""

    def __init__(self, root: etree._Element, name: str, members: set[str]):
        self._root = root
        self._name = name
        self._paths = Paths(members)
        self._keys: set[str] = set()
        self._identifiers: set[str] = set()
        self._count = 0
        self.problems: list[Problem] = []
        self.title = self.language = self.description = ""

    def read(self) -> dict:
        """Return the manifest as :mod:`content_repo.packages.scorm.format` describes it."""
        root = self._root
        self._version, schema_version = self._read_version()
        self._sequencing = SequencingReader(root)
        for one in locals_of(root, "manifest"):
            self._warn("scorm_submanifest", one, attribute(one, "identifier"))
        self._resources = self._read_resources()
        organizations, default = self._read_organizations()
        self._read_metadata(organizations[default] if organizations else None)
        if not any(node["href"] for one in organizations for node in _nodes(one["items"])):
            self._fail("scorm_nothing_to_play", root)
        return {
            "version": self._version,
            "schema_version": schema_version,
            "default_organization": default,
            "organizations": organizations,
        }

    def _read_version(self) -> tuple[str, str]:
        """Tell the version by ``schemaversion``, else by the namespaces."""
        written = text_of(child(self._root, "metadata", "schemaversion"), 60)
        spaces = " ".join(space or "" for element in self._root.iter("*") for space in element.nsmap.values())
        if written == "1.2":
            return "1.2", written
        if "2004" in written or written.upper().replace("CAM", "").strip() in ("1.3", "1.3.1"):
            return "2004", written
        if written and "adlnet" not in spaces:
            return "1.2", written  # IMS Content Packaging: pages without a word to the player
        version = "2004" if "adlcp_v1p3" in spaces or "imsss" in spaces else "1.2"
        self._warn("scorm_version_unknown", self._root, written)
        return version, written

    def _read_resources(self) -> dict[str, _Resource]:
        container = child(self._root, "resources")
        base = base_of(self._root) + base_of(container)
        found: dict[str, _Resource] = {}
        for element in locals_of(container, "resource"):
            identifier = attribute(element, "identifier")
            if identifier in found:
                self._warn("scorm_duplicate_id", element, identifier)
                continue
            kind = "sco" if attribute(element, "scormtype").lower() == "sco" else "asset"
            here = base + base_of(element)
            place = self._place(element, here)
            found[identifier] = _Resource(identifier, kind, place, element.sourceline or 0)
            for file in locals_of(element, "file"):
                self._check_file(file, here)
        for element in locals_of(container, "resource"):
            for needed in locals_of(element, "dependency"):
                if attribute(needed, "identifierref") not in found:
                    self._warn("scorm_unknown_resource", needed, attribute(needed, "identifierref"))
        return found

    def _place(self, element: etree._Element, base: list[str]) -> Href | None:
        """Where the page of a resource lies; None where there is none to launch."""
        href = attribute(element, "href")
        if not href:
            return None
        place = self._paths.resolve(base, href)
        if place.trouble == "outside":
            self._fail("scorm_bad_href", element, href)
        elif place.trouble:
            self._warn(f"scorm_{place.trouble}", element, href)
        elif place.is_renamed:
            self._warn("scorm_name_case", element, href)
        return None if place.trouble else place

    def _check_file(self, element: etree._Element, base: list[str]) -> None:
        href = attribute(element, "href")
        place = self._paths.resolve(base, href) if href else None
        if place and place.trouble == "outside":
            self._fail("scorm_bad_href", element, href)
        elif place and place.trouble == "missing_file":
            self._warn("scorm_missing_file", element, href)

    def _read_organizations(self) -> tuple[list[dict], int]:
        """Return the organizations and which is the default; resources stand in where there is none."""
        container = child(self._root, "organizations")
        elements = list(locals_of(container, "organization"))
        organizations = [self._organization(one) for one in elements]
        if not organizations:
            nodes = [self._stand_in(one) for one in self._resources.values() if one.place]
            if nodes:
                self._warn("scorm_no_organization", self._root if container is None else container)
                organizations = [{"identifier": "", "title": "", "items": nodes}]
            return organizations, 0
        wanted = attribute(container, "default")
        for index, one in enumerate(organizations):
            if one["identifier"] == wanted:
                return organizations, index
        self._warn("scorm_default_missing", container, wanted)
        playable = (index for index, one in enumerate(organizations) if any(n["href"] for n in _nodes(one["items"])))
        return organizations, next(playable, 0)

    def _organization(self, element: etree._Element) -> dict:
        result = {
            "identifier": self._identifier(element),
            "title": text_of(child(element, "title")),
            "items": self._items(element, 1),
        }
        sequencing = self._sequencing.read(element)
        return result | ({"sequencing": sequencing} if sequencing else {})

    def _stand_in(self, resource: _Resource) -> dict:
        """An item for a resource that no organization names."""
        assert resource.place is not None  # only resources that can be opened stand in
        node = self._node(resource.identifier, resource.place.member.rpartition("/")[2])
        return node | {"href": resource.place.member, "query": resource.place.query, "type": resource.kind}

    def _items(self, parent: etree._Element, depth: int) -> list[dict]:
        elements = list(locals_of(parent, "item"))
        if elements and depth > MAX_DEPTH:
            self._fail("scorm_too_many_items", parent, str(depth))
            return []
        return [node for node in (self._item(one, depth) for one in elements) if node]

    def _item(self, element: etree._Element, depth: int) -> dict | None:
        self._count += 1
        if self._count > MAX_ITEMS:
            if self._count == MAX_ITEMS + 1:
                self._fail("scorm_too_many_items", element, str(MAX_ITEMS))
            return None
        identifier = self._identifier(element)
        node = self._node(identifier, text_of(child(element, "title")) or identifier)
        node["is_visible"] = truth(element, "isvisible", True)
        self._link(element, node)
        node["prerequisites"] = raw_text_of(child(element, "prerequisites"), 2_000)
        node["mastery_score"] = _number_text(text_of(child(element, "masteryscore")))
        node["max_time_allowed"] = text_of(child(element, "maxtimeallowed"), 40)
        limit = child(element, "timelimitaction")
        if limit is None:
            limit = child(element, "timeLimitAction")
        node["time_limit_action"] = text_of(limit, 40)
        launch = child(element, "datafromlms")
        node["data_from_lms"] = raw_text_of(
            child(element, "dataFromLMS") if launch is None else launch, MAX_LAUNCH_CHARS
        )
        node |= _completion_threshold(child(element, "completionThreshold"))
        sequencing = self._sequencing.read(element)
        if sequencing:
            node["sequencing"] = sequencing
        node["children"] = self._items(element, depth + 1)
        return node

    def _link(self, element: etree._Element, node: dict) -> None:
        """Say what an item launches."""
        reference = attribute(element, "identifierref")
        if not reference:
            return
        resource = self._resources.get(reference)
        if resource is None:
            self._warn("scorm_unknown_resource", element, reference)
        elif resource.place:
            node["type"] = resource.kind
            node["href"] = resource.place.member
            node["query"] = with_parameters(resource.place.query, attribute(element, "parameters")[:1000])

    def _node(self, identifier: str, title: str) -> dict:
        key = identifier if _SAFE_KEY.fullmatch(identifier) and identifier not in self._keys else ""
        while not key or key in self._keys:
            key = f"item-{len(self._keys) + 1}" if not key else f"{key}x"
        self._keys.add(key)
        return {
            "identifier": identifier,
            "key": key,
            "title": title,
            "href": "",
            "query": "",
            "type": "",
            "is_visible": True,
            "prerequisites": "",
            "mastery_score": "",
            "max_time_allowed": "",
            "time_limit_action": "",
            "data_from_lms": "",
            "children": [],
        }

    def _identifier(self, element: etree._Element) -> str:
        identifier = attribute(element, "identifier")[:255]
        if identifier and identifier in self._identifiers:
            self._warn("scorm_duplicate_id", element, identifier)
        self._identifiers.add(identifier)
        return identifier

    def _read_metadata(self, organization: dict | None) -> None:
        """Title, language and description: those of the organization played, then those of the metadata (LOM)."""
        general = child(self._root, "metadata", "lom", "general")
        if general is None:
            general = child(self._root, "metadata", "record", "general")
        title = child(general, "title")
        is_named = bool(organization and organization["identifier"] + organization["title"])
        first = next(_nodes(organization["items"]), None) if organization and is_named else None
        names = [organization["title"] if organization else "", text_of(title), first["title"] if first else ""]
        self.title = next((name for name in names if name), "")
        self.language = text_of(child(general, "language"), 20)
        if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", self.language):
            strings = list(title.iterchildren("*")) if title is not None else []
            self.language = next((language_of(one) for one in strings if language_of(one)), "")
        self.description = text_of(child(general, "description"), 5_000)

    def _warn(self, rule: str, element: etree._Element, detail: str = "") -> None:
        self.problems.append(Problem(rule, self._where(element), detail[:200], is_warning=True))

    def _fail(self, rule: str, element: etree._Element, detail: str = "") -> None:
        self.problems.append(Problem(rule, self._where(element), detail[:200]))

    def _where(self, element: etree._Element) -> str:
        """The manifest, with line and element after «#»."""
        return f"{self._name}#{element.sourceline or 0}:{local(element)}"[:300]


def with_parameters(query: str, parameters: str) -> str:
    """Return what follows the path once an item's launch parameters are added (SCORM CAM 3.4.1.1, «parameters»)."""
    parameters = "".join(parameters.split("\n")).strip().lstrip("?&")
    if not parameters:
        return query
    path, mark, fragment = query.partition("#")
    if parameters.startswith("#"):
        return query if mark else query + parameters
    joined = f"{path}&{parameters}" if path else f"?{parameters}"
    return joined + (mark + fragment if "#" not in parameters else "")


def _completion_threshold(element: etree._Element | None) -> dict:
    """The 4th edition writes attributes, the editions before the number as text."""
    if element is None:
        return {}
    by_measure = attribute(element, "completedByMeasure")
    least = number(attribute(element, "minProgressMeasure") or text_of(element) or "1")
    is_used = truth(element, "completedByMeasure", True) if by_measure else True
    if least is None or not is_used or not 0 <= least <= 1:
        return {}
    return {"completion_threshold": least}


def _number_text(text: str) -> str:
    """A number as the data model keeps it; empty for anything else."""
    return text if number(text) is not None else ""


def _nodes(items: list[dict]) -> Iterator[dict]:
    for node in items:
        yield node
        yield from _nodes(node["children"])
