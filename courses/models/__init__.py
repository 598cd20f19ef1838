"""Rows of courses, one noun a file."""

from courses.models.pages import CourseAudience, CourseIndexPage, CoursePage, LessonPage
from courses.models.records import LessonProgress, Statement

__all__ = ["CourseAudience", "CourseIndexPage", "CoursePage", "LessonPage", "LessonProgress", "Statement"]
