"""Validation of what pupils and teachers send."""

from courses.forms.courses import CompletionForm, CourseForm
from courses.forms.lessons import LessonEditor
from courses.forms.use_resource import UseResourceForm

__all__ = ["CompletionForm", "CourseForm", "LessonEditor", "UseResourceForm"]
