"""Files of a live class: decks page by page, handouts."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.redirects import next_path
from content_repo.models import ResourceFile
from content_repo.queries import resource_cards, resources_for
from content_repo.services import store_files
from courses.queries import matching_resources
from live_classes.choices import FileUse, LiveClassState
from live_classes.decks import can_be_deck, deck_pages, file_card, file_cards, files_with_pages
from live_classes.models import LiveClass, LiveClassFile
from live_classes.permissions import can_change_files, can_see_files
from live_classes.services.files import FileNotTaken, add_file, move_file, remove_file
from media.delivery import delivery_of, delivery_url
from media.models import Blob, Upload
from media.permissions import can_use_upload
from media.views import page_with_uploader, serve

MOST_AT_ONCE = 10
DECK_SECONDS = 86_400


def _changed_class(request: HttpRequest, uuid: uuids.UUID) -> LiveClass:
    live_class = get_object_or_404(LiveClass.objects.select_related("school", "course", "school_class"), uuid=uuid)
    if not can_change_files(request.user, live_class):
        raise Http404
    return live_class


def _seen_file(request: HttpRequest, uuid: uuids.UUID, file_uuid: uuids.UUID) -> LiveClassFile:
    files = LiveClassFile.objects.select_related(
        "live_class__school", "live_class__course", "live_class__school_class__school"
    )
    file = get_object_or_404(files_with_pages(files), live_class__uuid=uuid, uuid=file_uuid)
    if not can_see_files(request.user, file.live_class):
        raise Http404
    return file


@login_required
@page_with_uploader
@require_http_methods(["GET", "HEAD", "POST"])
def file_add(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Add files to a class: from the device, or found in the repository."""
    live_class = _changed_class(request, uuid)
    if request.method != "POST":
        return render(request, "live_classes/files.html", _files_context(request, live_class))
    use = FileUse.HANDOUT if request.POST.get("use") == FileUse.HANDOUT else FileUse.DECK
    found, problems = _sent_files(request, live_class)
    added = [name for blob, name in found if _is_added(request, live_class, blob, name, use, problems)]
    if added:
        messages.success(request, _("Đã thêm: %(names)s.") % {"names": ", ".join(added)})
    for problem in problems:
        messages.error(request, problem)
    if not added and not problems:
        messages.error(request, _("Chưa chọn tệp nào. Chọn tệp trên máy hoặc tìm trong kho học liệu."))
    return redirect(next_path(request, reverse("live_classes:file_add", args=[live_class.uuid])))


def _files_context(request: HttpRequest, live_class: LiveClass) -> dict:
    words = request.GET.get("q", "").strip()[:100]
    return {
        "live_class": live_class,
        "cards": file_cards(live_class),
        "can_change": True,
        "takes_files": live_class.state in (LiveClassState.SCHEDULED, LiveClassState.OPEN),
        "q": words,
        "found": _found_in_repository(request.user, words) if words else None,
    }


def _found_in_repository(user, words: str) -> list[tuple]:
    """Return pairs of resource and its files, each with whether it can be shown page by page."""
    resources = matching_resources(words, user)
    cards = resource_cards([resource.uuid for resource in resources], user)
    files = [(resource, cards[resource.uuid].files) for resource in resources if resource.uuid in cards]
    return [(resource, [(file, can_be_deck(file.blob)) for file in found]) for resource, found in files if found]


def _sent_files(request: HttpRequest, live_class: LiveClass) -> tuple[list[tuple[Blob, str]], list[str]]:
    """Return blobs with their names, and words on files that were not taken."""
    sent = request.FILES.getlist("file")[:MOST_AT_ONCE]
    stored = store_files(files=sent, owner=request.user, school=live_class.school)
    uploads, problems = stored.uploads, stored.problems
    for upload in _named_uploads(request):
        if can_use_upload(request.user, upload):
            uploads.append(upload)
        else:
            problems.append(_("“%(name)s” chưa tải lên xong. Chờ tải xong rồi thêm lại.") % {"name": upload.name})
    found = [(upload.blob, upload.name) for upload in uploads if upload.blob]
    if "resource_file" in request.POST:
        file = _repository_file(request)
        found.append((file.blob, file.name))
    return found, problems


def _named_uploads(request: HttpRequest) -> list[Upload]:
    wanted = [uuid for text in request.POST.getlist("upload")[:MOST_AT_ONCE] if (uuid := _uuid_of(text))]
    return list(Upload.objects.filter(uuid__in=wanted, owner=request.user).select_related("blob").order_by("pk"))


def _repository_file(request: HttpRequest) -> ResourceFile:
    uuid = _uuid_of(request.POST["resource_file"])
    if uuid is None:
        raise Http404
    files = ResourceFile.objects.filter(resource__in=resources_for(request.user)).select_related("blob")
    return get_object_or_404(files, uuid=uuid)


def _uuid_of(text: str) -> uuids.UUID | None:
    try:
        return uuids.UUID(text)
    except ValueError:
        return None


def _is_added(request, live_class: LiveClass, blob: Blob, name: str, use: FileUse, problems: list[str]) -> bool:
    try:
        add_file(live_class=live_class, by=request.user, blob=blob, name=name, use=use)
    except FileNotTaken as answer:
        problems.append(_refusal(answer.code) % {"name": name})
        return False
    return True


def _refusal(code: str) -> str:
    return {
        "no_pages": _(
            "“%(name)s” không chiếu được từng trang. Lưu thành PDF hoặc PPTX rồi thêm lại, hoặc phát cho lớp."
        ),
        "too_many": _("“%(name)s” chưa được thêm: một buổi học nhận nhiều nhất 30 tệp."),
        "over": _("“%(name)s” chưa được thêm: buổi học này không còn nhận tệp."),
        "begun": _("“%(name)s” được giữ lại: buổi học đã bắt đầu, trang chiếu còn dùng để xem lại."),
    }[code]


@login_required
@require_POST
def file_remove(request: HttpRequest, uuid: uuids.UUID, file_uuid: uuids.UUID) -> HttpResponse:
    """Take a file from a class that has not begun."""
    live_class = _changed_class(request, uuid)
    file = live_class.files.filter(uuid=file_uuid).first()
    if file:  # a second click finds it gone
        try:
            remove_file(file=file, by=request.user)
            messages.success(request, _("Đã bỏ “%(name)s” khỏi buổi học.") % {"name": file.name})
        except FileNotTaken as answer:
            messages.error(request, _refusal(answer.code) % {"name": file.name})
    return redirect(next_path(request, reverse("live_classes:file_add", args=[live_class.uuid])))


@login_required
@require_POST
def file_move(request: HttpRequest, uuid: uuids.UUID, file_uuid: uuids.UUID) -> HttpResponse:
    """Move a file up (``up=1``) or down in the list."""
    live_class = _changed_class(request, uuid)
    file = get_object_or_404(live_class.files, uuid=file_uuid)
    move_file(file=file, up=request.POST.get("up") == "1")
    return redirect(next_path(request, reverse("live_classes:file_add", args=[live_class.uuid])))


@login_required
@require_safe
def file_download(request: HttpRequest, uuid: uuids.UUID, file_uuid: uuids.UUID) -> HttpResponse:
    """Download a handout; who prepares the class, any of its files."""
    file = _seen_file(request, uuid, file_uuid)
    if file.use != FileUse.HANDOUT and not can_change_files(request.user, file.live_class):
        raise Http404
    address = delivery_url(file.blob, name=file.name)
    if not address:
        raise Http404
    return redirect(address)


@login_required
@require_safe
def deck(request: HttpRequest, uuid: uuids.UUID, file_uuid: uuids.UUID) -> HttpResponse:
    """Return what a client must know of the pages before it loads them: bytes, size in pixels, words."""
    file = _seen_file(request, uuid, file_uuid)
    card = file_card(file)
    pages = [
        {"bytes": page.blob.size_bytes, "width": page.width, "height": page.height, "text": page.text}
        for page in card.pages
    ]
    response = JsonResponse({"name": file.name, "pages": pages})
    response["Cache-Control"] = "private, no-cache" if card.is_preparing else f"private, max-age={DECK_SECONDS}"
    return response


@login_required
@require_safe
def deck_page(request: HttpRequest, uuid: uuids.UUID, file_uuid: uuids.UUID, page: int) -> HttpResponse:
    """Return the picture of a page; it never changes, so the browser keeps it."""
    file = _seen_file(request, uuid, file_uuid)
    pages = deck_pages(file.blob) if file.use == FileUse.DECK else []
    if not 1 <= page <= len(pages):
        raise Http404
    delivery = delivery_of(file.blob, name=f"{page}.webp", inline=True, rendition=pages[page - 1].name)
    if delivery is None:
        raise Http404
    return serve(request, delivery)
