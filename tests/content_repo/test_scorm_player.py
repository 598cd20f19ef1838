"""How the documents and pages of SCORM packages are served."""

import gzip
import io
import re
import zipfile
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from content_repo.models import Package
from content_repo.package_addresses import frame_address, member_base
from content_repo.players.scorm import with_script
from media.services import store_file
from tests.factories.media import zip_bytes
from tests.factories.scorm import course_package, quiz_package

SITE, PACKAGES = "testserver", "goi.example"
SCRIPT = "<script>1</script>"


@pytest.fixture(autouse=True)
def package_origin(settings):
    """A host of their own for packages."""
    settings.PACKAGE_ORIGIN = f"http://{PACKAGES}"
    settings.ALLOWED_HOSTS = [SITE, PACKAGES]


@pytest.fixture
def package_of(teacher, django_capture_on_commit_callbacks):
    """Return a function that stores bytes and gives the package they are."""

    def package_of(data: bytes) -> Package:
        with django_capture_on_commit_callbacks(execute=True):
            upload = store_file(file=io.BytesIO(data), name="bai.zip", owner=teacher, school=None)
        return Package.objects.get(blob=upload.blob)

    return package_of


def page_of(response) -> bytes:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return gzip.decompress(body) if response.get("Content-Encoding") == "gzip" else body


@pytest.mark.django_db
@pytest.mark.parametrize(("version", "script"), [("1.2", "scorm12"), ("2004", "scorm2004")])
def test_the_frame_is_of_the_packages_host_and_loads_one_version_of_the_api(client, package_of, version, script):
    package = package_of(quiz_package(version))
    parts = urlsplit(frame_address(package))
    assert parts.netloc == PACKAGES
    response = client.get(parts.path, HTTP_HOST=PACKAGES)
    page = response.content.decode()
    assert response.status_code == 200 and page.count("/vendor/scorm") == 1 and f"/vendor/{script}." in page
    policy = response["Content-Security-Policy"]
    assert "allow-same-origin" in policy and "allow-top-navigation" not in policy and "allow-popups" not in policy
    assert f"connect-src http://{PACKAGES}/goi/ " in policy and "worker-src blob:" in policy


@pytest.mark.django_db
def test_pages_on_the_packages_host_get_our_script_and_nothing_else(client, package_of):
    package = package_of(quiz_package())
    response = client.get(f"{member_base(package)}quiz.html", HTTP_HOST=PACKAGES)
    page = page_of(response).decode()
    head = page.partition("</head>")[0]
    assert "scorm/inside." in head and "vendor/scorm" not in page
    assert head.index("scorm/inside.") < head.index("api.js")
    assert "Sec-Fetch-Dest" in response["Vary"]
    assert "Cộng phân số" in page


@pytest.mark.django_db
def test_pages_without_an_origin_of_their_own_get_the_api_too(client, package_of, settings):
    settings.PACKAGE_ORIGIN = ""
    package = package_of(quiz_package("2004"))
    response = client.get(f"{member_base(package)}quiz.html", HTTP_HOST=SITE)
    page = page_of(response).decode()
    scripts = re.findall(r'<script src="([^"]+)"', page)
    assert [name.rpartition("/")[2].partition(".")[0] for name in scripts] == ["scorm2004", "api", "inside", "api"]
    assert "allow-same-origin" not in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "headers"), [("api.js", {}), ("quiz.html", {"HTTP_SEC_FETCH_DEST": "empty"})])
def test_what_a_course_fetches_for_itself_stays_as_it_is(client, package_of, name, headers):
    package = package_of(quiz_package())
    response = client.get(f"{member_base(package)}{name}", HTTP_HOST=PACKAGES, **headers)
    assert b"inside" not in page_of(response)


@pytest.mark.django_db
def test_a_page_is_compressed_for_those_who_take_that_and_not_sent_twice(client, package_of):
    address = f"{member_base(package_of(quiz_package()))}quiz.html"
    packed = client.get(address, HTTP_HOST=PACKAGES, HTTP_ACCEPT_ENCODING="gzip")
    plain = client.get(address, HTTP_HOST=PACKAGES)
    assert packed["Content-Encoding"] == "gzip" and page_of(packed) == page_of(plain)
    again = client.get(address, HTTP_HOST=PACKAGES, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=packed["ETag"])
    assert again.status_code == 304


@pytest.mark.django_db
def test_a_title_with_markup_is_shown_as_text(client, package_of):
    data = course_package()
    hostile = zip_bytes(
        {
            "imsmanifest.xml": manifest_of(data).replace(
                "Phần 1", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
            ),
            **{f"p{number}.html": "<p>a</p>" for number in (1, 2, 3)},
            "asset.html": "<p>b</p>",
        }
    )
    parts = urlsplit(frame_address(package_of(hostile)))
    page = client.get(parts.path, HTTP_HOST=PACKAGES).content.decode()
    assert "<script>alert(1)" not in page and "\\u003Cscript\\u003Ealert(1)" in page


def manifest_of(data: bytes) -> str:
    """The manifest of a package of the tests."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("imsmanifest.xml").decode()


@pytest.mark.django_db
def test_the_words_of_the_frame_are_in_the_language_asked_for(client, package_of):
    path = urlsplit(frame_address(package_of(quiz_package()))).path
    assert 'lang="en"' in client.get(f"{path}?tieng=en", HTTP_HOST=PACKAGES).content.decode()
    assert "Mục lục" in client.get(path, HTTP_HOST=PACKAGES).content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_sent_again_still_may_hold_the_frames_of_packages(client, teacher, package_of):
    package = package_of(quiz_package())
    client.force_login(teacher)
    address = reverse("content_repo:package_play", args=[package.uuid])
    first = client.get(address)
    assert f"http://{PACKAGES}" in first["Content-Security-Policy"]
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<html><head><title>a</title></head>", b"<html><head>" + SCRIPT.encode() + b"<title>a</title></head>"),
        (b"<HTML><HEAD lang=vi><title>", b"<HTML><HEAD lang=vi>" + SCRIPT.encode() + b"<title>"),
        (b"<!doctype html><p>a<header>b", b"<!doctype html>" + SCRIPT.encode() + b"<p>a<header>b"),
        (b"<!-- a --><!doctype html><html><p>", b"<!-- a --><!doctype html><html>" + SCRIPT.encode() + b"<p>"),
        (b'<?xml version="1.0"?><html><head/>', b'<?xml version="1.0"?><html>' + SCRIPT.encode() + b"<head/>"),
        (b"", SCRIPT.encode()),
        (b"plain", SCRIPT.encode() + b"plain"),
        (b"\xef\xbb\xbf<p>a", b"\xef\xbb\xbf" + SCRIPT.encode() + b"<p>a"),
        (b"<p>\xe0\xe8", SCRIPT.encode() + b"<p>\xe0\xe8"),  # an encoding of old: bytes stay
        ("<html><head>ă".encode("utf-16"), ("\ufeff<html><head>" + SCRIPT + "ă").encode("utf-16-le")),
    ],
)  # fmt: skip
def test_a_script_comes_first_in_any_page(page, expected):
    assert with_script(page, SCRIPT) == expected
