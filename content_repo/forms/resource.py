"""The fields of a resource: a draft needs three of them, a review some more."""

from itertools import groupby

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.fields import KeysField, is_key
from content_repo.adapting import licenses_for
from content_repo.choices import License, ResourceKind
from content_repo.models import LearningResource, TextbookSeries, Topic
from schools.models import School

REQUIRED_FOR_REVIEW = ["grades", "author_name"]


def topics_by_grade(subject: object) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the topics of a subject, by its key as sent, as groups of a list: «Lớp 8» with pairs of id and name."""
    if not is_key(subject):
        return []
    topics = Topic.objects.filter(subject_id=int(str(subject))).select_related("grade").order_by("grade", "position")
    groups = groupby(topics, key=lambda topic: topic.grade)
    return [(str(grade), [(topic.pk, topic.name) for topic in found]) for grade, found in groups]


class ResourceForm(forms.ModelForm):
    """What an author writes about a material; ``is_submitting`` asks for what a review needs.

    ``shows_people`` tells that pictures or videos are attached: then consent is asked for too.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    school = forms.ModelChoiceField(School.objects.none(), label=_("Trường"))
    has_consent = forms.BooleanField(
        label=_("Ảnh và video có mặt học sinh đều đã được phụ huynh đồng ý, không để lộ thông tin riêng."),
        required=False,
    )

    class Meta:
        model = LearningResource
        fields = [
            "title",
            "kind",
            "subject",
            "grades",
            "topic",
            "outcomes",
            "summary",
            "author_name",
            "license",
            "visibility",
            "time_required_minutes",
            "in_language",
            "textbook_series",
        ]
        labels = {"time_required_minutes": _("Thời gian (phút)"), "license": _("Giấy phép")}
        help_texts = {
            "title": _("Ví dụ: Bài 14. Hình thang cân"),
            "outcomes": _("Mỗi dòng một yêu cầu, ví dụ: Giải thích được tính chất đường chéo của hình thang cân."),
            "author_name": _("Tên hiện trên trang học liệu. Nhiều tác giả thì cách nhau bằng dấu phẩy."),
            "license": _("Cho người khác biết được dùng lại đến đâu. Thầy cô vẫn là tác giả."),
            "topic": _("Danh sách theo môn: chọn môn trước; không thấy thì lưu nháp một lần."),
        }
        field_classes = {"grades": KeysField}
        widgets = {
            "grades": forms.CheckboxSelectMultiple,
            "outcomes": forms.Textarea(attrs={"rows": 4}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "time_required_minutes": forms.NumberInput(attrs={"min": 1, "max": 2000, "inputmode": "numeric"}),
        }
        error_messages = {
            "title": {"required": _("Nhập tên học liệu.")},
            "kind": {"required": _("Chọn loại học liệu.")},
            "subject": {"required": _("Chọn môn học.")},
            "grades": {"required": _("Chọn ít nhất một lớp.")},
            "author_name": {"required": _("Nhập tên tác giả.")},
        }

    def __init__(self, *args, schools, is_submitting=False, shows_people=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_submitting, self.shows_people = is_submitting, shows_people
        self._offer_schools(schools)
        self._offer_topics()
        self.fields["kind"].choices = [("", _("Chọn loại…")), *ResourceKind.choices]
        self.fields["subject"].empty_label = _("Chọn môn…")
        self.fields["topic"].empty_label = _("Chưa chọn chủ đề")
        self.fields["textbook_series"].empty_label = _("Không theo bộ sách nào")
        if not self.instance.pk:
            self.initial.setdefault("textbook_series", TextbookSeries.objects.filter(is_default=True).first())
        for name in REQUIRED_FOR_REVIEW:  # an empty form shows them as needed; a draft may leave them out
            self.fields[name].required = is_submitting or not self.is_bound
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput | forms.Textarea | forms.NumberInput):
                field.widget.attrs.setdefault("class", "inp")

    def _offer_schools(self, schools: list[School]) -> None:
        field = self.fields["school"]
        field.queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        field.initial = schools[0].pk
        if len(schools) == 1:
            field.widget = forms.HiddenInput()
            field.widget.choices = field.choices

    def _offer_topics(self) -> None:
        """Offer the topics of the subject that is known; the script fetches those of another one."""
        field = self.fields["topic"]
        field.queryset = Topic.objects.all()
        field.choices = [("", _("Chưa chọn chủ đề")), *topics_by_grade(self["subject"].value())]

    def clean_title(self) -> str:
        """Close up white space."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_license(self) -> str:
        """Hold a version that is based on somebody else's work to what the licence of that work allows."""
        chosen = self.cleaned_data["license"]
        allowed = licenses_for(self.instance, self.instance) if self.instance.pk else None
        if allowed is not None and chosen not in allowed:
            names = ", ".join(str(License(value).label).split(" – ")[0] for value in allowed)
            raise forms.ValidationError(
                _("Học liệu phỏng theo bài của người khác; giấy phép của bài gốc chỉ cho: %(names)s.")
                % {"names": names}
            )
        return chosen

    def clean_version(self) -> int | None:
        """Notice that the newest version is not the one that was being edited."""
        version = self.cleaned_data["version"]
        if self.instance.pk and version and version != self.instance.latest_revision_id:
            self.data = self.data.copy()
            self.data["version"] = str(self.instance.latest_revision_id)
            raise forms.ValidationError(
                _("Học liệu này vừa được sửa ở một trang khác. Xem lại rồi lưu lần nữa để giữ bản này.")
            )
        return version

    def clean(self) -> dict:
        """Ask for what a review needs: outcomes of a lesson plan, consent for pictures, a topic that fits."""
        data = super().clean()
        topic, subject = data.get("topic"), data.get("subject")
        if topic and subject and topic.subject_id != subject.pk:
            self.add_error("topic", _("Chủ đề này thuộc môn khác. Chọn chủ đề của môn đã chọn."))
        if self.is_submitting:
            self._clean_for_review(data)
        return data

    def _clean_for_review(self, data: dict) -> None:
        if data.get("kind") == ResourceKind.LESSON_PLAN and not data.get("outcomes", "").strip():
            self.add_error("outcomes", _("Viết ít nhất một yêu cầu cần đạt của giáo án."))
        if self.shows_people and not data.get("has_consent"):
            self.add_error("has_consent", _("Có ảnh hoặc video trong tệp. Đánh dấu ô này sau khi đã kiểm tra."))

    def _post_clean(self) -> None:
        """Leave the instance alone: services write, the form only reads."""

    @cached_property
    def values(self) -> dict:
        """Validated values by column, with ``grades``."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}
