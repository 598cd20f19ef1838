"""Signing in and out: passwords, shared devices, throttling, forced changes."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.redirects import is_local_path
from accounts.sessions import SHARED_DEVICE_SECONDS, SessionStore
from tests.corpus import HOSTILE, REASON
from tests.factories.accounts import UserFactory

PASSWORD = "chu-voi-con"
HOSTILE_NEXT = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/%09/evil.example",
    "/..//evil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "https://school.example.evil.example/",
    "\u0000/x",
    "/x\ny",
    "",
]


@pytest.fixture
def person(db):
    return UserFactory(username="lan.nt")


def send(client, username="lan.nt", password=PASSWORD, **more):
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password, **more})


def test_a_right_password_opens_a_session_and_goes_home(client, person):
    response = send(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_username_may_be_written_in_capitals_and_with_blanks(client, person):
    assert send(client, username=" LAN.nt ").status_code == 302


@pytest.mark.parametrize(("username", "password"), [("lan.nt", "sai-mat-khau"), ("khong.co", PASSWORD)])
def test_the_message_on_failure_names_neither_field(client, person, username, password):
    response = send(client, username=username, password=password)
    assert response.status_code == 400
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_answered_like_a_wrong_password(client, person):
    person.is_active = False
    person.save()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in send(client).content.decode()


def test_the_password_never_comes_back_in_the_page(client, person):
    assert "bi-mat-1234" not in send(client, password="bi-mat-1234").content.decode()


@pytest.mark.parametrize("target", HOSTILE_NEXT)
def test_a_hostile_next_falls_back_to_the_home_page(client, person, target):
    assert send(client, next=target)["Location"] == "/"


def test_a_local_next_is_followed(client, person):
    assert send(client, next="/lop/?trang=2")["Location"] == "/lop/?trang=2"


@pytest.mark.skipif(not HOSTILE.is_dir(), reason=REASON)
def test_each_next_of_the_corpus_but_the_last_is_refused(client, person):
    lines = (HOSTILE / "text" / "redirect_next.jsonl").read_text().splitlines()
    targets = [json.loads(line)["next"] for line in lines]
    assert [is_local_path(target) for target in targets] == [False] * (len(targets) - 1) + [True]


@given(st.text(alphabet="/\\.%09afexmpl:?#\t\n ", max_size=20))
def test_what_counts_as_local_never_starts_as_another_host(text):
    if is_local_path(text):
        assert text.startswith("/")
        assert not text.startswith(("//", "/\\"))
        assert "\\" not in text.split("?")[0].split("#")[0]


def test_a_signed_in_person_who_opens_the_page_goes_on(sign_in, person):
    response = sign_in(person).get(reverse("accounts:sign_in"), {"next": "/kho/"})
    assert response["Location"] == "/kho/"


def test_a_page_for_members_sends_visitors_to_the_sign_in_page(client, db):
    response = client.get(reverse("accounts:account"))
    assert response["Location"] == "/dang-nhap/?next=/toi/"


def test_an_own_device_keeps_its_session_for_a_term(client, person):
    cookie = send(client).cookies["sessionid"]
    assert cookie["max-age"] == 150 * 24 * 3600


def test_a_shared_device_ends_its_session_with_the_browser_and_after_half_an_hour(client, person):
    cookie = send(client, is_shared_device="on").cookies["sessionid"]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    ends_in = Session.objects.get(session_key=cookie.value).expire_date - timezone.now()
    assert timedelta(minutes=29) < ends_in <= timedelta(minutes=30)


def test_the_half_hour_of_a_shared_device_starts_again_with_use(client, person):
    send(client, is_shared_device="on")
    session = client.session
    session["shared_device_since"] -= 600
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=20))
    client.get(reverse("accounts:account"))
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_a_shared_device_keeps_no_page_for_the_back_button(client, person):
    send(client, is_shared_device="on")
    response = client.get(reverse("accounts:account"))
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response


def test_an_own_device_keeps_pages_to_ask_for_changes_only(client, person):
    send(client)
    response = client.get(reverse("accounts:account"))
    assert "no-store" not in response["Cache-Control"]
    assert response["ETag"]


def test_signing_out_changes_the_token_by_which_kept_pages_notice_it(client, person):
    send(client)
    client.get(reverse("accounts:account"))
    before = client.cookies["csrftoken"].value
    client.post(reverse("accounts:sign_out"))
    assert client.cookies["csrftoken"].value != before


def test_an_own_device_is_not_renewed(db):
    session = SessionStore()
    session.renew_shared_device()
    assert not session.modified
    assert SHARED_DEVICE_SECONDS == 1800


def test_signing_out_ends_the_session_and_needs_a_post(sign_in, person):
    client = sign_in(person)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.post(reverse("accounts:sign_out"))["Location"] == "/dang-nhap/"
    assert "_auth_user_id" not in client.session


def test_after_ten_failures_the_account_rests_on_this_address(client, person):
    answers = [send(client, password=f"sai-{n}").status_code for n in range(12)]
    assert answers == [400] * 10 + [429] * 2
    response = send(client)  # not even the right password
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    page = response.content.decode()
    assert "Thử lại sau" in page
    assert "giáo viên chủ nhiệm" in page


def test_the_right_password_comes_too_late_after_ten_wrong_ones_and_in_time_after_nine(client, person):
    for n in range(10):
        send(client, password=f"sai-{n}")
    assert send(client).status_code == 429
    UserFactory(username="binh.tv")
    for n in range(9):
        send(client, username="binh.tv", password=f"sai-{n}")
    assert send(client, username="binh.tv").status_code == 302


def test_a_hundred_passwords_do_not_find_the_right_one(client, person):
    passwords = [f"doan-{n}" for n in range(60)] + [PASSWORD]
    assert {send(client, password=password).status_code for password in passwords[12:]} <= {400, 429}
    assert "_auth_user_id" not in client.session


def test_a_whole_class_behind_one_address_still_signs_in(client, person):
    for n in range(12):
        send(client, password=f"sai-{n}")
    for n in range(12):
        UserFactory(username=f"hs{n}")
        assert send(client, username=f"hs{n}").status_code == 302
        client.post(reverse("accounts:sign_out"))


@pytest.mark.django_db(transaction=True)
async def test_the_server_that_runs_in_coroutines_answers_each_failure_too(async_client):
    form = {"username": "ai.do", "password": "sai"}
    answers = [(await async_client.post("/dang-nhap/", form)).status_code for _ in range(12)]
    assert answers == [400] * 10 + [429] * 2


def test_a_forged_forwarded_address_does_not_lift_the_pause(client, person):
    for n in range(12):
        send(client, password=f"sai-{n}")
    answer = client.post(
        reverse("accounts:sign_in"),
        {"username": "lan.nt", "password": PASSWORD},
        headers={"x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9"},
    )
    assert answer.status_code == 429


def test_the_letter_case_of_a_name_does_not_give_more_tries(client, person):
    for n in range(12):
        send(client, username="LAN.NT" if n % 2 else "lan.nt ", password=f"sai-{n}")
    assert send(client).status_code == 429


def test_a_success_forgets_the_failures_before_it(client, person):
    for _round in range(3):
        for n in range(6):
            send(client, password=f"sai-{n}")
        assert send(client).status_code == 302


def test_someone_with_a_password_from_others_can_only_change_it(sign_in, person):
    person.must_change_password = True
    person.save()
    client = sign_in(person)
    assert client.get("/thong-bao/")["Location"] == "/toi/mat-khau/"
    assert client.get("/api/schools/").json() == {"code": "password_change_required"}
    assert client.get("/toi/mat-khau/").status_code == 200
    assert client.post("/ngon-ngu/", {"language": "en"}).headers["Location"] == "/"
    form = {"old_password": PASSWORD, "new_password": "sen-vuon-nai", "new_password_again": "sen-vuon-nai"}
    assert client.post("/toi/mat-khau/", form)["Location"] == "/toi/"
    assert client.get("/thong-bao/").status_code == 200


def test_signing_in_with_a_password_from_others_leads_to_the_change(client, person):
    person.must_change_password = True
    person.save()
    assert send(client, next="/kho/")["Location"] == "/toi/mat-khau/"
    assert client.post(reverse("accounts:sign_out")).status_code == 302
