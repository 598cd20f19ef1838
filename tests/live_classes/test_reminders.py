"""Reminders and the other work by the clock: once each, whoever does it and however often."""

import datetime as dt
import threading

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Notification
from accounts.queries import notification_text
from live_classes.models import LiveClass
from live_classes.services import timekeeping
from live_classes.services.reminders import send_due_reminders
from live_classes.services.timekeeping import DAY, Job, keep_time, run_due_jobs
from tests.factories.live_classes import make_live_class

MINUTE = dt.timedelta(minutes=1)


def meeting_in(teacher, school_class, minutes: float, **fields) -> LiveClass:
    """Return a meeting that begins in some minutes."""
    start = timezone.now() + minutes * MINUTE
    return make_live_class(teacher=teacher, school_class=school_class, starts_at=start, **fields)


def test_pupils_and_teacher_are_reminded_once(teacher, pupil, stranger, school_class):
    meeting = meeting_in(teacher, school_class, 14)
    now = timezone.now()
    assert [send_due_reminders(now=now) for _pass in range(3)] == [[meeting], [], []]
    assert set(Notification.objects.values_list("user", flat=True)) == {pupil.pk, teacher.pk}
    note = Notification.objects.get(user=pupil)
    assert note.kind == "live_classes.reminder" and note.url == meeting.get_absolute_url()
    assert "bắt đầu lúc" in notification_text(note) and meeting.title in notification_text(note)


@pytest.mark.parametrize(("minutes", "is_due"), [(16, False), (14.9, True), (1, True), (-1, False), (-300, False)])
def test_a_reminder_is_sent_in_the_last_quarter_of_an_hour_and_never_afterwards(teacher, school_class, minutes, is_due):
    meeting_in(teacher, school_class, minutes)
    assert bool(send_due_reminders(now=timezone.now())) is is_due


@pytest.mark.parametrize(("state", "is_due"), [("cancelled", False), ("ended", False), ("open", True)])
def test_nobody_is_reminded_of_a_class_that_will_not_be(teacher, school_class, state, is_due):
    meeting_in(teacher, school_class, 10, state=state)
    LiveClass.objects.update(starts_at=timezone.now() + 10 * MINUTE)
    assert bool(send_due_reminders(now=timezone.now())) is is_due


def test_a_crash_while_sending_leaves_the_reminder_to_the_next_pass(teacher, pupil, school_class, monkeypatch):
    meeting = meeting_in(teacher, school_class, 10)

    def fail(**names):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("live_classes.services.reminders.notify", fail)
        with pytest.raises(RuntimeError):
            send_due_reminders(now=timezone.now())
    assert not LiveClass.objects.get().reminded_at
    assert send_due_reminders(now=timezone.now()) == [meeting]


def test_a_class_moved_between_reading_and_marking_is_not_reminded_of(teacher, school_class):
    meeting_in(teacher, school_class, 10)
    stale = LiveClass.objects.select_related("school_class", "teacher").get()
    LiveClass.objects.update(starts_at=timezone.now() + 300 * MINUTE)
    from live_classes.services.reminders import _remind

    assert _remind(stale, timezone.now()) is False
    assert not Notification.objects.exists()


def test_the_command_does_all_that_is_due(teacher, pupil, school_class):
    soon = meeting_in(teacher, school_class, 10)
    forgotten = meeting_in(teacher, school_class, -120, state="open")
    LiveClass.objects.filter(pk=forgotten.pk).update(starts_at=timezone.now() - 120 * MINUTE)
    call_command("keep_time", "--once")
    soon.refresh_from_db()
    forgotten.refresh_from_db()
    assert soon.reminded_at
    assert forgotten.state == "ended" and forgotten.settled_at


def test_a_job_that_fails_holds_up_no_other_and_is_tried_again(caplog):
    done = []

    def fail(now):
        raise RuntimeError("no disk")

    planned = [Job(fail, every=DAY), Job(done.append, every=DAY), Job(done.append)]
    now = timezone.now()
    run_due_jobs(planned, now)
    run_due_jobs(planned, now + MINUTE)
    assert done == [now, now, now + MINUTE]  # the daily one once
    assert planned[0].done_at is None and "no disk" in caplog.text
    run_due_jobs(planned, now + DAY)
    assert done[3:] == [now + DAY, now + DAY]


@pytest.mark.django_db(transaction=True)
def test_the_timekeeper_ends_when_it_is_told_to(monkeypatch):
    stop, passes = threading.Event(), []

    def one_pass(planned, now):
        passes.append(now)
        stop.set()

    monkeypatch.setattr(timekeeping, "run_due_jobs", one_pass)
    keep_time(stop)
    assert len(passes) == 1
