"""Calendars that other programs read: one meeting as a file, a feed for each person."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from live_classes.models import CalendarKey
from live_classes.services.calendar_keys import renew_calendar_key
from live_classes.services.planning import cancel_live_class, change_live_class, restore_live_class
from tests.factories.live_classes import make_live_class
from tests.factories.schools import SchoolClassFactory
from tests.live_classes.planned import in_days, plan, planned_fields

HUE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def meeting(teacher, school_class):
    """A meeting of 6A in three days at half past seven."""
    return plan(teacher, school_class=school_class)


@pytest.fixture
def feed(pupil):
    """The calendar address of the pupil."""
    return f"/lop-truc-tuyen/lich/{renew_calendar_key(user=pupil)}.ics"


def events_of(answer) -> list:
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    assert not calendar.errors
    return calendar.walk("VEVENT")


def test_a_meeting_is_read_back_with_its_local_hour(sign_in, pupil, meeting):
    answer = sign_in(pupil).get(f"{meeting.get_absolute_url()}lich.ics")
    [event] = events_of(answer)
    start = event["DTSTART"]
    assert start.dt == meeting.starts_at and start.dt.tzinfo == HUE and start.params["TZID"] == "Asia/Ho_Chi_Minh"
    assert start.dt.hour == 19 and event["DTEND"].dt - start.dt == dt.timedelta(minutes=45)
    assert event["SUMMARY"] == f"{meeting.title} · 6A" and event["STATUS"] == "CONFIRMED"
    assert event["UID"].startswith(str(meeting.uuid)) and event["SEQUENCE"] == 0
    assert event["URL"].endswith(meeting.get_absolute_url())
    assert "attachment" in answer["Content-Disposition"]


def test_the_zone_is_defined_in_the_file_and_has_no_summer_time(sign_in, pupil, meeting):
    answer = sign_in(pupil).get(f"{meeting.get_absolute_url()}lich.ics")
    [zone] = Calendar.from_ical(answer.content).walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Ho_Chi_Minh"
    offsets = {str(part["TZOFFSETTO"].to_ical()) for part in zone.walk("STANDARD")}
    assert offsets == {"+0700"} and not zone.walk("DAYLIGHT")


@pytest.mark.parametrize("month", [1, 7])
def test_a_class_has_the_same_hour_summer_and_winter(teacher, school_class, sign_in, month):
    start = dt.datetime(2027, month, 15, 19, 30, tzinfo=HUE)
    meeting = make_live_class(teacher=teacher, school_class=school_class, starts_at=start)
    [event] = events_of(sign_in(teacher).get(f"{meeting.get_absolute_url()}lich.ics"))
    assert event["DTSTART"].dt.astimezone(dt.UTC) == dt.datetime(2027, month, 15, 12, 30, tzinfo=dt.UTC)


def test_lines_are_folded_and_what_has_a_meaning_is_escaped(sign_in, teacher, school_class):
    title = "Ôn tập; phần 1, \\ “Phân số” " + "ấ" * 100
    meeting = plan(teacher, school_class=school_class, title=title, summary="Dòng một\nDòng hai\r\nBEGIN:VEVENT")
    answer = sign_in(teacher).get(f"{meeting.get_absolute_url()}lich.ics")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    [event] = events_of(answer)
    assert event["SUMMARY"].startswith(title)
    assert "Dòng một\nDòng hai" in event["DESCRIPTION"]


def test_each_change_raises_the_sequence_and_a_cancelled_class_stays_as_cancelled(client, teacher, meeting, feed):
    def shown():
        [event] = events_of(client.get(feed))
        return event["SEQUENCE"], str(event["STATUS"]), event["UID"]

    steps = [shown()]
    change_live_class(live_class=meeting, by=teacher, fields=planned_fields(starts_at=in_days(4)))
    steps.append(shown())
    cancel_live_class(live_class=meeting, by=teacher)
    steps.append(shown())
    restore_live_class(live_class=meeting, by=teacher)
    steps.append(shown())
    assert [(sequence, status) for sequence, status, _uid in steps] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CANCELLED"),
        (3, "CONFIRMED"),
    ]
    assert len({uid for _sequence, _status, uid in steps}) == 1


def test_the_feed_needs_no_sign_in_and_shows_what_its_owner_sees(client, teacher, school, meeting, feed):
    other_class = SchoolClassFactory(school=school, name="7B", grade=7)
    make_live_class(teacher=teacher, school_class=other_class)
    assert [str(event["SUMMARY"]) for event in events_of(client.get(feed))] == [f"{meeting.title} · 6A"]


def test_an_address_that_was_renewed_or_made_up_or_of_a_closed_account_shows_nothing(client, pupil, meeting, feed):
    renew_calendar_key(user=pupil)
    assert client.get(feed).status_code == 404
    assert client.get("/lop-truc-tuyen/lich/made-up.ics").status_code == 404
    address = f"/lop-truc-tuyen/lich/{CalendarKey.objects.get().key}.ics"
    assert len(events_of(client.get(address))) == 1
    pupil.is_active = False
    pupil.save()
    assert client.get(address).status_code == 404


def test_a_pupil_who_left_the_class_gets_no_more_of_it(client, pupil, meeting, feed):
    pupil.memberships.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert events_of(client.get(feed)) == []


def test_a_manager_s_calendar_holds_what_they_teach_themselves(client, manager, meeting, school_class):
    own = make_live_class(teacher=manager, school_class=school_class, title="Họp phụ huynh")
    feed = f"/lop-truc-tuyen/lich/{renew_calendar_key(user=manager)}.ics"
    assert [str(event["SUMMARY"]) for event in events_of(client.get(feed))] == [f"{own.title} · 6A"]


def test_the_feed_asks_as_much_for_one_meeting_as_for_three(
    client, teacher, school_class, feed, django_assert_max_num_queries
):
    counts = []
    for count in (1, 2):
        for _more in range(count):
            make_live_class(teacher=teacher, school_class=school_class)
        with django_assert_max_num_queries(6) as asked:
            assert events_of(client.get(feed))
        counts.append(len(asked))
    assert counts[0] == counts[1]
