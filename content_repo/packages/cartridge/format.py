"""What a Common Cartridge says of itself; :mod:`.plan` takes it apart into lessons."""

import re
from dataclasses import replace
from pathlib import Path

from content_repo.packages.base import Format, Problem, Reading
from content_repo.packages.cartridge.manifest import Cartridge, read_manifest
from media.archives import PACKAGE, Archive
from media.problems import Refusal
from media.safe_xml import parse_xml

MANIFEST = "imsmanifest.xml"
MAX_MANIFEST_BYTES = 8 * 1024**2
LIMITS = replace(PACKAGE, takes_legacy_names=True)
_HEAD_BYTES = 16 * 1024
# The namespaces of its versions (imscc, imsccv1p1, …) or its schema's name; SCORM has the same file with neither.
_MARK = re.compile(rb"imsglobal\.org/xsd/imscc|IMS\s+(Thin\s+)?Common\s+Cartridge", re.IGNORECASE)
_MOST_MISSING = 200
_MANIFEST_RULES = {
    "xml_bad": "cartridge_manifest_bad",
    "xml_forbidden": "cartridge_manifest_forbidden",
    "xml_too_deep": "xml_too_deep",
    "too_large": "cartridge_manifest_too_large",
}


class CartridgeFormat(Format):
    """Common Cartridge 1.0 to 1.3 and Thin Common Cartridge.

    ``Reading.manifest``::

        {"version": "1.3.0", "is_thin": bool, "description", "standards": number of curriculum statements,
         "modules": [{"title", "items": number of lines below}], "counts": {kind of resource: number}}

    It is not played: :mod:`courses.services.cartridge_import` makes a draft course of it.
    """

    slugs = ("cartridge",)
    extensions = ("imscc", "zip")
    manifests = (MANIFEST,)
    limits = LIMITS
    is_playable = False

    def recognises(self, archive: Archive) -> bool:
        """A manifest whose head names Common Cartridge."""
        if MANIFEST not in archive:
            return False
        head = b""
        for chunk in archive.chunks(MANIFEST):
            head += chunk
            if len(head) >= _HEAD_BYTES:
                break
        return bool(_MARK.search(head[:_HEAD_BYTES].replace(b"\0", b"")))  # UTF-16 too

    def read(self, archive: Archive, folder: Path) -> Reading:
        """Read the manifest; nothing is written into ``folder``."""
        cartridge, problems = open_cartridge(archive)
        if cartridge is None:
            return Reading("cartridge", problems=problems)
        items = cartridge.every_item()
        counts: dict[str, int] = {}
        for resource in cartridge.resources.values():
            counts[resource.kind] = counts.get(resource.kind, 0) + 1
        return Reading(
            format="cartridge",
            title=cartridge.title,
            language=cartridge.language,
            manifest={
                "version": cartridge.version,
                "is_thin": cartridge.is_thin,
                "description": cartridge.description,
                "standards": cartridge.standards,
                "modules": [{"title": item.title, "items": len(item.children)} for item in top_items(cartridge)],
                "counts": counts,
            },
            text="\n".join(filter(None, (cartridge.title, cartridge.description, *(item.title for item in items)))),
            problems=problems,
        )


def open_cartridge(archive: Archive) -> tuple[Cartridge | None, list[Problem]]:
    """Return the manifest read, or None with what is wrong; missing files are only told."""
    try:
        root = parse_xml(archive.read(MANIFEST, MAX_MANIFEST_BYTES), MANIFEST)
    except Refusal as refusal:
        if refusal.code not in _MANIFEST_RULES:
            raise
        return None, [Problem(_MANIFEST_RULES[refusal.code], MANIFEST, refusal.detail)]
    cartridge = read_manifest(root)
    return cartridge, _problems(cartridge, set(archive.names))


def top_items(cartridge: Cartridge) -> list:
    """Return the modules: below the one nameless item that holds all, where there is one."""
    items = cartridge.items
    while len(items) == 1 and not items[0].title and not items[0].reference:
        items = items[0].children
    return items


def _problems(cartridge: Cartridge, names: set[str]) -> list[Problem]:
    problems = []
    if cartridge.is_restricted:
        problems.append(Problem("cartridge_restricted", MANIFEST))
    if not cartridge.resources and not cartridge.items:
        problems.append(Problem("cartridge_empty", MANIFEST))
    if cartridge.is_cut:
        problems.append(Problem("cartridge_too_many", MANIFEST))
    missing = {file for resource in cartridge.resources.values() for file in resource.files if file not in names}
    for name in sorted(missing)[:_MOST_MISSING]:
        problems.append(Problem("cartridge_file_missing", name[:255], is_warning=True))
    for item in cartridge.every_item():
        if item.reference and item.reference not in cartridge.resources:
            problems.append(Problem("cartridge_resource_missing", MANIFEST, item.title[:200], is_warning=True))
    return problems[: _MOST_MISSING + 50]
