"""Plays H5P: one small document, H5P core, and one bundle for all libraries that the content runs on."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content_repo.models import Bundle, Library, Package
from content_repo.players.base import Player
from content_repo.players.h5p_words import core_words
from content_repo.queries import used_libraries
from content_repo.resolution import main_library_of
from content_repo.services.bundles import bundle_key, bundle_of
from content_repo.stored_members import MemberMissing

SAVE_SECONDS = 10
CORE_BYTES = 55_000  # core, its styles and the frame's own script, compressed
ICON_BYTES = 15_000
_FOR_HTML = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}


class H5PPlayer(Player):
    """In a frame without an origin; of the package ``content/`` alone is served, libraries as the site trusts them."""

    def frame(self, request: HttpRequest, package: Package, base: str) -> HttpResponse:
        """Return the document; its nonce follows from what it says, so a kept document and a fresh header agree."""
        from content_repo.views.policies import package_policy  # views import the players

        libraries = used_libraries(package)
        data = frame_data(package, libraries, base)
        bundle = bundle_of(libraries)
        etag, nonce = _marks(package, data, bundle)
        response = get_conditional_response(request, etag=f'"{etag}"')
        if response is None:
            response = HttpResponse(_document(package, data | {"nonce": nonce}, bundle))
        response["ETag"] = f'"{etag}"'
        response["Content-Security-Policy"] = package_policy(request, self, is_frame=True, nonce=nonce)
        return response

    def member(self, request: HttpRequest, package: Package, base: str, name: str) -> HttpResponse | None:
        """Leave members of the content to their view; what the package brought as code is not served."""
        if name.startswith("content/") or name == "h5p.json":
            return None
        raise MemberMissing(name)

    def size_bytes(self, package: Package) -> int:
        """Return what the libraries' bundle and the core weigh, and the parameters; pictures come as they are shown."""
        key = f"package-size-{package.uuid}"
        size = cache.get(key)
        if size is None:
            size = self._measured(package)
            cache.set(key, size, 24 * 3600)
        return size

    @staticmethod
    def _measured(package: Package) -> int:
        libraries = used_libraries(package)
        known = Bundle.objects.filter(key=bundle_key(libraries)).select_related("script", "style").first()
        if known:
            code = known.script.size_bytes + known.style.size_bytes
        else:
            code = sum(_packed_bytes(library) for library in libraries) // 2  # made small, they are about half
        params = package.members.get("content/content.json", [0, 0])[1]
        return CORE_BYTES + ICON_BYTES + code + params


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


def _document(package: Package, data: dict, bundle: Bundle) -> str:
    context = {
        "language": get_language(),
        "title": package.title,
        "script": reverse("content_repo:bundle", args=[bundle.key, "js"]),
        "style": reverse("content_repo:bundle", args=[bundle.key, "css"]),
        "data": mark_safe(json.dumps(data, ensure_ascii=False).translate(_FOR_HTML)),  # noqa: S308 no tag can begin
    }
    return render_to_string("content_repo/frames/h5p.html", context)


def _marks(package: Package, data: dict, bundle: Bundle) -> tuple[str, str]:
    """Return the ETag and the nonce: nobody can tell the nonce before the content is there, and it goes with it."""
    scripts = [static(name) for name in ("content_repo/player/h5p.js", "vendor/h5p/core.js", "vendor/h5p/core.css")]
    seen = json.dumps([str(package.uuid), get_language(), bundle.key, scripts, data], sort_keys=True)
    mark = salted_hmac("content_repo.players.h5p", seen, algorithm="sha256").hexdigest()
    return mark[:32], mark[32:]


def _metadata(package: Package) -> dict:
    h5p_json = package.manifest.get("h5p_json") or {}
    return {"title": package.title, "license": h5p_json.get("license") or "U"}


def _directory(library: Library) -> str:
    return f"{library.machine_name}-{library.major_version}.{library.minor_version}"


def _packed_bytes(library: Library) -> int:
    lines = [*(library.description.get("preloadedJs") or []), *(library.description.get("preloadedCss") or [])]
    return sum(library.members.get(line.get("path"), [0, 0])[1] for line in lines)
