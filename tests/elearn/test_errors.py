"""Error pages: what happened, what is safe, what to do; JSON for programs."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory

from elearn import views


def _request(path="/trang/"):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def test_an_unknown_address_gets_a_page_with_a_way_on(client, db):
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "Không tìm thấy trang này" in html
    assert "Những gì đã lưu vẫn còn" in html
    assert 'href="/"' in html


def test_an_unknown_address_of_the_api_gets_json(client, db):
    response = client.get("/api/khong-co/")
    assert response.status_code == 404
    assert response.json() == {"code": "not_found"}


@pytest.mark.parametrize(
    "view, error, status, words",
    [
        (views.bad_request, SuspiciousOperation(), 400, "Dữ liệu đã lưu không thay đổi"),
        (views.forbidden, PermissionDenied(), 403, "Không có gì bị mất"),
    ],
)
def test_a_refusal_says_what_is_safe(view, error, status, words):
    response = view(_request(), error)
    assert response.status_code == status
    assert words in response.content.decode()


@pytest.mark.parametrize(
    "view, status, code",
    [
        (views.bad_request, 400, "bad_request"),
        (views.forbidden, 403, "forbidden"),
        (views.server_error, 500, "server_error"),
    ],
)
def test_programs_get_a_code_instead_of_a_page(view, status, code):
    response = view(_request("/api/uploads/"))
    assert response.status_code == status
    assert json.loads(response.content) == {"code": code}


def test_an_old_form_says_that_nothing_was_sent(db):
    response = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "Trang mở đã lâu" in response.content.decode()


def test_an_old_form_of_the_api_gets_json():
    response = views.csrf_failure(_request("/api/uploads/"))
    assert response.status_code == 403
    assert json.loads(response.content) == {"code": "csrf"}


def test_a_broken_server_answers_without_database_and_without_files():
    # No "db" here: touching the database would fail this test.
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    html = response.content.decode()
    assert "Những gì đã lưu trước đó vẫn còn nguyên" in html
    assert "/static/" not in html
