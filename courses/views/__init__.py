"""Courses as composed and taken; the pages themselves are Wagtail's, under /khoa-hoc/."""

from courses.views.composing import course_create, course_delete, course_edit, course_publish, my_courses
from courses.views.learning import complete_lesson, lesson_by_uuid
from courses.views.lessons import lesson_create, lesson_delete, lesson_edit, lesson_move, lesson_preview, use_resource
from courses.views.progress import course_progress, course_progress_csv

__all__ = [
    "complete_lesson",
    "course_create",
    "course_delete",
    "course_edit",
    "course_progress",
    "course_progress_csv",
    "course_publish",
    "lesson_by_uuid",
    "lesson_create",
    "lesson_delete",
    "lesson_edit",
    "lesson_move",
    "lesson_preview",
    "my_courses",
    "use_resource",
]
