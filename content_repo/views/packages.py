"""Pages of one package: what it is, what was found, playing it by itself, its export."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from content_repo import permissions as may
from content_repo.choices import LibraryState, PackageFormat, PackageState
from content_repo.models import Package
from content_repo.package_facts import facts_of, has_newer_library
from content_repo.package_problems import by_file, findings, plain_text, table
from content_repo.players import PLAYERS
from content_repo.queries import adaptations_of, packages_for, resources_with, used_libraries
from content_repo.services.package_export import export_name, h5p_chunks
from content_repo.views.policies import page_with_player
from media.choices import UploadState
from media.delivery import delivery_url
from media.models import Upload
from media.refusals import refusal_message
from schools.csv_files import csv_response

FILES_PER_PAGE = 100
SHOWN = 20


def visible_package(request: HttpRequest, uuid) -> Package:
    """Return a package the visitor may see; 404 for all others, whether they exist or not."""
    found = Package.objects.select_related("blob").defer("content", "text", "blob__text")
    package = get_object_or_404(found, uuid=uuid)
    if not may.can_view_package(request.user, package):
        raise Http404
    return package


@page_with_player
@require_safe
def package(request: HttpRequest, uuid) -> HttpResponse:
    """Show what a package is, how it stands, what it holds and runs on, and what can be done with it."""
    found = visible_package(request, uuid)
    libraries = used_libraries(found) if found.format == PackageFormat.H5P else []
    waiting = [one for one in libraries if one.state != LibraryState.TRUSTED]
    files = sorted((name, place[2]) for name, place in found.members.items())
    is_ready = found.state == PackageState.READY
    is_author = may.can_upload_resource(request.user)
    context = {
        "package": found,
        "facts": facts_of(found),
        "is_playable": is_ready and found.format in PLAYERS,
        "libraries": libraries,
        "waiting": waiting,
        "refused": [one for one in waiting if one.state == LibraryState.REFUSED],
        "findings": findings(found.problems),
        "page": Paginator(files, FILES_PER_PAGE).get_page(request.GET.get("trang")),
        "resources": resources_with(found, request.user)[:SHOWN],
        "based_on": _visible(request.user, found.based_on_id),
        "adaptations": adaptations_of(found, request.user)[:SHOWN],
        "may_trust": may.can_trust_libraries(request.user),
        "may_adapt": is_ready and is_author and found.format == PackageFormat.H5P,
        "may_upgrade": is_ready and is_author and has_newer_library(libraries),
    }
    return render(request, "content_repo/packages/package.html", context)


def _visible(user, pk: int | None) -> Package | None:
    return packages_for(user).defer("content", "members", "text").filter(pk=pk).first() if pk else None


@page_with_player
@require_safe
def package_play(request: HttpRequest, uuid) -> HttpResponse:
    """Play a package over the whole width of the page; nothing of it is kept."""
    found = visible_package(request, uuid)
    if found.state != PackageState.READY or found.format not in PLAYERS:
        return redirect("content_repo:package", uuid=uuid)
    return render(request, "content_repo/packages/play.html", {"package": found})


@never_cache
@require_GET
def package_export(request: HttpRequest, uuid) -> HttpResponse:
    """Give an H5P package with safe content and all its libraries; other formats as they were sent."""
    found = visible_package(request, uuid)
    if found.format != PackageFormat.H5P:
        address = delivery_url(found.blob, name=export_name(found))
        return HttpResponseRedirect(address)
    if found.state != PackageState.READY:
        messages.warning(request, _("Gói còn chờ kiểm tra thư viện nên chưa xuất được."))
        return redirect("content_repo:package", uuid=uuid)
    response = StreamingHttpResponse(h5p_chunks(package=found), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, export_name(found))
    response["Content-Encoding"] = "identity"  # it is packed already
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_safe
def upload_report(request: HttpRequest, uuid) -> HttpResponse:
    """Show all that is wrong with a refused upload of one's own; ``?dang=csv`` and ``?dang=txt`` are files to keep."""
    upload = get_object_or_404(Upload, uuid=uuid, owner=request.user, state=UploadState.REFUSED)
    found = findings(upload.report)
    if request.GET.get("dang") == "csv":
        return csv_response("bao-cao.csv", table(found))
    groups = by_file(found)
    if request.GET.get("dang") == "txt":
        response = HttpResponse(plain_text(upload.name, groups), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="bao-cao.txt"'
        return response
    context = {
        "upload": upload,
        "refusal": refusal_message(upload.refusal, upload.refusal_detail, upload.report),
        "groups": groups,
        "errors_count": sum(1 for one in found if not one.is_warning),
        "warnings_count": sum(1 for one in found if one.is_warning),
    }
    return render(request, "content_repo/packages/upload_report.html", context)
