"""Forms of the timetable: planning a meeting or a series, changing one, cancelling."""

import datetime as dt
import uuid as uuids

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import User
from courses.queries import composed_courses
from live_classes.choices import ChatMode
from live_classes.models import LiveClass
from live_classes.queries import overlapping
from live_classes.services.planning import MEETINGS_AT_MOST, repeated_starts
from schools.choices import Role
from schools.models import Membership, SchoolClass
from schools.permissions import memberships_of
from schools.queries import natural_key
from schools.years import next_school_year, school_year_of

LATE = dt.timedelta(minutes=5)  # a class that begins right now
FARTHEST = dt.timedelta(days=400)
OVERLAPS_NAMED = 3
WEEKDAYS = [
    ("0", gettext_lazy("Thứ Hai")),
    ("1", gettext_lazy("Thứ Ba")),
    ("2", gettext_lazy("Thứ Tư")),
    ("3", gettext_lazy("Thứ Năm")),
    ("4", gettext_lazy("Thứ Sáu")),
    ("5", gettext_lazy("Thứ Bảy")),
    ("6", gettext_lazy("Chủ Nhật")),
]
KEEP_DAYS = [
    (30, gettext_lazy("30 ngày")),
    (60, gettext_lazy("60 ngày")),
    (180, gettext_lazy("180 ngày")),
    (365, gettext_lazy("Một năm")),
]
DETAILS = ("title", "summary", "duration_minutes", "chat_mode", "is_recorded", "admits_guests", "keep_days")


def _date_field(**options) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class MeetingForm(forms.Form):
    """What a meeting is about, when it is and how it is held: the part that planning and changing share."""

    title = forms.CharField(label=gettext_lazy("Tên buổi học"), max_length=160)
    summary = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Học sinh đọc trước khi vào lớp: bài nào, cần chuẩn bị gì."),
    )
    date = _date_field(label=gettext_lazy("Ngày"))
    time = forms.TimeField(
        label=gettext_lazy("Giờ bắt đầu"),
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    duration_minutes = forms.IntegerField(
        label=gettext_lazy("Thời lượng (phút)"), min_value=10, max_value=240, initial=45
    )
    chat_mode = forms.ChoiceField(label=gettext_lazy("Trò chuyện"), choices=ChatMode.choices, initial=ChatMode.OPEN)
    is_recorded = forms.BooleanField(
        label=gettext_lazy("Ghi lại để em nào rớt mạng hoặc vắng mặt nghe lại được"), required=False, initial=True
    )
    keep_days = forms.TypedChoiceField(label=gettext_lazy("Giữ bản ghi"), choices=KEEP_DAYS, coerce=int, initial=60)
    admits_guests = forms.BooleanField(
        label=gettext_lazy("Nhận khách có đường dẫn mời, thầy cô cho vào từng người"), required=False
    )
    is_confirmed = forms.BooleanField(label=gettext_lazy("Vẫn xếp buổi học vào giờ này"), required=False)

    overlaps: list[LiveClass] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.BooleanField | forms.MultipleChoiceField):
                field.widget.attrs["class"] = "inp"

    def clean(self):
        """Join date and time; refuse what lies in the past or too far off."""
        cleaned = super().clean()
        if cleaned.get("date") and cleaned.get("time") is not None:
            cleaned["starts_at"] = self._start(cleaned["date"], cleaned["time"])
        return cleaned

    def _start(self, date: dt.date, time: dt.time) -> dt.datetime | None:
        try:
            start = timezone.make_aware(dt.datetime.combine(date, time.replace(tzinfo=None)))
            is_past, is_far = start < timezone.now() - LATE, start > timezone.now() + FARTHEST
        except OverflowError:
            is_past, is_far = date.year < timezone.localdate().year, True
        if is_past and start != self.unchanged_start:
            self.add_error("date", _("Giờ này đã qua. Chọn ngày và giờ sắp tới."))
        elif is_far:
            self.add_error("date", _("Ngày này quá xa. Chỉ xếp lịch được trong khoảng một năm tới."))
        else:
            return start
        return None

    unchanged_start: dt.datetime | None = None

    def warn_of_overlaps(self, **where) -> None:
        """Name meetings at the same time, once; who confirms plans all the same."""
        starts, minutes = self.starts(), self.cleaned_data.get("duration_minutes")
        if not starts or not minutes or self.cleaned_data.get("is_confirmed"):
            return
        self.overlaps = overlapping(starts=starts, duration_minutes=minutes, **where)
        if self.overlaps:
            words = ngettext(
                "Trùng giờ với %(number)d buổi học khác. Đổi giờ, hoặc đánh dấu ô này để vẫn xếp lịch.",
                "Trùng giờ với %(number)d buổi học khác. Đổi giờ, hoặc đánh dấu ô này để vẫn xếp lịch.",
                len(self.overlaps),
            )
            self.add_error("is_confirmed", words % {"number": len(self.overlaps)})

    def starts(self) -> list[dt.datetime]:
        """Return the start, if it is a valid one."""
        start = self.cleaned_data.get("starts_at")
        return [start] if start else []

    @property
    def overlaps_named(self) -> list[LiveClass]:
        """The first few meetings at the same time."""
        return self.overlaps[:OVERLAPS_NAMED]

    @property
    def meeting_fields(self) -> dict:
        """Values for the services of planning."""
        return {name: self.cleaned_data[name] for name in (*DETAILS, "starts_at")}


class PlanForm(MeetingForm):
    """A new meeting, or a series of them, of a class or a course that the user may plan for."""

    uuid = forms.UUIDField(label=gettext_lazy("Mã của buổi học"), widget=forms.HiddenInput)
    place = forms.ChoiceField(label=gettext_lazy("Lớp hoặc khoá học"))
    teacher = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Thầy cô dạy"),
        required=False,
        empty_label=gettext_lazy("Người lên lịch"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Lặp lại vào"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = _date_field(label=gettext_lazy("Lặp lại đến hết ngày"), required=False)

    field_order = ["uuid", "place", "teacher", "title", "summary", "date", "time", "duration_minutes"]

    def __init__(self, *args, user, **kwargs):
        self.user = user
        kwargs["initial"] = {"uuid": uuids.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.places = {f"lop-{row.pk}": row for row in offered_classes(user)}
        self.places |= {f"khoa-{row.pk}": row for row in composed_courses(user).order_by("title", "pk")}
        self.fields["place"].choices = _grouped(self.places)
        managed = {m.school_id for m in memberships_of(user) if m.role == Role.SCHOOL_MANAGER}
        if managed:
            self.fields["teacher"].queryset = _teachers_at(managed)
        else:
            del self.fields["teacher"]

    @property
    def own_uuid(self) -> uuids.UUID:
        """The id that this form was made with; a new one where a client sent none."""
        sent = self["uuid"].value()
        try:
            return uuids.UUID(str(sent))
        except ValueError:
            return uuids.uuid4()

    def clean(self):
        """Resolve the place, check the series, and look for meetings at the same time."""
        cleaned = super().clean()
        place = self.places.get(cleaned.get("place", ""))
        cleaned |= {"school_class": None, "course": None}
        if place:
            cleaned["school_class" if isinstance(place, SchoolClass) else "course"] = place
        self._check_series(cleaned)
        teacher = cleaned.get("teacher") or self.user
        if place and teacher != self.user and not _works_at(teacher, place.school_id):
            self.add_error("teacher", _("Thầy cô này không dạy ở trường của lớp đã chọn."))
        if place and not self.errors:
            self.warn_of_overlaps(
                teacher=teacher, school_class=cleaned["school_class"], course=cleaned["course"], but=self._known_key()
            )
        return cleaned

    def _known_key(self) -> int | None:
        """Return the key of the meeting that an earlier try of this form made, which is no overlap."""
        known = LiveClass.objects.filter(uuid=self.cleaned_data.get("uuid")).first()
        return known.pk if known else None

    def _check_series(self, cleaned: dict) -> None:
        weekdays, until, start = cleaned.get("weekdays"), cleaned.get("until"), cleaned.get("starts_at")
        if weekdays and not until and "until" not in self.errors:
            self.add_error("until", _("Chọn ngày cuối cùng của đợt lặp lại."))
        if until and start and until < timezone.localtime(start).date():
            self.add_error("until", _("Ngày cuối phải sau buổi đầu tiên."))
        if until and not weekdays:
            self.add_error("weekdays", _("Chọn các ngày trong tuần để lặp lại, hoặc bỏ ngày cuối."))
        if len(self.starts()) > MEETINGS_AT_MOST:
            words = _("Nhiều hơn %(number)d buổi. Chọn ngày cuối sớm hơn.")
            self.add_error("until", words % {"number": MEETINGS_AT_MOST})

    def starts(self) -> list[dt.datetime]:
        """Return the starts of the series."""
        start = self.cleaned_data.get("starts_at")
        repeats = self.cleaned_data.get("weekdays") or [], self.cleaned_data.get("until")
        return repeated_starts(start, *repeats) if start else []


class ChangeForm(MeetingForm):
    """A meeting that is planned already, alone or with those of its series that follow."""

    following = forms.BooleanField(label=gettext_lazy("Đổi cả các buổi sau trong đợt này"), required=False)

    def __init__(self, *args, live_class: LiveClass, has_following: bool, **kwargs):
        self.live_class = live_class
        start = timezone.localtime(live_class.starts_at)
        self.unchanged_start = start.replace(second=0, microsecond=0)
        known = {name: getattr(live_class, name) for name in DETAILS}
        kwargs["initial"] = known | {"date": start.date(), "time": start.time()}
        super().__init__(*args, **kwargs)
        days = live_class.keep_days
        if days not in dict(KEEP_DAYS):
            other = (days, ngettext("%(number)d ngày", "%(number)d ngày", days) % {"number": days})
            self.fields["keep_days"].choices = [*KEEP_DAYS, other]
        if not has_following:
            del self.fields["following"]

    def clean(self):
        """Look for meetings at the same time, apart from this one and those that move with it."""
        cleaned = super().clean()
        if not self.errors:
            own = self.live_class
            self.warn_of_overlaps(
                teacher=own.teacher,
                school_class=own.school_class,
                course=own.course,
                but=own.pk,
                series=own.series if cleaned.get("following") else None,
            )
        return cleaned


class CancelForm(forms.Form):
    """Why a meeting is cancelled, and whether those that follow are as well."""

    reason = forms.CharField(
        label=gettext_lazy("Lí do"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "inp"}),
        help_text=gettext_lazy("Học sinh đọc được lí do này."),
    )
    following = forms.BooleanField(label=gettext_lazy("Huỷ cả các buổi sau trong đợt này"), required=False)

    def __init__(self, *args, has_following: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_following:
            del self.fields["following"]


def offered_classes(user) -> list[SchoolClass]:
    """Return classes the user may plan for: those taught, and all of this and the next year at schools managed."""
    memberships = memberships_of(user)
    now = school_year_of(timezone.localdate())
    taught = {m.school_class_id for m in memberships if m.role == Role.TEACHER and m.school_class_id}
    managed = {m.school_id for m in memberships if m.role == Role.SCHOOL_MANAGER}
    years = (now, next_school_year(now))
    offered = Q(pk__in=taught) | Q(school_id__in=managed, school_year__in=years)
    rows = SchoolClass.objects.filter(offered).select_related("school").order_by("-school_year", "grade")
    return sorted(rows, key=lambda row: natural_key(row.name))


def _grouped(places: dict) -> list:
    classes = [(key, f"{p.name} · {p.school.name}") for key, p in places.items() if key.startswith("lop")]
    courses = [(key, p.title) for key, p in places.items() if key.startswith("khoa")]
    groups = [(pgettext("many", "Lớp"), classes), (_("Khoá học"), courses)]
    return [("", _("Chọn lớp hoặc khoá học")), *(group for group in groups if group[1])]


def _teachers_at(school_ids: set[int]):
    staff = Membership.objects.current().filter(
        school_id__in=school_ids, role__in=(Role.TEACHER, Role.SCHOOL_MANAGER), user__is_active=True
    )
    return User.objects.filter(pk__in=staff.values("user")).order_by("name_sort_key", "id")


def _works_at(teacher: User, school_id: int) -> bool:
    return _teachers_at({school_id}).filter(pk=teacher.pk).exists()
