"""Addresses of packages: signed, for a while, harmless, and every member comes as it was put in."""

import gzip
import io
import re
import zipfile
import zlib

import pytest
from django.core.signing import BadSignature
from django.test import Client

from content_repo import package_addresses
from content_repo.choices import LibraryState
from content_repo.models import Library, Package
from content_repo.package_addresses import Expired, frame_address, member_base, package_of_token, package_token
from content_repo.package_serving import stored_member
from content_repo.stored_members import MemberMissing
from content_repo.views.package_files import _trusted_library
from media.keeping import keep_bytes
from media.stores import object_store
from tests.content_repo.played import played_package
from tests.corpus import PACKAGES, REASON
from tests.factories.h5p import make_h5p
from tests.factories.media import zip_bytes

WEEK = package_addresses.WINDOW_SECONDS
PICTURE = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def fresh_memory():
    """Forget which libraries were trusted in the test before."""
    _trusted_library.cache_clear()


@pytest.fixture
def package(teacher, officer, django_capture_on_commit_callbacks):
    """A package with a picture, ready to be played."""
    with django_capture_on_commit_callbacks(execute=True):
        package = played_package(teacher, trusted_by=officer, files={"images/a.png": PNG})
    package.refresh_from_db()
    return package


PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f"
    b"\0\4\x85\1\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82"
)


def body(response) -> bytes:
    """Return the body of any response."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def stored_zip(files, method=zipfile.ZIP_DEFLATED) -> tuple[str, dict]:
    """Put an archive into object storage; return its key and where its members lie."""
    data = zip_bytes(files, method)
    blob = keep_bytes(data=data, media_type="application/zip", kind="archive")
    return blob.key, places_of(data)


def places_of(data: bytes) -> dict:
    """Return ``[data offset, packed, size, CRC-32, method]`` by name, as the standard library sees them."""
    places = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name, extra = (int.from_bytes(data[info.header_offset + at :][:2], "little") for at in (26, 28))
            start = info.header_offset + 30 + name + extra
            places[info.filename] = [start, info.compress_size, info.file_size, info.CRC, info.compress_type]
    return places


def test_an_address_is_the_same_within_a_week(package):
    now = 1000 * WEEK
    assert package_token(package, now) == package_token(package, now + WEEK - 1)
    assert package_token(package, now) != package_token(package, now + WEEK)


def test_an_address_lives_for_a_week_at_least_and_two_at_most(package):
    token = package_token(package, 1000 * WEEK)
    assert package_of_token(token, 1000 * WEEK + 2 * WEEK - 1) == package.uuid
    with pytest.raises(Expired):
        package_of_token(token, 1000 * WEEK + 2 * WEEK)


def test_a_token_that_was_changed_is_none(package):
    token = package_token(package)
    with pytest.raises(BadSignature):
        package_of_token(f"A{token[1:]}" if token[0] != "A" else f"B{token[1:]}")


def test_the_document_of_a_frame_has_no_origin_and_reaches_nothing_but_packages(client, package):
    response = client.get(frame_address(package))
    policy = response["Content-Security-Policy"]
    assert response.status_code == 200
    assert re.match(r"sandbox allow-scripts;", policy)
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert "frame-src 'none'" in policy
    assert "connect-src http://testserver/goi/ data: blob:" in policy
    assert "frame-ancestors http://testserver http" in policy
    # A library could read a nonce and load scripts from any host with it.
    assert "nonce" not in policy
    assert "http:" not in policy.replace("http://testserver", "").split("script-src")[1].split(";")[0]


def test_a_document_that_was_kept_holds_until_its_content_changes(client, package):
    address = frame_address(package)
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
    Package.objects.filter(pk=package.pk).update(content={"question": "<script>1</script>"})
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert "<script>1" not in changed.content.decode()


def test_no_answer_of_packages_depends_on_a_person(client, package, teacher, sign_in):
    addresses = [frame_address(package), f"{member_base(package)}content/content.json"]
    anonymous = [body(Client().get(address)) for address in addresses]
    signed_in = sign_in(teacher)
    for address, expected in zip(addresses, anonymous, strict=True):
        response = signed_in.get(address)
        assert body(response) == expected
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_addresses_of_packages_take_nothing(client, package, method):
    response = getattr(client, method)(f"{member_base(package)}content/content.json")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_browser_may_ask_from_a_frame_without_origin(client, package):
    response = client.options(f"{member_base(package)}content/content.json", headers={"origin": "null"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"


def test_members_are_kept_by_browsers_and_harmless_by_themselves(client, package):
    response = client.get(f"{member_base(package)}content/images/a.png")
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "private, immutable, max-age=604800"
    assert response["Content-Security-Policy"].startswith("sandbox allow-scripts; default-src 'none'")
    assert "X-Frame-Options" not in response
    assert body(response) == PNG


def test_what_was_received_is_not_sent_again(client, package):
    address = f"{member_base(package)}content/images/a.png"
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"].startswith("private, immutable")


def test_head_tells_what_get_would_bring(client, package):
    address = f"{member_base(package)}content/images/a.png"
    head = client.head(address)
    assert (head["Content-Length"], body(head)) == (str(len(PNG)), b"")


def test_code_that_a_package_brought_is_not_served_as_its_member(client, package):
    Package.objects.filter(pk=package.pk).update(members=places_of(make_h5p()))  # even if it were in the index
    assert client.get(f"{member_base(package)}LopGan.Quiz-1.0/scripts/quiz.js").status_code == 404


def test_false_and_missing_addresses_are_told_in_plain_words(client, package):
    for address in [
        "/goi/abc/choi/",
        "/goi/abc.def/tep/content/content.json",
        f"{member_base(package)}content/none.png",
        f"{member_base(package)}../h5p.json",
        f"/goi/thu-vien/{'0' * 64}/a.js",
        f"/goi/chung/{'0' * 64}.js",
        "/goi/",
        "/goi/chung/abc.exe",
    ]:
        response = client.get(address)
        assert response.status_code == 404, address
        assert response["Content-Type"].startswith("text/plain"), address


def test_an_old_address_says_that_it_is_old(client, package):
    old = frame_address(package).replace(package_token(package), package_token(package, 1000 * WEEK))
    response = client.get(old)
    assert response.status_code == 410
    assert "hết hạn" in response.content.decode()


def test_a_package_that_waits_is_not_played(client, package):
    Package.objects.filter(pk=package.pk).update(state="waiting")
    assert client.get(frame_address(package)).status_code == 404


def test_members_of_a_library_are_served_while_it_is_trusted(client, package):
    library = Library.objects.get(machine_name="LopGan.Base")
    address = f"/goi/thu-vien/{library.tree_sha256}/images/dot.png"
    response = client.get(address)
    assert response["Cache-Control"] == "public, immutable, max-age=31536000"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    Library.objects.update(state=LibraryState.REFUSED)
    _trusted_library.cache_clear()
    assert client.get(address).status_code == 404


def test_deflated_members_go_out_as_gzip_without_being_inflated(db, rf, monkeypatch):
    key, places = stored_zip({"a.js": b"var a = 1;\n" * 5000})
    monkeypatch.setattr(zlib, "decompressobj", None)  # nothing of ours may need it
    response = stored_member(rf.get("/", headers={"accept-encoding": "gzip"}), key, places["a.js"], "a.js")
    data = body(response)
    assert response["Content-Encoding"] == "gzip"
    assert int(response["Content-Length"]) == len(data)
    monkeypatch.undo()
    assert gzip.decompress(data) == b"var a = 1;\n" * 5000


def test_a_client_that_takes_no_gzip_gets_it_inflated(db, rf):
    key, places = stored_zip({"a.js": b"var a = 1;\n" * 5000})
    response = stored_member(rf.get("/", headers={"accept-encoding": "gzip;q=0"}), key, places["a.js"], "a.js")
    assert response["Content-Encoding"] == "identity"
    assert response["Vary"] == "Accept-Encoding"
    assert body(response) == b"var a = 1;\n" * 5000


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("bytes=0-", 0, 10240), ("bytes=100-299", 100, 300), ("bytes=-5", 10235, 10240)]
)
def test_a_film_can_be_wound(db, rf, method, asked, start, stop):
    key, places = stored_zip({"a.mp4": PICTURE}, method)
    request = rf.get("/", headers={"accept-encoding": "gzip", "range": asked})
    response = stored_member(request, key, places["a.mp4"], "a.mp4")
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/10240"
    assert body(response) == PICTURE[start:stop]


def test_a_range_behind_the_end_is_refused(db, rf):
    key, places = stored_zip({"a.mp4": PICTURE})
    response = stored_member(rf.get("/", headers={"range": "bytes=10240-"}), key, places["a.mp4"], "a.mp4")
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10240")


def test_a_lost_object_is_told_before_the_answer_begins(db, rf):
    key, places = stored_zip({"a.js": b"var a = 1;\n" * 5000})
    object_store().delete(key)
    for headers in ({"accept-encoding": "gzip"}, {}):
        with pytest.raises(MemberMissing):
            stored_member(rf.get("/", headers=headers), key, places["a.js"], "a.js")


@pytest.mark.skipif(not PACKAGES.exists(), reason=REASON)
def test_every_member_of_real_packages_comes_as_it_was_put_in(db, rf):
    seen = 0
    for path in sorted((PACKAGES / "h5p-valid").glob("*.h5p")):
        data = path.read_bytes()
        key = keep_bytes(data=data, media_type="application/zip", kind="package").key
        with zipfile.ZipFile(path) as archive:
            for name, place in places_of(data).items():
                expected = archive.read(name)
                zipped = stored_member(rf.get("/", headers={"accept-encoding": "gzip"}), key, place, name)
                plain = stored_member(rf.get("/"), key, place, name)
                sent = body(zipped)
                assert (gzip.decompress(sent) if zipped.get("Content-Encoding") == "gzip" else sent) == expected, name
                assert body(plain) == expected, name
                seen += 1
    assert seen > 1000
