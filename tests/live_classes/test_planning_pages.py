"""Pages of the timetable: the list, planning, changing, cancelling, the audit list."""

import datetime as dt

import pytest
from django.utils import timezone

from live_classes.models import CalendarKey, LiveClass
from schools.choices import Role
from tests.factories.courses import make_course
from tests.factories.live_classes import make_live_class
from tests.factories.schools import MembershipFactory, SchoolClassFactory
from tests.live_classes.planned import in_days, plan, plan_series, sent_form

LIST, CREATE = "/lop-truc-tuyen/", "/lop-truc-tuyen/moi/"


def text_of(answer) -> str:
    return answer.content.decode()


# --- The list -----------------------------------------------------------------------------------------------


def test_a_pupil_finds_what_goes_on_what_comes_and_what_is_past(sign_in, pupil, teacher, school_class):
    make_live_class(teacher=teacher, school_class=school_class, state="open", title="Đang học")
    make_live_class(teacher=teacher, school_class=school_class, title="Sắp học")
    make_live_class(teacher=teacher, school_class=school_class, title="Đã học", state="ended", ended_at=timezone.now())
    client = sign_in(pupil)
    page = text_of(client.get(LIST))
    assert "Đang học" in page and "Sắp học" in page and "Đã học" not in page
    assert "Vào lớp" in page and "Lên lịch buổi học" not in page
    past = text_of(client.get(LIST, {"khi": "da-qua"}))
    assert "Đã học" in past and "Xem lại" in past and "Sắp học" not in past


def test_words_place_and_order_narrow_the_list_and_come_back_in_the_form(sign_in, teacher, school, school_class):
    course = make_course(teacher=teacher, school=school, classes=[school_class])
    make_live_class(teacher=teacher, school_class=school_class, title="Hình thang", starts_at=in_days(2))
    make_live_class(teacher=teacher, course=course, title="Phân số", starts_at=in_days(1))
    client = sign_in(teacher)
    page = text_of(client.get(LIST, {"q": "hinh", "noi": f"lop-{school_class.pk}"}))
    assert "Hình thang" in page and ">Phân số</a>" not in page and 'value="hinh"' in page
    titles = lambda answer: [meeting.title for meeting in answer.context["page"]]  # noqa: E731
    assert titles(client.get(LIST)) == ["Phân số", "Hình thang"]
    assert titles(client.get(LIST, {"sap-xep": "muon"})) == ["Hình thang", "Phân số"]
    assert titles(client.get(LIST, {"sap-xep": "ten"})) == ["Hình thang", "Phân số"]
    nothing = text_of(client.get(LIST, {"q": "lịch sử"}))
    assert "Không có buổi học nào khớp" in nothing and "Bỏ bộ lọc" in nothing


def test_empty_lists_say_what_comes_next(sign_in, pupil, teacher):
    assert "Khi thầy cô lên lịch, em được báo" in text_of(sign_in(pupil).get(LIST))
    assert "Thầy cô lên lịch, học sinh được báo" in text_of(sign_in(teacher).get(LIST))
    assert "Chưa có buổi học nào đã qua" in text_of(sign_in(teacher).get(LIST, {"khi": "da-qua"}))


def test_the_list_has_pages(sign_in, teacher, school_class):
    for number in range(21):
        make_live_class(teacher=teacher, school_class=school_class, starts_at=in_days(1 + number))
    client = sign_in(teacher)
    assert len(client.get(LIST).context["page"]) == 20
    assert len(client.get(LIST, {"trang": "2"}).context["page"]) == 1
    assert client.get(LIST, {"trang": "nonsense"}).status_code == 200


@pytest.mark.parametrize("who", ["pupil", "teacher", "manager"])
def test_the_list_asks_as_much_for_one_meeting_as_for_three(
    who, request, sign_in, teacher, school, school_class, django_assert_max_num_queries
):
    client = sign_in(request.getfixturevalue(who))
    course = make_course(teacher=teacher, school=school, classes=[school_class])
    counts: list[int] = []
    for count in (1, 2):
        for _more in range(count):
            make_live_class(teacher=teacher, school_class=school_class)
            make_live_class(teacher=teacher, course=course)
            make_live_class(teacher=teacher, course=course, state="open")
        with django_assert_max_num_queries(12) as asked:
            assert client.get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_calendar_address_is_made_on_request_and_made_anew(sign_in, pupil):
    client = sign_in(pupil)
    assert not client.get(LIST).context["feed_url"]
    client.post(LIST)
    first = CalendarKey.objects.get(user=pupil).key
    assert first in client.get(LIST).context["feed_url"]
    client.post(LIST)
    assert CalendarKey.objects.get(user=pupil).key != first


# --- Planning -----------------------------------------------------------------------------------------------


def test_a_teacher_plans_a_meeting_for_a_class_and_comes_to_its_lobby(sign_in, teacher, school_class):
    answer = sign_in(teacher).post(CREATE, sent_form(school_class, admits_guests="on"))
    meeting = LiveClass.objects.get()
    assert answer.url == meeting.get_absolute_url()
    assert meeting.school_class == school_class and meeting.admits_guests and meeting.is_recorded
    assert timezone.localtime(meeting.starts_at).time() == dt.time(19, 30)


def test_the_form_sent_twice_plans_once(sign_in, teacher, school_class):
    form, client = sent_form(school_class), sign_in(teacher)
    assert {client.post(CREATE, form).status_code for _tap in range(2)} == {302}
    assert LiveClass.objects.count() == 1


def test_somebody_else_s_id_is_not_found(sign_in, teacher, manager, school_class):
    form = sent_form(school_class)
    sign_in(teacher).post(CREATE, form)
    assert sign_in(manager).post(CREATE, {**form, "is_confirmed": "on"}).status_code == 404


def test_a_series_is_planned_by_weekdays_and_last_day(sign_in, teacher, school_class):
    start = in_days(3)
    until = timezone.localtime(start).date() + dt.timedelta(weeks=2)
    form = sent_form(school_class, weekdays=[str(start.weekday())], until=until.isoformat())
    answer = sign_in(teacher).post(CREATE, form, follow=True)
    assert LiveClass.objects.count() == 3 and "Đã lên lịch 3 buổi học" in text_of(answer)


def test_meetings_are_offered_for_what_one_may_plan_for_only(
    sign_in, teacher, colleague, manager, school, school_class
):
    other = SchoolClassFactory(school=school, name="7B", grade=7)
    make_course(teacher=colleague, school=school, classes=[other], title="Toán 7")

    def offered(user):
        groups = sign_in(user).get(CREATE).context["form"].fields["place"].choices
        return {name for _key, names in list(groups)[1:] for _value, name in names}

    assert offered(teacher) == {f"6A · {school.name}"}
    assert offered(colleague) == {"Toán 7"}
    assert offered(manager) == {f"6A · {school.name}", f"7B · {school.name}", "Toán 7"}


def test_a_class_that_is_not_offered_is_refused(sign_in, teacher, school):
    other = SchoolClassFactory(school=school, name="7B", grade=7)
    answer = sign_in(teacher).post(CREATE, sent_form(other))
    assert answer.status_code == 400 and "place" in answer.context["form"].errors
    assert not LiveClass.objects.exists()


def test_a_manager_names_a_teacher_of_the_school(sign_in, manager, teacher, stranger, school_class):
    client = sign_in(manager)
    assert client.post(CREATE, sent_form(school_class, teacher=stranger.pk)).status_code == 400
    assert client.post(CREATE, sent_form(school_class, teacher=teacher.pk)).status_code == 302
    assert LiveClass.objects.get().teacher == teacher


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"title": "  "}, "title", ""),
        ({"title": "x" * 161}, "title", ""),
        ({"date": "2020-01-01"}, "date", "Giờ này đã qua"),
        ({"date": "9999-12-31"}, "date", "quá xa"),
        ({"date": "0001-01-01"}, "date", "Giờ này đã qua"),
        ({"date": "31/02/2027"}, "date", ""),
        ({"time": "25:00"}, "time", ""),
        ({"duration_minutes": "0"}, "duration_minutes", ""),
        ({"duration_minutes": "241"}, "duration_minutes", ""),
        ({"duration_minutes": "nhiều"}, "duration_minutes", ""),
        ({"chat_mode": "loud"}, "chat_mode", ""),
        ({"keep_days": "9999"}, "keep_days", ""),
        ({"weekdays": ["0"]}, "until", "ngày cuối cùng"),
        ({"weekdays": ["9"]}, "weekdays", ""),
        ({"until": "2999-01-01"}, "weekdays", "Chọn các ngày trong tuần"),
        ({"weekdays": ["0", "1", "2", "3", "4", "5", "6"], "until": "9999-12-31"}, "until", "Nhiều hơn 60 buổi"),
        ({"weekdays": ["0"], "until": "2020-01-01"}, "until", "sau buổi đầu tiên"),
        ({"uuid": "nonsense"}, "uuid", ""),
        ({"place": "lop-\0"}, "place", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_planned(sign_in, teacher, school_class, wrong, field, words):
    answer = sign_in(teacher).post(CREATE, sent_form(school_class, **wrong))
    assert answer.status_code == 400
    errors = answer.context["form"].errors
    assert field in errors and words in str(errors[field])
    assert "Cần sửa" in text_of(answer)
    assert not LiveClass.objects.exists()


def test_a_class_that_begins_right_now_can_be_planned(sign_in, teacher, school_class):
    now = timezone.localtime()
    form = sent_form(school_class, date=f"{now:%Y-%m-%d}", time=f"{now:%H:%M}")
    assert sign_in(teacher).post(CREATE, form).status_code == 302


def test_a_meeting_at_the_same_time_is_named_and_planned_once_confirmed(sign_in, teacher, school_class):
    plan(teacher, school_class=school_class, title="Buổi đã có")
    form, client = sent_form(school_class, title="Buổi mới"), sign_in(teacher)
    answer = client.post(CREATE, form)
    assert answer.status_code == 400 and "Buổi đã có" in text_of(answer) and "Trùng giờ với 1 buổi" in text_of(answer)
    assert LiveClass.objects.count() == 1
    assert client.post(CREATE, {**form, "is_confirmed": "on"}).status_code == 302
    assert LiveClass.objects.count() == 2


# --- Changing and cancelling --------------------------------------------------------------------------------


def test_a_teacher_changes_a_meeting_and_the_form_shows_what_it_was(sign_in, teacher, school_class):
    meeting = plan(teacher, school_class=school_class, keep_days=45)
    client, address = sign_in(teacher), f"{meeting.get_absolute_url()}sua/"
    page = text_of(client.get(address))
    assert meeting.title in page and 'value="19:30"' in page and "45 ngày" in page
    assert "Đổi cả các buổi sau" not in page
    form = {**sent_form(title="Luyện tập", keep_days="45"), "time": "08:00"}
    assert client.post(address, form).url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert meeting.title == "Luyện tập" and timezone.localtime(meeting.starts_at).hour == 8


def test_those_that_follow_change_along_when_asked(sign_in, teacher, school_class):
    meetings = plan_series(teacher, school_class)
    client, address = sign_in(teacher), f"{meetings[1].get_absolute_url()}sua/"
    assert "Đổi cả các buổi sau" in text_of(client.get(address))
    start = timezone.localtime(meetings[1].starts_at)
    form = sent_form(title="Luyện tập", date=f"{start:%Y-%m-%d}", following="on")
    answer = client.post(address, form, follow=True)
    assert f"Đã đổi {len(meetings) - 1} buổi học" in text_of(answer)
    assert LiveClass.objects.filter(title="Luyện tập").count() == len(meetings) - 1


def test_a_meeting_whose_time_went_by_can_still_get_other_words(sign_in, teacher, school_class):
    meeting = plan(teacher, school_class=school_class)
    start = timezone.localtime(timezone.now() - dt.timedelta(minutes=20)).replace(second=0, microsecond=0)
    LiveClass.objects.update(starts_at=start)
    form = sent_form(title="Luyện tập", date=f"{start:%Y-%m-%d}", time=f"{start:%H:%M}")
    assert sign_in(teacher).post(f"{meeting.get_absolute_url()}sua/", form).status_code == 302
    assert LiveClass.objects.get().title == "Luyện tập"


def test_cancelling_asks_first_tells_why_and_can_be_undone(sign_in, teacher, pupil, school_class):
    meeting = plan(teacher, school_class=school_class)
    client, address = sign_in(teacher), f"{meeting.get_absolute_url()}huy/"
    assert "Huỷ buổi học" in text_of(client.get(address))
    assert LiveClass.objects.get().state == "scheduled"
    assert client.post(address, {"reason": "Trường mất điện."}).url == meeting.get_absolute_url()
    page = text_of(sign_in(pupil).get(meeting.get_absolute_url()))
    assert "Buổi học này đã huỷ." in page and "Trường mất điện." in page and "Khôi phục" not in page
    client = sign_in(teacher)
    assert "Khôi phục" in text_of(client.get(meeting.get_absolute_url()))
    client.post(address, {"do": "restore"})
    assert LiveClass.objects.get().state == "scheduled"
    assert "không có gì để khôi phục" in text_of(client.post(address, {"do": "restore"}, follow=True))


@pytest.mark.parametrize("page", ["sua/", "huy/"])
@pytest.mark.parametrize("state", ["open", "ended", "cancelled"])
def test_what_has_begun_is_changed_no_more_and_says_so(sign_in, teacher, school_class, page, state):
    meeting = make_live_class(teacher=teacher, school_class=school_class, state=state)
    client = sign_in(teacher)
    for answer in (
        client.get(meeting.get_absolute_url() + page, follow=True),
        client.post(meeting.get_absolute_url() + page, sent_form(), follow=True),
    ):
        assert "không đổi được nữa" in text_of(answer)
    assert LiveClass.objects.get().state == state


def test_the_audit_list_names_acts_people_and_reasons(sign_in, teacher, manager, school_class):
    meeting = plan(teacher, school_class=school_class)
    client = sign_in(manager)
    client.post(f"{meeting.get_absolute_url()}huy/", {"reason": "Bão"})
    page = text_of(client.get(f"{meeting.get_absolute_url()}nhat-ky/"))
    assert "Lên lịch" in page and "Huỷ buổi học" in page and "Bão" in page
    assert str(teacher) in page and str(manager) in page


def test_a_colleague_who_teaches_the_class_leads_but_does_not_plan_for_others(sign_in, teacher, school, school_class):
    meeting = plan(teacher, school_class=school_class)
    second = MembershipFactory(role=Role.TEACHER, school=school, school_class=school_class).user
    client = sign_in(second)
    assert client.get(meeting.get_absolute_url()).status_code == 200
    for page in ("sua/", "huy/", "nhat-ky/"):
        assert client.get(meeting.get_absolute_url() + page).status_code == 404
