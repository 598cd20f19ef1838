"""Rows of courses, one noun a file."""

from courses.models.pages import CourseAudience, CourseIndexPage, CoursePage, LessonFile, LessonPage
from courses.models.records import LessonProgress, Statement

__all__ = ["CourseAudience", "CourseIndexPage", "CoursePage", "LessonFile", "LessonPage", "LessonProgress", "Statement"]
