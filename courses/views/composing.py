"""Courses as their teachers make them: list, details, publishing, deleting."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.forms import CourseForm
from courses.models import CoursePage, LessonProgress
from courses.permissions import can_compose, can_edit_course
from courses.queries import (
    composed_courses,
    counted,
    course_cards,
    found_courses,
    lesson_parts,
    lesson_sizes,
    lessons_of,
    subjects_and_grades,
)
from courses.services import (
    NotYours,
    create_course,
    delete_course,
    publish_course,
    set_audience,
    unpublish_course,
    update_course,
)

COURSES_A_PAGE = 12
ORDERS = {"ten": ("title", "pk"), "moi": ("-latest_revision_created_at", "-pk")}
STATES = {"cong-bo": True, "nhap": False}


def composed_course(user, uuid: uuids.UUID) -> CoursePage:
    """Return a course the user may change; 404 for anybody else's."""
    courses = CoursePage.objects.select_related("school__administrative_unit", "subject", "grade", "teacher")
    course = get_object_or_404(courses.prefetch_related("audiences__school_class"), uuid=uuid)
    if not can_edit_course(user, course):
        raise Http404
    return course


@login_required
@require_safe
def my_courses(request: HttpRequest) -> HttpResponse:
    """List the courses the user may change."""
    if not can_compose(request.user):
        raise PermissionDenied
    mine = composed_courses(request.user).prefetch_related("audiences__school_class")
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "mon", "lop", "trang-thai", "sap-xep")}
    found = found_courses(mine, text=chosen["q"], subject=chosen["mon"], grade=chosen["lop"])
    if chosen["trang-thai"] in STATES:
        found = found.filter(live=STATES[chosen["trang-thai"]])
    in_order = found.order_by(*ORDERS.get(chosen["sap-xep"], ORDERS["moi"]))
    page = Paginator(in_order, COURSES_A_PAGE).get_page(request.GET.get("trang"))
    subjects, grades = subjects_and_grades(mine)
    context = {
        "page": page,
        "cards": counted(course_cards(page)),
        "subjects": subjects,
        "grades": grades,
        "chosen": chosen,
        "state": chosen["trang-thai"],
        "sort": chosen["sap-xep"],
        "is_filtered": any(chosen[name] for name in ("q", "mon", "lop", "trang-thai")),
    }
    return render(request, "courses/compose/my_courses.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_create(request: HttpRequest) -> HttpResponse:
    """Make a course."""
    if not can_compose(request.user):
        raise PermissionDenied
    form = CourseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            course = create_course(
                uuid=form.cleaned_data["uuid"],
                teacher=request.user,
                school=form.cleaned_data["school"],
                fields=form.course_fields,
                **form.audience,
            )
        except NotYours as error:
            raise Http404 from error
        messages.success(request, _("Đã tạo khoá học. Giờ thêm bài đầu tiên."))
        return redirect("courses:course_edit", uuid=course.uuid)
    context = {"form": form, "course": None}
    return render(request, "courses/compose/course_form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a course to its teacher: the lessons in their order, and its details to change."""
    course = composed_course(request.user, uuid)
    form = CourseForm(request.POST or None, user=request.user, course=course)
    if request.method == "POST" and form.is_valid():
        update_course(course=course, by=request.user, fields=form.course_fields)
        set_audience(course=course, **form.audience)
        messages.success(request, _("Đã lưu khoá học."))
        return redirect("courses:course_edit", uuid=course.uuid)
    lessons = list(lessons_of([course], with_drafts=True, with_body=True))
    sizes = lesson_sizes(lesson_parts(lessons, request.user))
    context = {
        "form": form,
        "course": course,
        "rows": [{"lesson": lesson, "size_bytes": sizes[lesson.pk]} for lesson in lessons],
        "live_count": sum(lesson.live for lesson in lessons),
        "total_bytes": sum(sizes[lesson.pk] for lesson in lessons if lesson.live),
    }
    return render(request, "courses/compose/course.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def course_publish(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Publish a course, or with ``do=unpublish`` hide it."""
    course = composed_course(request.user, uuid)
    if request.POST.get("do") == "unpublish":
        unpublish_course(course=course, by=request.user)
        messages.success(request, _("Đã gỡ khoá học. Học sinh không còn thấy; công bố lại lúc nào cũng được."))
    elif not course.audiences.all():
        messages.error(request, _("Chưa công bố được vì chưa chọn lớp. Chọn ở phần Thông tin, lưu, rồi công bố."))
    else:
        publish_course(course=course, by=request.user)
        shown = lessons_of([course]).count()
        words = ngettext(
            "Đã công bố khoá học. Học sinh thấy %(number)d bài.",
            "Đã công bố khoá học. Học sinh thấy %(number)d bài.",
            shown,
        )
        messages.success(request, words % {"number": shown})
    return redirect("courses:course_edit", uuid=course.uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course_delete(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Ask, saying what goes with it, then delete a course."""
    course = composed_course(request.user, uuid)
    if request.method == "POST":
        title = course.title
        delete_course(course=course, by=request.user)
        messages.success(request, _("Đã xoá khoá học “%(title)s”.") % {"title": title})
        return redirect("courses:my_courses")
    context = {
        "course": course,
        "lessons_count": lessons_of([course], with_drafts=True).count(),
        "pupils_count": LessonProgress.objects.filter(course=course).values("pupil").distinct().count(),
    }
    return render(request, "courses/compose/course_delete.html", context)
