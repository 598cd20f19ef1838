"""The editor has no sign-in of its own: visitors go to the one of the site, others in or nowhere."""

import pytest

EDITOR_SIGN_IN = "/quan-tri/login/"


def test_a_visitor_of_the_editor_ends_at_the_sign_in_of_the_site_and_comes_back(client, db, officer):
    answer = client.get("/quan-tri/pages/", follow=True)
    assert answer.request["PATH_INFO"] == "/dang-nhap/"
    assert answer.context["next"] == "/quan-tri/pages/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", ""])
def test_a_foreign_target_becomes_the_start_of_the_editor(client, db, wanted):
    answer = client.get(EDITOR_SIGN_IN, {"next": wanted}, follow=True)
    assert answer.context["next"] == "/quan-tri/"


def test_no_password_is_tried_at_the_address_of_wagtails_form(client, officer):
    officer.set_password("chu-voi-con")
    officer.save()
    answer = client.post(EDITOR_SIGN_IN, {"username": officer.username, "password": "chu-voi-con"})
    assert answer.status_code == 405
    assert "_auth_user_id" not in client.session


def test_an_officer_goes_on_to_the_editor(sign_in, officer):
    assert sign_in(officer).get(EDITOR_SIGN_IN)["Location"] == "/quan-tri/"


def test_a_pupil_is_told_that_the_editor_is_for_others(sign_in, pupil):
    answer = sign_in(pupil).get("/quan-tri/", follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1
    assert "Tài khoản này không mở được trang" in answer.content.decode()
