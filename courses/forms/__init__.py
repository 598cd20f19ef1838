"""Validation of what pupils and teachers send."""

from courses.forms.cartridges import CartridgeForm
from courses.forms.courses import CompletionForm, CourseForm
from courses.forms.lessons import LessonEditor
from courses.forms.use_resource import UseResourceForm

__all__ = ["CartridgeForm", "CompletionForm", "CourseForm", "LessonEditor", "UseResourceForm"]
