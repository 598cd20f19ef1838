"""Where a resource of the repository shall go in one's own courses."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.queries import composed_courses, lessons_of

NEW_COURSE = "khoa-hoc-moi"
# A select box with more is no help; further lessons are reached from the course itself.
_MOST_COURSES = 40


class UseResourceForm(forms.Form):
    """A lesson to add to, a course to add a lesson to, or a new course."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    target = forms.ChoiceField(label=_("Đưa vào"))
    title = forms.CharField(
        label=_("Tên bài mới"),
        max_length=160,
        required=False,
        help_text=_("Chỉ dùng khi chọn “Bài mới”."),
        widget=forms.TextInput(attrs={"class": "inp"}),
    )

    def __init__(self, *args, user, resource, **kwargs):
        kwargs.setdefault("initial", {"uuid": uuid.uuid4(), "title": resource.title})
        super().__init__(*args, **kwargs)
        self.courses = list(composed_courses(user)[:_MOST_COURSES])
        lessons = list(lessons_of(self.courses, with_drafts=True))
        self.lessons = {str(lesson.uuid): lesson for lesson in lessons}
        self.fields["target"].choices = [*self._groups(lessons), (NEW_COURSE, _("Khoá học mới"))]
        if len(self.courses):
            self.fields["target"].initial = f"course:{self.courses[0].uuid}"

    def _groups(self, lessons) -> list[tuple]:
        groups = []
        for course in self.courses:
            inside = [lesson for lesson in lessons if lesson.course_path == course.path]
            own = [(f"lesson:{lesson.uuid}", lesson.draft_title) for lesson in inside]
            groups.append((course.title, [(f"course:{course.uuid}", _("Bài mới")), *own]))
        return groups

    def clean(self):
        """Find the course or the lesson behind the choice; a new lesson needs a title."""
        cleaned = super().clean()
        kind, _colon, key = (cleaned.get("target") or "").partition(":")
        cleaned["course"] = next((course for course in self.courses if str(course.uuid) == key), None)
        cleaned["lesson"] = self.lessons.get(key)
        if kind and not cleaned["lesson"] and not (cleaned.get("title") or "").strip():
            self.add_error("title", _("Đặt tên cho bài mới."))
        return cleaned
