"""Reads of courses: which a person sees, what lessons hold, how far pupils are."""

from courses.queries.contents import Part, blobs_by_sha, lesson_parts, lesson_sizes, matching_resources
from courses.queries.courses import (
    CourseCard,
    composed_courses,
    counted,
    course_cards,
    course_of,
    courses_for,
    found_courses,
    lessons_of,
    own_first,
    pupil_home,
    subjects_and_grades,
    teacher_home,
)
from courses.queries.progress import SORTS, ProgressTable, progress_table

__all__ = [
    "SORTS",
    "CourseCard",
    "Part",
    "ProgressTable",
    "blobs_by_sha",
    "composed_courses",
    "counted",
    "course_cards",
    "course_of",
    "courses_for",
    "found_courses",
    "lesson_parts",
    "lesson_sizes",
    "lessons_of",
    "matching_resources",
    "own_first",
    "progress_table",
    "pupil_home",
    "subjects_and_grades",
    "teacher_home",
]
