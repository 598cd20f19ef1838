"""Notifications: sending, listing, reading."""

import uuid

import pytest
from django.urls import reverse
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString

from accounts.models import Notification
from accounts.queries import notification_text
from accounts.services import mark_read, notify

KIND = "schools.role_given"
PARAMS = {"role": "teacher", "where": "6A · Trường <b>X</b>", "by": "Cô Lan"}


@pytest.fixture
def news(pupil):
    return notify(users=[pupil], kind=KIND, params=PARAMS, url="/lop/")[0]


def test_each_person_gets_one_notification_however_often_named(pupil, teacher):
    assert len(notify(users=[pupil, teacher, pupil], kind=KIND, params=PARAMS)) == 2
    assert Notification.objects.count() == 2


def test_words_are_in_the_readers_language_and_escaped(sign_in, pupil, news):
    page = sign_in(pupil).get(reverse("accounts:notifications")).content.decode()
    assert "Cô Lan đã giao vai trò Giáo viên" in page
    assert "&lt;b&gt;X" in page


def test_words_are_escaped_once_however_they_are_shown(sign_in, pupil, news):
    text = notification_text(news)
    assert isinstance(text, SafeString)
    assert escape(text) == text  # a template leaves them as they are
    assert "&lt;b&gt;X" in text
    assert "<b>X" not in text


def test_a_kind_that_is_gone_stays_readable(sign_in, pupil):
    notify(users=[pupil], kind="courses.no_longer_there")
    notify(users=[pupil], kind="nonsense")
    assert sign_in(pupil).get(reverse("accounts:notifications")).content.decode().count("Có tin mới.") == 2


def test_opening_one_marks_it_read_and_goes_where_it_points(sign_in, pupil, news):
    response = sign_in(pupil).get(reverse("accounts:notification", args=[news.uuid]))
    assert response["Location"] == "/lop/"
    news.refresh_from_db()
    assert news.read_at is not None


def test_opening_one_again_keeps_the_time_it_was_first_read(sign_in, pupil, news):
    client = sign_in(pupil)
    client.get(reverse("accounts:notification", args=[news.uuid]))
    news.refresh_from_db()
    first = news.read_at
    client.get(reverse("accounts:notification", args=[news.uuid]))
    news.refresh_from_db()
    assert news.read_at == first


def test_a_notification_never_leads_to_another_site(sign_in, pupil, news):
    Notification.objects.update(url="https://evil.example/")
    response = sign_in(pupil).get(reverse("accounts:notification", args=[news.uuid]))
    assert response["Location"] == "/thong-bao/"


def test_someone_elses_notification_is_not_found_and_stays_unread(sign_in, teacher, news):
    assert sign_in(teacher).get(reverse("accounts:notification", args=[news.uuid])).status_code == 404
    assert mark_read(user=teacher, notification=news) == 0
    news.refresh_from_db()
    assert news.read_at is None


def test_an_unknown_notification_is_not_found(sign_in, pupil):
    assert sign_in(pupil).get(reverse("accounts:notification", args=[uuid.uuid4()])).status_code == 404


def test_all_can_be_marked_read_at_once_and_the_filter_shows_the_rest(sign_in, pupil, teacher, news):
    notify(users=[pupil, teacher], kind=KIND, params=PARAMS)
    client = sign_in(pupil)
    unread = reverse("accounts:notifications") + "?loc=chua-doc"
    assert client.get(unread).content.decode().count("Mới</span>") == 2
    assert client.post(reverse("accounts:notifications_read")).status_code == 302
    page = client.get(unread).content.decode()
    assert "Đã đọc hết thông báo" in page
    assert Notification.objects.filter(user=teacher, read_at__isnull=True).count() == 1


def test_an_empty_list_says_what_will_come(sign_in, pupil):
    assert "Chưa có thông báo nào" in sign_in(pupil).get(reverse("accounts:notifications")).content.decode()


@pytest.mark.parametrize("page", ["2", "99", "-1", "x", "1e9", "٣"])
def test_long_lists_are_paged_and_any_page_number_answers(sign_in, pupil, page):
    notify_many(pupil, 25)
    response = sign_in(pupil).get(reverse("accounts:notifications"), {"trang": page})
    assert response.status_code == 200


def notify_many(user, count):
    for _n in range(count):
        notify(users=[user], kind=KIND, params=PARAMS)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_for_one_and_three(sign_in, pupil, count, django_assert_num_queries):
    notify_many(pupil, count)
    client = sign_in(pupil)
    with django_assert_num_queries(6):  # session, user, count, rows, unread count, memberships
        client.get(reverse("accounts:notifications"))
