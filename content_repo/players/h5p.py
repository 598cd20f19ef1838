"""Plays H5P: one small document, H5P core, and one bundle for all libraries that the content runs on."""

import hashlib
import json
from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content_repo.models import Bundle, Library, Package
from content_repo.package_policies import package_policy
from content_repo.players.base import Player
from content_repo.players.h5p_words import core_words
from content_repo.queries import used_libraries
from content_repo.resolution import main_library_of
from content_repo.services.bundles import bundle_key, bundle_of
from content_repo.stored_members import MemberMissing

SAVE_SECONDS = 10
CORE_BYTES = 55_000  # core, its styles and the frame's own script, compressed
ICON_BYTES = 15_000
REMEMBERED_SECONDS = 3600
_FOR_HTML = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}


class H5PPlayer(Player):
    """In a frame without an origin; of the package ``content/`` alone is served, libraries as the site trusts them."""

    # Scripts come as text from the page and run as inline ones. A nonce would let a library, which could read it, load
    # scripts from any host at all; this way only the hosts of the list answer.
    extra_directives = {"script-src": ["'unsafe-inline'"]}

    def frame(self, request: HttpRequest, package: Package, base: str) -> HttpResponse:
        """Return the document; browsers that kept it are told whether it still holds."""
        libraries = used_libraries(package)
        data = frame_data(package, libraries, base)
        bundle = bundle_of(libraries)
        etag = _mark(package, data, bundle)
        response = get_conditional_response(request, etag=f'"{etag}"')
        if response is None:
            response = HttpResponse(_document(package, data, bundle.key))
        response["ETag"] = f'"{etag}"'
        response["Content-Security-Policy"] = package_policy(request, self, is_frame=True)
        return response

    def member(self, request: HttpRequest, package: Package, base: str, name: str) -> HttpResponse | None:
        """Leave members of the content to their view; what the package brought as code is not served."""
        if name.startswith("content/") or name == "h5p.json":
            return None
        raise MemberMissing(name)

    def files(self, package: Package) -> list[str]:
        """Return core and the bundle, once somebody has had it made."""
        _size, key = self._known(package)
        return _files(key) if key else []

    def size_bytes(self, package: Package) -> int:
        """Return what the libraries' bundle and the core weigh, and the parameters; pictures come as they are shown."""
        return self._known(package)[0]

    @staticmethod
    def _known(package: Package) -> tuple[int, str]:
        """Return the size and the bundle's key (empty: not made yet); remembered, for lists of packages."""
        name = f"h5p-load-{package.uuid}"
        known = cache.get(name)
        if known is None:
            known = _measured(package)
            cache.set(name, known, REMEMBERED_SECONDS if known[1] else 60)
        return known


def _measured(package: Package) -> tuple[int, str]:
    libraries = used_libraries(package)
    bundle = Bundle.objects.filter(key=bundle_key(libraries)).select_related("script", "style").first()
    if bundle:
        code = bundle.script.size_bytes + bundle.style.size_bytes
    else:
        code = sum(_packed_bytes(library) for library in libraries) // 2  # made small, they are about half
    params = package.members.get("content/content.json", [0, 0])[1]
    return CORE_BYTES + ICON_BYTES + code + params, bundle.key if bundle else ""


def frame_data(package: Package, libraries: Sequence[Library], base: str) -> dict:
    """Return all that the frame's script needs, as JSON: H5P's own integration, the parameters, the addresses."""
    name = main_library_of(package.manifest)
    main = next((lib for lib in reversed(libraries) if lib.machine_name == name.machine_name), None)
    if main is None:
        raise MemberMissing(str(name))
    library_root = reverse("content_repo:library_member", args=["-", "-"])[: -len("/-/-")]
    return {
        "integration": {
            "url": base.rstrip("/"),
            "urlLibraries": library_root,
            "libraryDirectories": {_directory(library): library.tree_sha256 for library in libraries},
            "fullscreenDisabled": True,  # the page has the button: a frame may not
            "postUserStatistics": False,
            "saveFreq": SAVE_SECONDS,
            "reportingIsEnabled": True,
            "siteUrl": settings.SITE_URL,
            "ajax": {"setFinished": "", "contentUserData": ""},
            "l10n": {"H5P": core_words()},
        },
        "content": {
            "library": f"{main.machine_name} {main.major_version}.{main.minor_version}",
            "url": f"{settings.SITE_URL}{reverse('content_repo:package', args=[package.uuid])}",
            "contentUrl": f"{base}content",
            "title": package.title,
            "metadata": _metadata(package),
            "fullScreen": "0",
            "displayOptions": dict.fromkeys(("frame", "export", "embed", "copyright", "icon", "copy"), False),
            "contentUserData": [],
        },
        "params": package.content,
    }


def _document(package: Package, data: dict, bundle_key: str) -> str:
    context = {
        "language": get_language(),
        "title": package.title,
        "boot": _boot(),
        "files": _json(_files(bundle_key)),
        "data": _json(data),
    }
    return render_to_string("content_repo/frames/h5p.html", context)


def _files(bundle_key: str) -> list[str]:
    """Return what the frame asks the page for, in the order in which it is put in; its own script is the first."""
    joined = [reverse("content_repo:bundle", args=[bundle_key, kind]) for kind in ("css", "js")]
    core = [static(f"vendor/h5p/core.{kind}") for kind in ("css", "js")]
    return [static("content_repo/player/h5p.js"), core[0], joined[0], core[1], joined[1]]


def _boot() -> str:
    """Return the one script that stands in the document itself: a file of its own would cost a round trip each time."""
    source = render_to_string("content_repo/frames/boot.js")
    return mark_safe(f"<script>{source}</script>")  # noqa: S308 our own


def _json(value: object) -> str:
    return mark_safe(json.dumps(value, ensure_ascii=False).translate(_FOR_HTML))  # noqa: S308 no tag can begin


def _mark(package: Package, data: dict, bundle: Bundle) -> str:
    """Return the ETag of a document."""
    seen = json.dumps([str(package.uuid), get_language(), _files(bundle.key), data], sort_keys=True)
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def _metadata(package: Package) -> dict:
    h5p_json = package.manifest.get("h5p_json") or {}
    return {"title": package.title, "license": h5p_json.get("license") or "U"}


def _directory(library: Library) -> str:
    return f"{library.machine_name}-{library.major_version}.{library.minor_version}"


def _packed_bytes(library: Library) -> int:
    lines = [*(library.description.get("preloadedJs") or []), *(library.description.get("preloadedCss") or [])]
    return sum(library.members.get(line.get("path"), [0, 0])[1] for line in lines)
