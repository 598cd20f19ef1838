"""Pages of one resource: show, download, its versions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.fields import is_key
from content_repo import permissions as may
from content_repo.completeness import shows_people
from content_repo.forms import SubmitForm
from content_repo.models import LearningResource, ResourceFile
from content_repo.queries import described, file_cards, files_of, latest_version, revisions_of, text_edition, version_of
from content_repo.services import count_download, restore_revision
from content_repo.standing import standing_of, steps_of, with_standing
from content_repo.versions import version_labels
from content_repo.views.policies import page_with_player
from media.delivery import delivery_url
from media.models import Blob
from media.queries import preview_of
from schools.choices import Role
from schools.permissions import roles_of

PAGE_SIZE = 20
TEXT_SHOWN = 6000  # characters of the text edition put into a page


def visible_resource(request: HttpRequest, uuid) -> LearningResource:
    """Return a resource the visitor may see; 404 for all others, whether they exist or not."""
    resource = get_object_or_404(
        with_standing(described(LearningResource.objects.select_related("latest_revision"))), uuid=uuid
    )
    if not may.can_view_resource(request.user, resource):
        raise Http404
    return resource


@page_with_player
@require_safe
def resource(request: HttpRequest, uuid) -> HttpResponse:
    """Show a resource: the published version, or the draft where there is nothing published or it is asked for."""
    found = visible_resource(request, uuid)
    sees_draft = may.can_view_draft(request.user, found)
    has_draft = sees_draft and found.live and found.has_unpublished_changes
    shows_draft = not found.live or (has_draft and request.GET.get("ban") == "nhap")
    version = latest_version(found) if shows_draft else found
    context = {
        "resource": found,
        "version": version,
        "shows_draft": shows_draft,
        "has_draft": has_draft,
        "sees_draft": sees_draft,
        "standing": standing_of(found),
        "steps": [step for step in steps_of(found) if step.comment] if sees_draft else [],
        "cover_picture": cover_picture(request, version.cover),
        "may_use": {Role.TEACHER, Role.SCHOOL_MANAGER} & roles_of(request.user) and found.live,
        **_deeds(request.user, found, version),
        **shown_files(version),
    }
    return render(request, "content_repo/resource.html", context)


def cover_picture(request: HttpRequest, cover: Blob | None) -> dict | None:
    """Return address and size of a cover's small copy; ``None`` for those who save data."""
    saves_data = request.headers.get("Save-Data") == "on" or getattr(request.user, "is_data_saver", False)
    thumb = preview_of(cover).thumb if cover and not saves_data else None
    if thumb is None:
        return None
    url = delivery_url(cover, name="bia.webp", inline=True, rendition=thumb.name)
    return {"url": url, "width": thumb.width, "height": thumb.height}


def shown_files(version: LearningResource) -> dict:
    """Return the files of a version with previews, their size, and the start of the first one's text."""
    files = files_of(version)
    text = text_edition(files, TEXT_SHOWN + 1)
    cards = file_cards(files)
    return {
        "files": cards,
        "has_packages": any(card.package for card in cards),
        "size_bytes": sum(file.blob.size_bytes for file in files),
        "text": text[:TEXT_SHOWN],
        "is_text_cut": len(text) > TEXT_SHOWN,
    }


def _deeds(user, found: LearningResource, version: LearningResource) -> dict:
    may_submit = may.can_submit_resource(user, found)
    return {
        "may_edit": may.can_edit_resource(user, found),
        "may_withdraw": may.can_withdraw_resource(user, found),
        "may_unpublish": may.can_unpublish_resource(user, found),
        "may_undo": not found.live and may.can_republish_resource(user, found),
        "may_delete": may.can_delete_resource(user, found),
        "may_review": may.can_review(user) and may.can_review_now(user, found),
        "submit_form": SubmitForm(shows_people=shows_people(version)) if may_submit else None,
    }


@never_cache
@require_GET
def download(request: HttpRequest, uuid, file_uuid) -> HttpResponse:
    """Count a download and send the browser to the bytes; ``?phien-ban=`` takes the file of an old version."""
    found = visible_resource(request, uuid)
    file = _file(request, found, file_uuid)
    url = delivery_url(file.blob, name=file.name)
    if not url:
        messages.warning(request, _("Tệp đang được xử lý, chưa tải được. Thử lại sau ít phút."))
        return redirect(found)
    if found.live and "phien-ban" not in request.GET:
        count_download(resource=found)
    return HttpResponseRedirect(url)


def _file(request, found: LearningResource, file_uuid) -> ResourceFile:
    """Find the file in the version asked for, in the published one, or in the draft for those who see it."""
    versions = []
    sees_draft = may.can_view_draft(request.user, found)
    if sees_draft and is_key(revision_id := request.GET.get("phien-ban", "")):
        versions.append(version_of(found, get_object_or_404(found.revisions, pk=revision_id)))
    elif may.can_view_published(request.user, found):
        versions.append(found)
    if sees_draft:
        versions.append(latest_version(found))
    for version in versions:
        for file in version.files.all():
            if file.uuid == file_uuid:
                return file
    raise Http404


def _own_history(request, uuid) -> LearningResource:
    found = visible_resource(request, uuid)
    if not may.can_view_draft(request.user, found):
        raise Http404
    return found


@login_required
@require_GET
def history(request: HttpRequest, uuid) -> HttpResponse:
    """List the versions of a resource and what was decided about each."""
    found = _own_history(request, uuid)
    page = Paginator(revisions_of(found), PAGE_SIZE).get_page(request.GET.get("trang"))
    steps = steps_of(found).filter(revision__in=[revision.pk for revision in page])
    labels = version_labels(found, page, steps, page.paginator.count - page.start_index() + 1)
    context = {"resource": found, "page": page, "versions": labels}
    return render(request, "content_repo/history.html", context)


@page_with_player
@login_required
@require_http_methods(["GET", "POST"])
def revision(request: HttpRequest, uuid, revision_id: int) -> HttpResponse:
    """Show an old version with the files it had; its author may make it the newest one again (POST)."""
    found = _own_history(request, uuid)
    old = get_object_or_404(found.revisions.select_related("user"), pk=revision_id)
    may_restore = may.can_edit_resource(request.user, found) and old.pk != found.latest_revision_id
    if request.method == "POST":
        if not may_restore:
            messages.warning(
                request, _("Không khôi phục được lúc này: học liệu đang chờ duyệt hoặc đây đã là bản mới nhất.")
            )
            return redirect("content_repo:revision", uuid=uuid, revision_id=revision_id)
        restore_revision(resource=found, revision=old, by=request.user)
        messages.success(
            request, _("Đã khôi phục phiên bản này thành bản nháp mới nhất. Bản trước đó vẫn còn trong lịch sử.")
        )
        return redirect("content_repo:edit", uuid=uuid)
    version = version_of(found, old)
    context = {
        "resource": found,
        "version": version,
        "revision": old,
        "may_restore": may_restore,
        **shown_files(version),
    }
    return render(request, "content_repo/revision.html", context)
