"""Planning meetings: series, changes, cancelling and undoing it, and who is told."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.models import Notification
from accounts.queries import notification_text
from live_classes.choices import AuditAction, LiveClassState
from live_classes.models import LiveClass
from live_classes.services.planning import (
    MEETINGS_AT_MOST,
    NotNow,
    NotYours,
    TooManyMeetings,
    cancel_live_class,
    change_live_class,
    plan_live_class,
    repeated_starts,
    restore_live_class,
)
from tests.factories.courses import make_course
from tests.live_classes.planned import in_days, plan, plan_series, planned_fields

EVERY_DAY = range(7)


def actions(meeting) -> list[str]:
    return list(meeting.audit.order_by("id").values_list("action", flat=True))


def told(user) -> list[str]:
    return [note.kind for note in Notification.objects.filter(user=user).order_by("id")]


def test_a_meeting_of_a_class_is_planned_once_told_and_noted(teacher, pupil, school_class):
    key = uuid.uuid4()
    made = [
        plan_live_class(uuid=key, by=teacher, fields=planned_fields(), school_class=school_class) for _tap in range(2)
    ]
    assert made[0] == made[1] == LiveClass.objects.get()
    assert made[0].teacher == teacher and made[0].school == school_class.school and made[0].series is None
    assert actions(made[0]) == [AuditAction.PLANNED]
    assert told(pupil) == ["live_classes.planned"]
    assert told(teacher) == []  # who plans knows


def test_the_id_of_somebody_else_s_meeting_is_refused(teacher, colleague, school_class):
    meeting = plan(teacher, school_class=school_class)
    with pytest.raises(NotYours):
        plan_live_class(uuid=meeting.uuid, by=colleague, fields=planned_fields(), school_class=school_class)


def test_a_meeting_of_a_course_tells_the_pupils_the_course_is_open_to(teacher, pupil, school, school_class):
    course = make_course(teacher=teacher, school=school, classes=[school_class])
    Notification.objects.all().delete()
    meeting = plan(teacher, course=course)
    assert meeting.place_name == course.title and meeting.school == school
    assert told(pupil) == ["live_classes.planned"]


def test_a_series_repeats_on_its_weekdays_at_the_same_local_hour_until_its_last_day(teacher, school_class):
    start = in_days(1)
    until = start.date() + dt.timedelta(days=28)
    weekdays = {start.weekday(), (start.weekday() + 2) % 7}
    plan(teacher, school_class=school_class, starts_at=start, weekdays=weekdays, until=until)
    starts = [timezone.localtime(row.starts_at) for row in LiveClass.objects.order_by("starts_at")]
    assert len(starts) == 9
    assert {(row.hour, row.minute) for row in starts} == {(19, 30)}
    assert {row.weekday() for row in starts} == weekdays
    assert starts[-1].date() == until
    assert LiveClass.objects.values("series").distinct().count() == 1
    assert LiveClass.objects.values("uuid").distinct().count() == 9


def test_a_series_stops_at_sixty_meetings(teacher, school_class):
    start = in_days(1)
    most = start.date() + dt.timedelta(days=MEETINGS_AT_MOST - 1)
    assert len(repeated_starts(start, EVERY_DAY, most)) == MEETINGS_AT_MOST
    with pytest.raises(TooManyMeetings):
        plan(
            teacher,
            school_class=school_class,
            starts_at=start,
            weekdays=EVERY_DAY,
            until=most + dt.timedelta(days=1),
        )
    assert not LiveClass.objects.exists()


def test_planning_a_series_again_with_one_id_makes_no_more(teacher, pupil, school_class):
    key, start = uuid.uuid4(), in_days(1)
    for _tap in range(2):
        plan_live_class(
            uuid=key,
            by=teacher,
            fields=planned_fields(starts_at=start),
            school_class=school_class,
            weekdays=[start.weekday()],
            until=start.date() + dt.timedelta(weeks=2),
        )
    assert LiveClass.objects.count() == 3
    assert told(pupil) == ["live_classes.planned"]  # one for all three
    assert "3 buổi" in notification_text(Notification.objects.get(user=pupil))


def test_changing_one_meeting_leaves_the_rest_of_its_series(teacher, pupil, school_class):
    meetings = plan_series(teacher, school_class)
    Notification.objects.all().delete()
    new = meetings[1].starts_at + dt.timedelta(days=1, hours=1)
    fields = planned_fields(title="Luyện tập", starts_at=new)
    assert change_live_class(live_class=meetings[1], by=teacher, fields=fields) == [meetings[1]]
    rows = list(LiveClass.objects.order_by("pk"))
    assert [row.title for row in rows].count("Luyện tập") == 1
    assert rows[1].starts_at == new
    assert actions(rows[1]) == [AuditAction.PLANNED, AuditAction.CHANGED]
    assert rows[1].audit.first().detail["fields"] == ["starts_at", "title"]
    assert told(pupil) == ["live_classes.changed"]


def test_changing_those_that_follow_moves_each_by_as_many_days_to_the_same_hour(teacher, school_class):
    meetings = plan_series(teacher, school_class)
    before = [timezone.localtime(row.starts_at) for row in meetings]
    new = timezone.make_aware(dt.datetime.combine(before[2].date() + dt.timedelta(days=1), dt.time(8, 15)))
    changed = change_live_class(
        live_class=meetings[2], by=teacher, fields=planned_fields(starts_at=new), following=True
    )
    assert len(changed) == len(meetings) - 2
    after = [timezone.localtime(row.starts_at) for row in LiveClass.objects.order_by("pk")]
    assert after[:2] == before[:2]
    for old, moved in zip(before[2:], after[2:], strict=True):
        assert moved.date() == old.date() + dt.timedelta(days=1)
        assert moved.time() == dt.time(8, 15)


def test_a_new_time_is_reminded_of_again_and_words_alone_tell_nobody(teacher, pupil, school_class):
    meeting = plan(teacher, school_class=school_class)
    LiveClass.objects.update(reminded_at=timezone.now())
    Notification.objects.all().delete()
    change_live_class(live_class=meeting, by=teacher, fields=planned_fields(summary="Mang compa."))
    assert LiveClass.objects.get().reminded_at and told(pupil) == []
    change_live_class(live_class=meeting, by=teacher, fields=planned_fields(starts_at=in_days(5)))
    assert LiveClass.objects.get().reminded_at is None and told(pupil) == ["live_classes.changed"]


def test_saving_without_a_change_writes_nothing(teacher, school_class):
    meeting = plan(teacher, school_class=school_class)
    assert change_live_class(live_class=meeting, by=teacher, fields=planned_fields()) == []
    assert actions(meeting) == [AuditAction.PLANNED]


@pytest.mark.parametrize("state", ["open", "ended", "cancelled"])
def test_what_has_begun_or_is_cancelled_does_not_change(teacher, school_class, state):
    meeting = plan(teacher, school_class=school_class)
    LiveClass.objects.update(state=state)
    with pytest.raises(NotNow):
        change_live_class(live_class=meeting, by=teacher, fields=planned_fields(title="Khác"))
    assert LiveClass.objects.get().title != "Khác"


def test_cancelling_tells_the_reason_and_can_be_undone(teacher, pupil, school_class):
    meeting = plan(teacher, school_class=school_class)
    Notification.objects.all().delete()
    cancel_live_class(live_class=meeting, by=teacher, reason="Trường mất điện.")
    assert cancel_live_class(live_class=meeting, by=teacher) == []  # a second click
    assert meeting.state == LiveClassState.CANCELLED
    assert "Lí do: Trường mất điện." in notification_text(Notification.objects.get(user=pupil))
    assert restore_live_class(live_class=meeting, by=teacher) == [meeting]
    assert meeting.state == LiveClassState.SCHEDULED
    assert restore_live_class(live_class=meeting, by=teacher) == []
    assert actions(meeting) == [AuditAction.PLANNED, AuditAction.CANCELLED, AuditAction.RESTORED]
    assert told(pupil) == ["live_classes.cancelled", "live_classes.restored"]


def test_undoing_restores_what_was_cancelled_together_and_nothing_else(teacher, school_class):
    meetings = plan_series(teacher, school_class)
    cancel_live_class(live_class=meetings[3], by=teacher)
    cancel_live_class(live_class=meetings[1], by=teacher, following=True)
    states = list(LiveClass.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["scheduled", *["cancelled"] * (len(meetings) - 1)]
    restored = restore_live_class(live_class=meetings[1], by=teacher)
    assert meetings[3] not in restored and len(restored) == len(meetings) - 2
    meetings[3].refresh_from_db()
    assert meetings[3].state == LiveClassState.CANCELLED


def test_an_open_class_is_not_cancelled(teacher, school_class):
    meeting = plan(teacher, school_class=school_class)
    LiveClass.objects.update(state="open")
    with pytest.raises(NotNow):
        cancel_live_class(live_class=meeting, by=teacher)


def test_a_manager_plans_for_a_teacher_who_is_told(manager, teacher, school_class):
    meeting = plan_live_class(
        uuid=uuid.uuid4(), by=manager, fields=planned_fields(), school_class=school_class, teacher=teacher
    )
    assert meeting.teacher == teacher and meeting.audit.get().by == manager
    assert told(teacher) == ["live_classes.planned"]
