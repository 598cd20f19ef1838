"""Plays SCORM: a document with the contents and the API, the pages of the package in a frame inside it.

Pages look for the API among their parents, so the player wants an origin that it shares with them and with nothing
else (``PACKAGE_ORIGIN``). Without one each page gets the API into its own document; courses whose pages are made of
several frames don't work there, and say so.
"""

import gzip
import re

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.html import json_script
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content_repo.choices import PackageFormat
from content_repo.models import Package
from content_repo.package_addresses import is_package_host
from content_repo.package_serving import accepts, bytes_response, media_type_of
from content_repo.players.base import Player
from content_repo.stored_members import read_member

_PAGES = (".html", ".htm", ".xhtml", ".xht")
_MEDIA = (".mp3", ".m4a", ".ogg", ".oga", ".wav", ".mp4", ".m4v", ".webm", ".ogv", ".mov", ".pdf", ".zip")
_DOCUMENTS = ("document", "iframe", "frame", "embed", "object")
MAX_PAGE_BYTES = 4 * 1024**2
API_BYTES = {PackageFormat.SCORM_12: 34_000, PackageFormat.SCORM_2004: 107_000}  # compressed
FRAME_BYTES = 14_000
_HEAD = re.compile(rb"<head(\s[^>]*)?>", re.IGNORECASE)
_BEFORE_HEAD = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*(<!doctype[^>]*>\s*)?(<!--.*?-->\s*)*(<html(\s[^>]*)?>)?",
    re.IGNORECASE | re.DOTALL,
)
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class ScormPlayer(Player):
    """SCORM 1.2 and 2004, on the packages' own host where there is one."""

    wants_origin = True
    is_tall = True
    extra_sandbox = "allow-modals allow-forms"  # courses ask whether to go on where one stopped, and hold forms
    # Courses are made of scripts and handlers within their pages; they run where nothing of the site can be reached.
    extra_directives = {"script-src": ["'unsafe-inline'"], "frame-src": ["{packages}"], "form-action": ["{packages}"]}

    def frame(self, request: HttpRequest, package: Package, base: str) -> HttpResponse:
        """Return the document with the contents."""
        context = {
            "language": get_language(),
            "title": package.title,
            "is_2004": package.format == PackageFormat.SCORM_2004,
            "data": json_script(frame_data(package, base), "package"),
        }
        return HttpResponse(render_to_string("content_repo/frames/scorm.html", context))

    def member(self, request: HttpRequest, package: Package, base: str, name: str) -> HttpResponse | None:
        """Put our script first into pages; what scripts of the course fetch for themselves stays as it is."""
        place = package.members.get(name)
        is_page = name.lower().endswith(_PAGES) and place is not None and place[2] <= MAX_PAGE_BYTES
        if not is_page:
            return None
        if request.headers.get("Sec-Fetch-Dest", "iframe") not in _DOCUMENTS:
            return None
        script = _inside(package, with_api=not is_package_host(request))
        data = with_script(read_member(package.blob.key, place, MAX_PAGE_BYTES), script)
        coding = "gzip" if accepts(request, "gzip") else ""
        if coding:
            data = gzip.compress(data, 6, mtime=0)
        mark = salted_hmac("content_repo.players.scorm", f"{place[3]} {script}").hexdigest()[:20]
        response = bytes_response(request, data, media_type_of(name), etag=f"{mark}{coding}", coding=coding)
        patch_vary_headers(response, ["Sec-Fetch-Dest"])
        return response

    def size_bytes(self, package: Package) -> int:
        """Return what the player weighs, and one item's share of the package without sound and film."""
        members = package.members.items()
        pages = sum(place[1] for name, place in members if not name.lower().endswith(_MEDIA))
        items = sum(bool(node["href"]) for one in package.manifest["organizations"] for node in _nodes(one["items"]))
        return API_BYTES[PackageFormat(package.format)] + FRAME_BYTES + pages // max(1, items)


def frame_data(package: Package, base: str) -> dict:
    """Return what the frame's script needs, as JSON; the learner's name is the same for all."""
    return {
        "version": package.manifest["version"],
        "default": package.manifest["default_organization"],
        "organizations": package.manifest["organizations"],
        "base": base,
        "learner": _("Người học"),
    }


def with_script(page: bytes, script: str) -> bytes:
    """Return a page with a script before all others; its encoding stays what it is."""
    wide = _WIDE.get(page[:2])
    if wide:
        page = page[2:].decode(wide, "replace").encode()
    found = _HEAD.search(page) or _BEFORE_HEAD.match(page)
    place = found.end() if found else 0
    whole = page[:place] + script.encode("ascii") + page[place:]
    return "\ufeff".encode(wide) + whole.decode().encode(wide) if wide else whole


def _inside(package: Package, *, with_api: bool) -> str:
    is_2004 = package.format == PackageFormat.SCORM_2004
    context = {"with_api": with_api, "is_2004": is_2004}
    return render_to_string("content_repo/frames/scorm_inside.html", context).strip()


def _nodes(items: list[dict]):
    for node in items:
        yield node
        yield from _nodes(node["children"])
