"""The account page: password, language, preferences."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Theme

PASSWORD = "chu-voi-con"
FORM = {"old_password": PASSWORD, "new_password": "sen-vuon-nai", "new_password_again": "sen-vuon-nai"}


@pytest.mark.parametrize("name", ["account", "change_password", "notifications"])
def test_visitors_are_sent_to_sign_in(client, db, name):
    assert client.get(reverse(f"accounts:{name}"))["Location"].startswith("/dang-nhap/?next=")


@pytest.mark.parametrize("name", ["sign_out", "language", "preferences", "notifications_read"])
def test_what_changes_something_takes_only_posts(sign_in, pupil, name):
    assert sign_in(pupil).get(reverse(f"accounts:{name}")).status_code == 405


def test_the_account_page_says_who_and_what_one_is(sign_in, teacher):
    page = sign_in(teacher).get(reverse("accounts:account")).content.decode()
    assert str(teacher) in page
    assert "Giáo viên" in page
    assert "lớp 6A, năm học 2026-2027" in page
    assert "Trường THCS Hồng Vân" in page


def test_someone_without_a_role_is_told_whom_to_ask(sign_in, pupil):
    pupil.memberships.all().delete()
    assert "Nhờ nhà trường thêm vào lớp" in sign_in(pupil).get(reverse("accounts:account")).content.decode()


def test_changing_the_password_keeps_this_session_and_ends_the_others(sign_in, pupil):
    client, other = sign_in(pupil), Client()
    other.force_login(pupil, backend="accounts.backends.UsernameBackend")
    assert client.post(reverse("accounts:change_password"), FORM)["Location"] == "/toi/"
    assert client.get("/toi/").status_code == 200
    assert other.get("/toi/").status_code == 302
    pupil.refresh_from_db()
    assert pupil.check_password("sen-vuon-nai")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"old_password": "sai"}, "Mật khẩu đang dùng chưa đúng"),
        ({"new_password_again": "khac"}, "Hai lần gõ chưa giống nhau"),
        ({"new_password": "ngan", "new_password_again": "ngan"}, "8"),
        ({"new_password": PASSWORD, "new_password_again": PASSWORD}, "phải khác mật khẩu đang dùng"),
        ({"new_password": "", "new_password_again": ""}, "Cần sửa"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(sign_in, pupil, change, words):
    response = sign_in(pupil).post(reverse("accounts:change_password"), FORM | change)
    assert response.status_code == 400
    assert words in response.content.decode()
    pupil.refresh_from_db()
    assert pupil.check_password(PASSWORD)


def test_the_language_is_kept_in_a_cookie_and_for_the_person(sign_in, pupil):
    response = sign_in(pupil).post(reverse("accounts:language"), {"language": "en", "next": "/kho/"})
    assert response["Location"] == "/kho/"
    assert response.cookies["language"].value == "en"
    pupil.refresh_from_db()
    assert pupil.language == "en"


def test_a_visitor_may_choose_a_language(client, db):
    response = client.post(reverse("accounts:language"), {"language": "vi", "next": "//evil.example"})
    assert (response["Location"], response.cookies["language"].value) == ("/", "vi")


def test_an_unknown_language_changes_nothing(sign_in, pupil):
    response = sign_in(pupil).post(reverse("accounts:language"), {"language": "../../etc"})
    assert "language" not in response.cookies
    pupil.refresh_from_db()
    assert pupil.language == ""


def test_the_language_of_a_person_comes_back_at_sign_in(client, pupil):
    pupil.language = "en"
    pupil.save()
    response = client.post(reverse("accounts:sign_in"), {"username": pupil.username, "password": PASSWORD})
    assert response.cookies["language"].value == "en"


def test_theme_and_data_saver_are_remembered_and_shown(sign_in, pupil):
    client = sign_in(pupil)
    assert client.post(reverse("accounts:preferences"), {"theme": "dark"})["Location"] == "/toi/"
    pupil.refresh_from_db()
    assert (pupil.theme, pupil.is_data_saver) == (Theme.DARK, False)
    assert 'data-theme="dark"' in client.get("/toi/").content.decode()


def test_an_unknown_theme_is_refused(sign_in, pupil):
    response = sign_in(pupil).post(reverse("accounts:preferences"), {"theme": "x" * 3000})
    assert response.status_code == 400
    pupil.refresh_from_db()
    assert pupil.theme == Theme.SYSTEM
