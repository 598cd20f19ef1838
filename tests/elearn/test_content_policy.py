"""What pages let a browser do: no script or style that was not sent as a file, no device of the reader."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
UPLOADING = ["content_repo:upload", "courses:my_courses"]


def policy_of(response) -> dict[str, list[str]]:
    """Return the Content-Security-Policy as lists of sources by directive."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("address", ["/dang-nhap/", "/kho/", "/api/resources/", "/khong-co/", "/quan-tri-khac/"])
def test_visitors_get_the_strict_policy_everywhere(client, address):
    response = client.get(address)
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert "camera=()" in response["Permissions-Policy"]


def test_web_assembly_runs_on_pages_with_the_uploader_only(sign_in, teacher):
    client = sign_in(teacher)
    sources = [policy_of(client.get(reverse(name)))["script-src"] for name in UPLOADING]
    assert sources == [["'self'", "'wasm-unsafe-eval'"], ["'self'"]]


def test_only_the_editor_has_a_wider_policy_and_only_for_those_who_enter_it(sign_in, officer):
    policy = policy_of(sign_in(officer).get("/quan-tri/"))
    assert "'unsafe-inline'" in policy["script-src"]
    assert policy["default-src"] == ["'none'"]


def test_passwords_are_not_reset_by_letter(client):
    assert client.get("/quan-tri/password_reset/").status_code == 404
