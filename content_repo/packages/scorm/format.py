"""SCORM 1.2 and SCORM 2004 (2nd to 4th edition): courses whose pages talk to the player.

``Reading.manifest``::

    {"version": "1.2" | "2004", "schema_version": "as written", "default_organization": index,
     "organizations": [{"identifier", "title", "items": [node, …], "sequencing"?: {…}}]}

where a node is ``{"identifier", "key", "title", "href", "query", "type", "is_visible", "prerequisites",
"mastery_score", "max_time_allowed", "time_limit_action", "data_from_lms", "completion_threshold"?, "sequencing"?,
"children": [node, …]}``. ``href`` is a member («» for a heading), ``query`` what stands after it in the address,
``type`` «sco» or «asset», ``key`` a short name that is unique in the package, under which states are kept.
``sequencing`` is described in :mod:`content_repo.packages.scorm.sequencing`.

AICC courses (``.crs``, ``.au``, ``.cst``, ``.des``) are not read: they talk to a server, not to a page. A ZIP of one
stays a ZIP.
"""

from dataclasses import replace
from pathlib import Path

from content_repo.packages.base import MAX_TEXT_CHARS, Format, Problem, Reading
from content_repo.packages.scorm.manifest import ManifestReader
from content_repo.packages.scorm.text import title_of, words_of_pages
from content_repo.packages.scorm.xml import (
    child,
    is_of_cartridge,
    local,
    locals_of,
    manifest_name,
    parse_manifest,
    text_of,
)
from media.archives import PACKAGE, Archive

_SCHEMA_FILES = ("adlcp_rootv1p2.xsd", "adlcp_v1p3.xsd")
_PAGES = (".html", ".htm", ".xhtml")


class ScormFormat(Format):
    """A ZIP with ``imsmanifest.xml`` that names pages to launch."""

    slugs = ("scorm12", "scorm2004")
    limits = replace(PACKAGE, takes_legacy_names=True)  # exporters of Windows write names in its code page

    def recognises(self, archive: Archive) -> bool:
        """Whether it has a manifest of SCORM, a broken one, or the schema files of SCORM without any."""
        name = manifest_name(archive)
        if name is None:
            return any(schema in archive.names for schema in _SCHEMA_FILES)
        root, _problem = parse_manifest(archive, name)
        return root is None or (not is_of_cartridge(root) and _names_pages(root))

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Return the tree of items with what each needs to be launched, and the words of its pages."""
        reading = Reading(format="scorm12")
        name = manifest_name(archive)
        if name is None:
            reading.problems.append(Problem("scorm_no_manifest", "imsmanifest.xml"))
            return reading
        root, problem = parse_manifest(archive, name)
        if root is None:
            assert problem is not None
            reading.problems.append(problem)
            return reading
        reader = ManifestReader(root, name, set(archive.names))
        reading.manifest = reader.read()
        reading.format = "scorm2004" if reading.manifest["version"] == "2004" else "scorm12"
        reading.title, reading.language, description = reader.title, reader.language, reader.description
        reading.problems += reader.problems
        if reading.is_taken:
            reading.title = reading.title or _first_title(archive, reading.manifest)
            reading.text = _text(archive, reading, description)
        return reading


def _names_pages(root) -> bool:
    """Whether this is SCORM by its words, or at least a content package that launches pages (IMS Content Packaging)."""
    schema = text_of(child(child(root, "metadata"), "schema")).upper()
    spaces = {space or "" for element in root.iter("*") for space in element.nsmap.values()}
    if "ADL" in schema or "SCORM" in schema or any("adlnet.org" in space for space in spaces):
        return True
    if schema and "IMS CONTENT" not in schema:
        return False  # questions (QTI) and other things that are packed the same way
    hrefs = (resource.get("href", "") for resource in locals_of(child(root, "resources"), "resource"))
    return (
        not len(root)
        or local(root) != "manifest"
        or any(href.partition("?")[0].lower().endswith(_PAGES) for href in hrefs)
    )


def _first_title(archive: Archive, manifest: dict) -> str:
    """Name a package without organization by its first page: the title of that, else its file name."""
    first = manifest["organizations"][0]["items"][0]
    first["title"] = title_of(archive, first["href"]) or first["title"]
    return first["title"]


def _text(archive: Archive, reading: Reading, description: str) -> str:
    parts = [reading.title, description]
    pages: list[str] = []
    stack = [node for organization in reading.manifest["organizations"] for node in organization["items"]]
    while stack:
        node = stack.pop(0)
        parts.append(node["title"])
        if node["href"].lower().endswith(_PAGES):
            pages.append(node["href"])
        stack[:0] = node["children"]
    others = [name for name in archive.names if name.lower().endswith(_PAGES)]
    head = "\n".join(dict.fromkeys(part for part in parts if part))
    pages = list(dict.fromkeys([*pages, *others]))
    return f"{head}\n{words_of_pages(archive, pages, MAX_TEXT_CHARS - len(head) - 1)}"[:MAX_TEXT_CHARS].strip()
