"""Courses taken in from Common Cartridge files, and given out as such."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content_repo.choices import PackageFormat
from content_repo.queries import packages_of
from content_repo.services import store_files
from courses.choices import ImportState
from courses.forms import CartridgeForm, CompletionForm
from courses.models import CartridgeImport, CourseExport
from courses.permissions import can_compose
from courses.queries.cartridges import outcome_counts, report_rows, standing_of
from courses.services import NotYours
from courses.services.cartridge_contents import course_contents
from courses.services.cartridge_export import start_export
from courses.services.cartridge_import import continue_import, start_import
from courses.services.cartridge_making import export_name
from courses.views.composing import composed_course
from media.delivery import delivery_url
from media.models import Upload
from media.permissions import can_use_upload
from media.refusals import refusal_message
from media.views import page_with_uploader
from schools.csv_files import csv_response

ROWS_A_PAGE = 50
IMPORTS_SHOWN = 10


@login_required
@page_with_uploader
@require_http_methods(["GET", "HEAD", "POST"])
def cartridge_import(request: HttpRequest) -> HttpResponse:
    """Take a file, and have a draft course made of it."""
    if not can_compose(request.user):
        raise PermissionDenied
    form = CartridgeForm(request.POST or None, user=request.user)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        upload, problems = _sent_cartridge(request, form)
        if upload:
            return _started(request, form, upload)
    recent = CartridgeImport.objects.filter(owner=request.user).select_related("course")[:IMPORTS_SHOWN]
    context = {"form": form, "problems": problems, "recent": recent, "uploads": request.POST.getlist("upload")}
    is_wrong = bool(form.errors or problems)
    return render(request, "courses/cartridges/import.html", context, status=400 if is_wrong else 200)


def _started(request: HttpRequest, form: CartridgeForm, upload: Upload) -> HttpResponse:
    assert upload.blob is not None  # a stored upload has one
    try:
        cartridge = start_import(
            uuid=form.cleaned_data["uuid"],
            owner=request.user,
            school=form.target_school,
            blob=upload.blob,
            name=upload.name,
            options=form.options,
        )
    except NotYours as error:
        raise Http404 from error
    return redirect("courses:cartridge_report", uuid=cartridge.uuid)


def _sent_cartridge(request: HttpRequest, form: CartridgeForm) -> tuple[Upload | None, list[str]]:
    """Return the file that came with the form and is a cartridge, or in words what is wrong."""
    stored = store_files(files=request.FILES.getlist("file")[:1], owner=request.user, school=form.target_school)
    named = [text for text in request.POST.getlist("upload")[:10] if _is_uuid(text)]
    uploads = stored.uploads + list(
        Upload.objects.filter(uuid__in=named, owner=request.user).select_related("blob").order_by("-pk")
    )
    usable = [upload for upload in uploads if can_use_upload(request.user, upload)]
    packages = packages_of([upload.blob_id for upload in usable if upload.blob_id])
    for upload in usable:
        package = packages.get(upload.blob_id or 0)
        if package and package.format == PackageFormat.CARTRIDGE:
            return upload, []
    if stored.problems:
        return None, stored.problems
    if usable:
        return None, [_("Tệp này không phải gói khoá học Common Cartridge (.imscc). Xuất lại từ hệ thống cũ.")]
    return None, [_("Chọn tệp gói khoá học (.imscc), chờ tải lên xong rồi bấm Nhập khoá học.")]


def _is_uuid(text: str) -> bool:
    try:
        return bool(uuids.UUID(text))
    except ValueError:
        return False


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cartridge_report(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show how far the import is, and then each thing taken or not taken and why."""
    imports = CartridgeImport.objects.select_related("course", "school")
    cartridge = get_object_or_404(imports, uuid=uuid, owner=request.user)
    if request.method == "POST":
        if continue_import(cartridge=cartridge):
            messages.success(request, _("Đang nhập tiếp từ chỗ đã dừng."))
        return redirect("courses:cartridge_report", uuid=uuid)
    context = {"cartridge": cartridge, "standing": standing_of(cartridge)}
    if request.GET.get("phan"):
        return render(request, "courses/cartridges/_import_standing.html", context)
    rows = report_rows(cartridge)
    if request.GET.get("dang") == "csv":
        return _report_csv(cartridge, rows)
    counts = outcome_counts(cartridge)
    chosen = request.GET.get("ket-qua", "")
    if chosen in counts:
        rows = [row for row in rows if row.outcome == chosen]
    is_print = bool(request.GET.get("in"))
    context |= {
        "counts": counts,
        "chosen": chosen,
        "is_print": is_print,
        "page": Paginator(rows, max(len(rows), 1) if is_print else ROWS_A_PAGE).get_page(request.GET.get("trang")),
    }
    return render(request, "courses/cartridges/report.html", context)


def _report_csv(cartridge: CartridgeImport, rows) -> HttpResponse:
    head = [_("Loại"), _("Tên"), _("Chương"), _("Kết quả"), _("Lí do"), _("Chi tiết"), _("Bài")]
    lines = [
        [row.kind, row.title, row.place, row.outcome_words, row.reason, row.detail, _title(row.lesson)] for row in rows
    ]
    return csv_response(f"nhap-khoa-hoc-{timezone.localdate(cartridge.created_at):%Y%m%d}.csv", [head, *lines])


def _title(lesson) -> str:
    return lesson.draft_title if lesson else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_export(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show what the file of a course holds, make it, and give it out."""
    course = composed_course(request.user, uuid)
    contents = course_contents(course, request.user)
    if request.method == "POST":
        form = CompletionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Yêu cầu gửi lên chưa đủ thông tin nên chưa đóng gói. Bấm Đóng gói lần nữa."))
            return redirect("courses:course_export", uuid=uuid)
        wanted = form.cleaned_data["uuid"]
        try:
            start_export(uuid=wanted, course=course, by=request.user, size_bytes=contents.size_bytes)
        except NotYours as error:
            raise Http404 from error
        return redirect("courses:course_export", uuid=uuid)
    export = CourseExport.objects.filter(course=course, owner=request.user).select_related("upload__blob").first()
    context = {
        "course": course,
        "contents": contents,
        "export": export,
        "standing": standing_of(export) if export else None,
        "download": _download(export) if export else None,
        "refusal": refusal_message(export.refusal) if export and export.refusal else "",
        "new_uuid": uuids.uuid4(),
    }
    template = "_export_standing" if request.GET.get("phan") else "export"
    return render(request, f"courses/cartridges/{template}.html", context)


def _download(export: CourseExport) -> dict | None:
    """Return address and size of the file, if it is made and still kept."""
    upload = export.upload
    if export.state != ImportState.DONE or upload is None or upload.blob is None:
        return None
    name = export_name(export)
    return {"address": delivery_url(upload.blob, name=name), "name": name, "size_bytes": upload.blob.size_bytes}
