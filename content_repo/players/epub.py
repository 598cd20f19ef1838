"""Plays EPUB: a light reader that shows one chapter at a time out of the stored book (docs/adr/0011).

Two frames: the document of the reader (contents, buttons, progress), and within it the page of the book, whose policy
lets only the reader's own script run. Both have an opaque origin; they talk by messages.
"""

import gzip
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.utils.html import json_script
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content_repo.models import Package
from content_repo.package_serving import accepts, bytes_response
from content_repo.packages.epub.package import SVG_TYPE
from content_repo.packages.epub.xml import MAX_DOCUMENT_BYTES
from content_repo.players.base import Player
from content_repo.players.epub_pages import picture_page, shown_page
from content_repo.stored_members import MemberMissing, read_member
from media.problems import Refusal

READER_BYTES = 9_000  # document, script and styles of the reader, compressed
XAPI_VERBS = "http://adlnet.gov/expapi/verbs/"
XAPI_PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
AS_IT_LIES = "goc"  # field of an address: the member itself, not a page made of it
_SCRIPT = "content_repo/player/chapter.js"
_STYLE = "content_repo/player/chapter.css"


class EpubPlayer(Player):
    """EPUB 3 and 2."""

    is_tall = True
    extra_sandbox = "allow-modals"  # to print; nothing of the book runs, so nothing else asks for one
    extra_directives = {"frame-src": ["{packages}"]}

    def frame(self, request: HttpRequest, package: Package, base: str) -> HttpResponse:
        """Return the document of the reader."""
        manifest = package.manifest
        context = {
            "language": get_language(),
            "title": package.title,
            "creators": ", ".join(manifest["creators"]),
            "has_scripts": manifest["has_scripts"],
            "entries": _flat(manifest["toc"]) or _of_chapters(manifest["chapters"]),
            "base": base,
            "data": json_script(frame_data(package, base), "book"),
        }
        return HttpResponse(render_to_string("content_repo/frames/epub.html", context))

    def member(self, request: HttpRequest, package: Package, base: str, name: str) -> HttpResponse | None:
        """Return a page of the book as it is shown; other members are served as they lie there."""
        media_type = package.manifest["pages"].get(name)
        place = package.members.get(name)
        if media_type is None or place is None or AS_IT_LIES in request.GET:
            return None
        head = render_to_string("content_repo/frames/chapter_head.html")
        if media_type == SVG_TYPE:
            address = f"{request.path}?{urlencode({AS_IT_LIES: 1})}"
            data = picture_page(_title_of(package, name), address, head)
        else:
            data = _shown(package, name, head)
        coding = "gzip" if accepts(request, "gzip") else ""
        if coding:
            data = gzip.compress(data, 6, mtime=0)
        mark = salted_hmac("content_repo.players.epub", f"{place[3]} {head}").hexdigest()[:20]
        response = bytes_response(request, data, "application/xhtml+xml", etag=f"{mark}{coding}", coding=coding)
        response["Content-Security-Policy"] = page_policy(request)
        return response

    def size_bytes(self, package: Package) -> int:
        """Return what the reader weighs, the first chapter, and the styles; each further chapter loads by itself."""
        first = next((one for one in package.manifest["chapters"] if one["is_linear"]), None)
        names = [name for name in package.members if name.lower().endswith(".css")]
        names += [first["href"]] if first else []
        return READER_BYTES + sum(package.members[name][1] for name in names if name in package.members)


def page_policy(request: HttpRequest) -> str:
    """Return the policy of a page of a book: nothing of the book runs, nothing is fetched from elsewhere.

    Of scripts only the one address of the reader's own is allowed, so not even a file of the book can be one.
    """
    origin = f"{request.scheme}://{request.get_host()}"
    packages = f"{origin}/goi/"
    directives = {
        "sandbox": "allow-scripts allow-modals",
        "default-src": "'none'",
        "script-src": f"{origin}{static(_SCRIPT)}",
        "style-src": f"{packages} {origin}{static(_STYLE)} 'unsafe-inline'",
        "img-src": f"{packages} data:",
        "media-src": f"{packages} data:",
        "font-src": f"{packages} data:",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def frame_data(package: Package, base: str) -> dict:
    """Return what the reader's script needs."""
    chapters = [
        {"href": one["href"], "title": one["title"], "bytes": max(1, one["size_bytes"])}
        for one in package.manifest["chapters"]
        if one["is_linear"]
    ]
    addresses = {"verbs": XAPI_VERBS, "progress": XAPI_PROGRESS}
    return {"base": base, "chapters": chapters, "isFixed": package.manifest["is_fixed"], **addresses}


def _shown(package: Package, name: str, head: str) -> bytes:
    data = read_member(package.blob.key, package.members[name], MAX_DOCUMENT_BYTES)
    try:
        return shown_page(data, head)
    except Refusal as refusal:
        raise MemberMissing(name) from refusal


def _title_of(package: Package, name: str) -> str:
    return next((one["title"] for one in package.manifest["chapters"] if one["href"] == name), "")


def _flat(entries: list[dict], depth: int = 1) -> list[dict]:
    """The table of contents as rows with their depth."""
    return list(_rows(entries, depth))


def _rows(entries: list[dict], depth: int) -> Iterator[dict]:
    for entry in entries:
        yield {"title": entry["title"] or "–", "href": entry["href"], "depth": min(depth, 4)}
        yield from _rows(entry["children"], depth + 1)


def _of_chapters(chapters: list[dict]) -> list[dict]:
    """For books without a table of contents."""
    return [
        {"title": one["title"] or _("Phần %(number)d") % {"number": number}, "href": one["href"], "depth": 1}
        for number, one in enumerate(chapters, start=1)
        if one["is_linear"]
    ]
