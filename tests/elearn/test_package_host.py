"""The host name of packages: nothing of the site is there, and nothing of a package is active on the site's."""

import pytest
from django.conf import settings as django_settings

from elearn.environment import Environment

HOST = {"host": "goi.example"}


@pytest.fixture(autouse=True)
def package_host(settings):
    """Give the packages a host name of their own."""
    settings.PACKAGE_ORIGIN = "https://goi.example"
    settings.SITE_URL = "https://hoc.example"
    settings.ALLOWED_HOSTS = [*django_settings.ALLOWED_HOSTS, "goi.example"]


def test_pages_asked_for_there_lead_to_the_site(client, db):
    response = client.get("/kho/?q=a", headers=HOST)
    assert (response.status_code, response["Location"]) == (302, "https://hoc.example/kho/?q=a")


def test_another_port_of_the_name_is_the_same_host(client, db):
    assert client.get("/dang-nhap/", headers={"host": "goi.example:8443"}).status_code == 302


@pytest.mark.parametrize("path", ["/dang-nhap/", "/api/statements/", "/quan-tri/login/", "/tai-len/"])
def test_nothing_can_be_sent_there(client, db, path):
    response = client.post(path, {"username": "a", "password": "b"}, headers=HOST)
    assert response.status_code == 404
    assert not response.cookies


def test_its_health_can_be_asked(client, db):
    assert client.get("/suc-khoe/", headers=HOST).json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/goi/", "/goi/../kho/", "/goi/abc", "/goi/abc/choi", "/goi/kho/"])
def test_below_the_prefix_no_page_of_the_site_answers(client, db, path):
    for headers in (HOST, {}):
        response = client.get(path, headers=headers)
        assert response.status_code == 404
        assert response["Content-Type"].startswith("text/plain")


def test_the_site_goes_on_under_its_own_name(client, db):
    assert client.get("/dang-nhap/").status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["https://hoc.example", "https://goi.hoc.example", "https://hoc.example:8443", "http://example", "goi.example"],
)
def test_a_name_that_shares_cookies_with_the_site_is_refused(origin):
    with pytest.raises(ValueError, match="PACKAGE_ORIGIN"):
        assert Environment(public_url="https://hoc.example", package_origin=origin).package_address


def test_this_machine_has_a_second_name_by_itself():
    environment = Environment(public_url="http://127.0.0.1:8123", package_origin="")
    assert environment.package_address == "http://localhost:8123"
    assert Environment(public_url="https://hoc.example", package_origin="").package_address == ""


def test_the_name_of_packages_is_served_without_being_listed():
    environment = Environment(
        public_url="https://hoc.example", allowed_hosts="hoc.example", package_origin="https://goi.vidu"
    )
    assert environment.host_names == ["hoc.example", "goi.vidu"]
