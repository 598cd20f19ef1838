"""Members of packages, libraries and bundles, and the documents of the frames, by signed addresses.

Nothing here knows who asks: no session is read (``elearn.middleware.PackageMiddleware``), the address is the right.
Every response carries a policy that makes it harmless when it is opened by itself.
"""

import time
from collections.abc import Callable
from functools import lru_cache, wraps
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from content_repo.choices import LibraryState, PackageState
from content_repo.models import Library, Package
from content_repo.package_addresses import LANGUAGE_FIELD, Expired, base_of_token, package_of_token
from content_repo.package_policies import package_policy, shared_policy
from content_repo.package_serving import accepts, bytes_response, stored_member
from content_repo.players import PLAYERS
from content_repo.services.bundles import CODINGS, KINDS, bundle_bytes
from content_repo.stored_members import MemberMissing
from media.problems import StoreTrouble
from media.refusals import refusal_message, refusal_status

_YEAR = 365 * 24 * 3600
_PUBLIC = f"public, immutable, max-age={_YEAR}"  # the address names the bytes
_PRIVATE = "private, immutable, max-age=604800"  # as long as a token is given out
_FRAME = "private, max-age=3600, stale-while-revalidate=604800"
RETRY_SECONDS = 30


def _for_anybody(view: Callable) -> Callable:
    """Answer GET, HEAD and OPTIONS, from any origin, in plain words where something is wrong."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs) -> HttpResponse:
        with translation.override(_language(request)):
            response = _answered(view, request, **kwargs)
        response.setdefault("Content-Security-Policy", shared_policy())
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Length, Content-Range, ETag"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "no-referrer"
        response.xframe_options_exempt = True  # frame-ancestors says it, for those that are documents
        return response

    return guarded


def _answered(view: Callable, request: HttpRequest, **kwargs) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "*"
        response["Access-Control-Max-Age"] = "86400"
        return response
    if request.method not in ("GET", "HEAD"):
        response = _plain(_("Địa chỉ này chỉ để đọc."), HTTPStatus.METHOD_NOT_ALLOWED)
        response["Allow"] = "GET, HEAD, OPTIONS"
        return response
    try:
        return view(request, **kwargs)
    except (BadSignature, MemberMissing, Package.DoesNotExist):
        return _plain(_("Không có tệp này."), HTTPStatus.NOT_FOUND)
    except Expired:
        return _plain(_("Địa chỉ này đã hết hạn. Tải lại trang có bài rồi mở lại."), HTTPStatus.GONE)
    except StoreTrouble as trouble:
        response = _plain(refusal_message(trouble.code), refusal_status(trouble.code))
        response["Retry-After"] = RETRY_SECONDS
        return response


@_for_anybody
def frame(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the document that plays a package."""
    package = Package.objects.select_related("blob").get(uuid=package_of_token(token))
    player = PLAYERS.get(package.format)
    if player is None or package.state != PackageState.READY:
        return _plain(_("Bài này đang chờ kiểm tra nên chưa mở được."), HTTPStatus.NOT_FOUND)
    response = player.frame(request, package, base_of_token(token))
    response.setdefault("Cache-Control", _FRAME)
    response.setdefault("Content-Security-Policy", package_policy(request, player, is_frame=True))
    return response


@_for_anybody
def member(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Answer with a member of a package, as it lies there or as its player makes it."""
    package = _package(package_of_token(token))
    player = PLAYERS.get(package.format)
    if player is None:
        raise MemberMissing(name)
    response = player.member(request, package, base_of_token(token), name) or member_response(request, package, name)
    response.setdefault("Cache-Control", _PRIVATE)
    response.setdefault("Content-Security-Policy", package_policy(request, player, is_frame=False))
    return response


def member_response(request: HttpRequest, package: Package, name: str) -> HttpResponse:
    """Answer with a member as it lies in the package; :class:`MemberMissing` where there is none of that name."""
    place = package.members.get(name)
    if place is None:
        raise MemberMissing(name)
    return stored_member(request, package.blob.key, place, name)


@_for_anybody
def library_member(request: HttpRequest, tree: str, name: str) -> HttpResponse:
    """Answer with a member of a library that is trusted; the hash of its tree is the address."""
    return library_response(request, tree, name)


def library_response(request: HttpRequest, tree: str, name: str) -> HttpResponse:
    """Answer with a member of a trusted library; :class:`MemberMissing` where there is none of that name."""
    library = _trusted_library(tree, int(time.time() // 60))
    if library is None or name not in library.members:
        raise MemberMissing(name)
    response = stored_member(request, library.archive.key, library.members[name], name)
    response["Cache-Control"] = _PUBLIC
    return response


@_for_anybody
def bundle(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Answer with the joined scripts or styles of a set of libraries."""
    if kind not in KINDS:
        raise MemberMissing(kind)
    coding = next((coding for coding in CODINGS if accepts(request, coding)), "")
    data = bundle_bytes(key, kind, coding)
    if data is None:
        raise MemberMissing(key)
    response = bytes_response(request, data, KINDS[kind], etag=f"{key[:32]}{coding}", coding=coding)
    response["Cache-Control"] = _PUBLIC
    return response


@lru_cache(maxsize=128)
def _package(uuid: UUID) -> Package:
    """Return what serving members needs; it never changes, so a process asks the database once."""
    return Package.objects.select_related("blob").defer("content", "text", "problems").get(uuid=uuid)


@lru_cache(maxsize=512)
def _trusted_library(tree: str, _minute: int) -> Library | None:
    """Return a trusted library of this tree; asked again each minute, for trust can be taken back."""
    trusted = Library.objects.filter(tree_sha256=tree, state=LibraryState.TRUSTED)
    return trusted.select_related("archive").order_by("pk").first()


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get(LANGUAGE_FIELD, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _plain(message: str, status: int) -> HttpResponse:
    response = HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
