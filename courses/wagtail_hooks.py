"""Wagtail finds the page; who may see it and how it looks is decided by the views."""

from wagtail import hooks

from courses.models import CourseIndexPage, CoursePage, LessonPage
from courses.views.learning import course, course_index, lesson

VIEWS = {CourseIndexPage: course_index, CoursePage: course, LessonPage: lesson}


@hooks.register("before_serve_page")
def serve_course_pages(page, request, args, kwargs):
    """Answer in the place of ``Page.serve`` for the pages of this app."""
    view = VIEWS.get(type(page))
    return view(request, page) if view else None
