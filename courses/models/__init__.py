"""Rows of courses, one noun a file."""

from courses.models.exports import CourseExport
from courses.models.packages import CartridgeImport, PackageResult, SavedState
from courses.models.pages import CourseAudience, CourseIndexPage, CoursePage, LessonFile, LessonPage
from courses.models.records import LessonProgress, Statement

__all__ = [
    "CartridgeImport",
    "CourseAudience",
    "CourseExport",
    "CourseIndexPage",
    "CoursePage",
    "LessonFile",
    "LessonPage",
    "LessonProgress",
    "PackageResult",
    "SavedState",
    "Statement",
]
