"""Bringing content to a newer version of its library: the library's own script runs in a frame that holds nothing."""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods

from content_repo import permissions as may
from content_repo.choices import PackageFormat, PackageState
from content_repo.exercises.kits import TrustedShelf
from content_repo.holding import places_of
from content_repo.models import LearningResource
from content_repo.packages.strict_json import JsonTrouble, parse
from content_repo.queries import packages_for
from content_repo.services.upgrading import upgrade_package
from content_repo.upgrading import Upgrade, size_of, upgrade_of
from content_repo.views.policies import page_with_player
from media.problems import Refusal
from media.refusals import refusal_message

MAX_CONTENT_BYTES = 8_000_000


@login_required
@require_http_methods(["GET", "POST"])
@page_with_player
def package_upgrade(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer the upgrade; ``?khung`` is the frame it runs in, ``?du-lieu`` what it needs; POST keeps the result."""
    if not may.can_upload_resource(request.user):
        raise PermissionDenied
    found = packages_for(request.user).filter(format=PackageFormat.H5P).select_related("blob", "based_on")
    package = get_object_or_404(found, uuid=uuid)
    if request.method == "GET" and "khung" in request.GET:
        return _frame(request)
    place = next(places_of(package, request.user), None)
    if place is None:
        messages.warning(
            request,
            _("Chỉ nâng cấp được bài trong bản nháp của mình. Phỏng theo bài này rồi nâng cấp bản của thầy cô."),
        )
        return redirect("content_repo:package", uuid=uuid)
    upgrade = upgrade_of(package, TrustedShelf()) if package.state == PackageState.READY else None
    if request.method == "POST":
        return _kept(request, upgrade, place)
    if upgrade and "du-lieu" in request.GET:
        return JsonResponse(upgrade.as_json())
    context = {
        "package": package,
        "upgrade": upgrade,
        "resource": place[0],
        "size_bytes": size_of(upgrade) if upgrade else 0,
    }
    return render(request, "content_repo/exercises/upgrade.html", context)


@xframe_options_exempt
def _frame(request: HttpRequest) -> HttpResponse:
    """Return a document without origin, without network and without anything of the site but one script."""
    script = static("content_repo/upgrade_frame.js")
    response = HttpResponse(f'<!doctype html><meta charset="utf-8"><title>·</title><script src="{script}"></script>')
    site = f"{request.scheme}://{request.get_host()}"
    response["Content-Security-Policy"] = (
        f"sandbox allow-scripts; default-src 'none'; script-src {site}{settings.STATIC_URL} 'unsafe-eval'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {site}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _kept(request: HttpRequest, upgrade: Upgrade | None, place: tuple[LearningResource, UUID]) -> JsonResponse:
    if upgrade is None:
        return _answer(_("Bài đã ở phiên bản mới nhất."))
    file = request.FILES.get("content")
    if file is None or (file.size or 0) > MAX_CONTENT_BYTES:
        return _answer(_("Nội dung sau khi nâng cấp bị thiếu hoặc quá lớn. Bài cũ vẫn còn nguyên."))
    try:
        params = parse(file.read())
    except JsonTrouble:
        params = None
    if not isinstance(params, dict):
        return _answer(_("Nội dung sau khi nâng cấp không đọc được. Bài cũ vẫn còn nguyên."))
    resource, file_uuid = place
    try:
        upgrade_package(
            package=upgrade.package,
            resource=resource,
            file_uuid=file_uuid,
            after=upgrade.after,
            params=params,
            by=request.user,
        )
    except Refusal as refusal:
        return _answer(refusal_message(refusal.code))
    messages.success(request, _("Đã nâng cấp thành bản nháp mới. Bản cũ vẫn ở lịch sử; xem lại rồi gửi duyệt."))
    return JsonResponse({"next": f"{reverse('content_repo:resource', args=[resource.uuid])}?ban=nhap"})


def _answer(words: str) -> JsonResponse:
    return JsonResponse({"message": words}, status=HTTPStatus.BAD_REQUEST)
