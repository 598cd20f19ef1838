"""The lobby and the summary, opening and ending, guests at the door."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Notification
from live_classes.choices import Admission
from live_classes.models import LiveClass, Participant
from live_classes.services.holding import end_live_class, open_live_class
from live_classes.services.log import append_event
from live_classes.services.participants import ensure_participant, knock
from schools.choices import Role
from tests.factories.courses import make_course_index
from tests.factories.live_classes import make_live_class
from tests.factories.schools import MembershipFactory
from tests.live_classes.attending import make_ended, was_there


@pytest.fixture
def meeting(teacher, school_class):
    """A meeting of 6A in ten minutes that takes guests."""
    return make_live_class(
        teacher=teacher, school_class=school_class, admits_guests=True, summary="Chuẩn bị vở nháp.", keep_days=90
    )


@pytest.fixture
def door(meeting):
    """The invitation's address."""
    return f"/lop-truc-tuyen/vao/{meeting.guest_key}/"


def page_of(client, meeting, path="") -> str:
    answer = client.get(meeting.get_absolute_url() + path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- Before -------------------------------------------------------------------------------------------------


def test_a_pupil_reads_what_when_who_what_it_costs_and_that_it_is_recorded(sign_in, pupil, meeting):
    page = page_of(sign_in(pupil), meeting)
    for words in (meeting.title, "Chuẩn bị vở nháp.", str(meeting.teacher), "45 phút", "≈ 13 MB/giờ", "90 ngày"):
        assert words in page
    assert "Buổi học được ghi lại" in page and "Thử loa và mic" in page
    assert f"{timezone.localtime(meeting.starts_at):%H:%M}" in page
    assert "Bắt đầu lớp" not in page and "Mời khách" not in page and "Nhật ký" not in page


def test_without_recording_nothing_is_said_of_it(sign_in, pupil, meeting):
    LiveClass.objects.update(is_recorded=False)
    assert "Buổi học được ghi lại" not in page_of(sign_in(pupil), meeting)


def test_without_a_script_the_page_asks_again_by_itself(sign_in, pupil, meeting):
    assert '<noscript><meta http-equiv="refresh"' in page_of(sign_in(pupil), meeting)


def test_the_teacher_begins_and_comes_into_the_room(sign_in, teacher, pupil, meeting):
    client = sign_in(teacher)
    page = page_of(client, meeting)
    assert "Bắt đầu lớp" in page and meeting.guest_key in page
    for _tap in range(2):
        assert client.post(f"{meeting.get_absolute_url()}mo/").url == f"{meeting.get_absolute_url()}phong/"
    assert LiveClass.objects.get().state == "open"
    assert "Vào lớp" in page_of(sign_in(pupil), meeting)


def test_tomorrow_s_class_does_not_begin_today(sign_in, teacher, meeting):
    LiveClass.objects.update(starts_at=timezone.now() + dt.timedelta(days=1))
    client = sign_in(teacher)
    assert "Bắt đầu lớp</button>" not in page_of(client, meeting)
    answer = client.post(f"{meeting.get_absolute_url()}mo/", follow=True)
    assert "Chưa tới giờ" in answer.content.decode()
    assert LiveClass.objects.get().state == "scheduled"


def test_a_class_whose_time_went_by_says_so(sign_in, pupil, meeting):
    LiveClass.objects.update(starts_at=timezone.now() - dt.timedelta(hours=3))
    assert "chưa bắt đầu" in page_of(sign_in(pupil), meeting)


def test_a_locked_class_tells_those_who_were_not_in(sign_in, teacher, pupil, meeting):
    open_live_class(live_class=meeting, by=teacher)
    LiveClass.objects.update(is_locked=True)
    assert "Thầy cô đã khoá lớp" in page_of(sign_in(pupil), meeting)
    LiveClass.objects.update(is_locked=False)
    ensure_participant(live_class=meeting, user=pupil)
    LiveClass.objects.update(is_locked=True)
    assert "Thầy cô đã khoá lớp" not in page_of(sign_in(pupil), meeting)


def test_a_manager_looks_after_the_class_without_leading_it(sign_in, manager, meeting):
    client = sign_in(manager)
    page = page_of(client, meeting)
    assert "Đổi buổi học" in page and "Nhật ký" in page and "Bắt đầu lớp" not in page
    assert client.post(f"{meeting.get_absolute_url()}mo/").status_code == 404


@pytest.mark.parametrize("who", ["colleague", "stranger", "officer", "reviewer"])
def test_others_find_no_lobby(sign_in, request, who, meeting):
    client = sign_in(request.getfixturevalue(who))
    for path in ("", "trang-thai/", "lich.ics"):
        assert client.get(meeting.get_absolute_url() + path).status_code == 404
    for path in ("mo/", "ket-thuc/"):
        assert client.post(meeting.get_absolute_url() + path).status_code == 404


def test_pupils_neither_open_nor_end(sign_in, pupil, meeting):
    client = sign_in(pupil)
    for path in ("mo/", "ket-thuc/", "khach/1/"):
        assert client.post(meeting.get_absolute_url() + path).status_code == 404
        assert client.get(meeting.get_absolute_url() + path).status_code == 405


def test_the_status_tells_state_clock_and_to_leaders_who_waits(sign_in, teacher, pupil, stranger, meeting):
    knock(live_class=meeting, user=stranger)
    before = timezone.now().timestamp() * 1000
    said = sign_in(pupil).get(f"{meeting.get_absolute_url()}trang-thai/").json()
    assert said["state"] == "scheduled" and said["admission"] == "admitted" and "waiting" not in said
    assert before - 1 <= said["now"] <= timezone.now().timestamp() * 1000
    assert sign_in(teacher).get(f"{meeting.get_absolute_url()}trang-thai/").json()["waiting"] == 1


def test_the_lobby_asks_as_much_for_one_waiting_guest_as_for_three(
    sign_in, teacher, meeting, other_school, django_assert_max_num_queries
):
    client, counts = sign_in(teacher), []
    for count in (1, 2):
        for _guest in range(count):
            knock(live_class=meeting, user=MembershipFactory(role=Role.TEACHER, school=other_school).user)
        with django_assert_max_num_queries(20) as asked:
            assert client.get(meeting.get_absolute_url()).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- After --------------------------------------------------------------------------------------------------


def test_the_summary_counts_minutes_people_and_polls(sign_in, teacher, pupil, school_class):
    meeting = make_ended(teacher=teacher, school_class=school_class)
    was_there(meeting, pupil, 0, 20)
    was_there(meeting, pupil, 25, 40)
    was_there(meeting, teacher, 0, 40)
    poll = {"question": "Hình nào?", "options": ["1", "2"], "isQuiz": False, "seconds": None, "results": "live"}
    append_event(live_class=meeting, kind="poll_open", data=poll)
    page = page_of(sign_in(pupil), meeting)
    assert "40 phút" in page and "1 em" in page and "1 câu" in page and "Xem lại" in page
    assert "Xem điểm danh" not in page
    assert "Xem điểm danh" in page_of(sign_in(teacher), meeting)


def test_a_deleted_recording_is_not_offered(sign_in, teacher, pupil, school_class):
    meeting = make_ended(teacher=teacher, school_class=school_class, recording_deleted_at=timezone.now())
    page = page_of(sign_in(pupil), meeting)
    assert "Bản ghi đã được xoá" in page and "/xem-lai/" not in page


def test_the_teacher_ends_the_class_from_the_lobby(sign_in, teacher, meeting):
    client = sign_in(teacher)
    answer = client.post(f"{meeting.get_absolute_url()}ket-thuc/", follow=True)
    assert "chưa bắt đầu" in answer.content.decode()
    open_live_class(live_class=meeting, by=teacher)
    assert "Kết thúc lớp" in page_of(client, meeting)
    for _tap in range(2):
        assert client.post(f"{meeting.get_absolute_url()}ket-thuc/").url == meeting.get_absolute_url()
    assert LiveClass.objects.get().state == "ended"


# --- Guests -------------------------------------------------------------------------------------------------


def test_a_guest_sees_title_and_teacher_only_and_asks_to_come_in(sign_in, stranger, meeting, door):
    client = sign_in(stranger)
    page = client.get(door).content.decode()
    assert meeting.title in page and str(meeting.teacher) in page and "Xin vào lớp" in page
    assert "vở nháp" not in page and meeting.school_class.name not in page
    assert not Participant.objects.exists()  # looking is not asking
    for _tap in range(2):
        assert client.post(door).url == door
    assert Participant.objects.get().admission == Admission.WAITING
    assert "Chờ thầy cô cho vào" in client.get(door).content.decode()
    assert client.get(meeting.get_absolute_url()).url == door
    assert client.get(f"{meeting.get_absolute_url()}trang-thai/").json()["admission"] == "waiting"


def test_who_leads_lets_a_guest_in(sign_in, teacher, stranger, meeting, door):
    guest = knock(live_class=meeting, user=stranger)
    client = sign_in(teacher)
    assert str(stranger) in page_of(client, meeting)
    answer = client.post(f"{meeting.get_absolute_url()}khach/{guest.number}/", {"do": "admit"})
    assert answer.url == meeting.get_absolute_url()
    assert "Thầy cô đã nhận" in sign_in(stranger).get(door).content.decode()
    open_live_class(live_class=meeting, by=teacher)
    assert sign_in(stranger).get(door).url == f"{meeting.get_absolute_url()}phong/"


def test_a_refused_guest_reads_kind_words(sign_in, teacher, stranger, meeting, door):
    guest = knock(live_class=meeting, user=stranger)
    sign_in(teacher).post(f"{meeting.get_absolute_url()}khach/{guest.number}/", {"do": "refuse"})
    client = sign_in(stranger)
    client.post(door)
    assert "chưa nhận thêm khách" in client.get(door).content.decode()
    assert Participant.objects.get().admission == Admission.REFUSED


@pytest.mark.parametrize("do", ["", "hug"])
def test_an_answer_that_is_none_changes_nothing(sign_in, teacher, stranger, meeting, do):
    guest = knock(live_class=meeting, user=stranger)
    answer = sign_in(teacher).post(f"{meeting.get_absolute_url()}khach/{guest.number}/", {"do": do}, follow=True)
    assert "Bấm lại một trong hai nút" in answer.content.decode()
    guest.refresh_from_db()
    assert guest.admission == Admission.WAITING


@pytest.mark.parametrize("number", [0, 99, 70_000, 10**30])
def test_a_number_of_nobody_is_not_found(sign_in, teacher, meeting, number):
    assert sign_in(teacher).post(f"{meeting.get_absolute_url()}khach/{number}/", {"do": "admit"}).status_code == 404


def test_one_who_leads_is_not_sent_away(sign_in, teacher, school, school_class, meeting):
    second = MembershipFactory(role=Role.TEACHER, school=school, school_class=school_class).user
    open_live_class(live_class=meeting, by=teacher)
    place = ensure_participant(live_class=meeting, user=second)
    answer = sign_in(teacher).post(f"{meeting.get_absolute_url()}khach/{place.number}/", {"do": "remove"}, follow=True)
    assert "Không mời thầy cô ra khỏi lớp được" in answer.content.decode()
    place.refresh_from_db()
    assert place.admission == Admission.ADMITTED


def test_a_class_that_takes_no_guests_has_no_door(sign_in, stranger, meeting, door):
    LiveClass.objects.update(admits_guests=False)
    client = sign_in(stranger)
    assert client.get(door).status_code == client.post(door).status_code == 404
    assert client.get("/lop-truc-tuyen/vao/khong-co-khoa-nay/").status_code == 404


def test_a_locked_class_admits_nobody_new_but_keeps_those_who_wait(sign_in, stranger, colleague, meeting, door):
    knock(live_class=meeting, user=colleague)
    LiveClass.objects.update(is_locked=True)
    answer = sign_in(stranger).post(door, follow=True)
    assert "khoá lớp" in answer.content.decode() and "Xin vào lớp" not in answer.content.decode()
    assert Participant.objects.count() == 1
    assert "Chờ thầy cô cho vào" in sign_in(colleague).get(door).content.decode()


def test_a_class_that_is_over_takes_no_more_guests(sign_in, teacher, stranger, meeting, door):
    open_live_class(live_class=meeting, by=teacher)
    end_live_class(live_class=meeting, by=teacher)
    client = sign_in(stranger)
    client.post(door)
    assert "không còn mở cửa" in client.get(door).content.decode()
    assert not Participant.objects.filter(user=stranger).exists()


def test_members_take_the_common_way(sign_in, pupil, meeting, door):
    assert sign_in(pupil).get(door).url == meeting.get_absolute_url()


def test_the_invitation_is_for_people_with_an_account(client, door):
    assert client.get(door).url.startswith("/dang-nhap/")


def test_a_pupil_of_the_class_is_told_of_a_meeting_on_the_home_page(sign_in, pupil, meeting):
    make_course_index()
    page = sign_in(pupil).get("/").content.decode()
    assert "Lớp trực tuyến hôm nay" in page and meeting.title in page
    assert not Notification.objects.exists()
