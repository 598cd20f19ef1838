"""Delivery of blobs: signed addresses, ranges, headers that keep files from running."""

import asyncio

import pytest
from django.core.signing import BadSignature
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from media.delivery import Delivery, Expired, delivery_url, read_delivery, sign_delivery
from media.ranges import NotSatisfiable, parse_range
from media.views import FILE_POLICY
from tests.factories.media import picture_bytes, stored_upload

TEXT = b"0123456789" * 100_000


@pytest.fixture
def blob(teacher):
    return stored_upload(data=TEXT, name="số.txt", owner=teacher).blob


@pytest.fixture
def url(blob):
    return delivery_url(blob, name="Bài số 1.txt")


def body(response):
    return b"".join(response.streaming_content)


def test_a_file_is_served_with_headers_that_keep_it_from_running(client, url, blob):
    response = client.get(url)
    assert response.status_code == 200 and body(response) == TEXT
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Security-Policy"] == FILE_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{blob.sha256}"'
    assert response["Cache-Control"] == "private, immutable, max-age=86400"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''B%C3%A0i%20s%E1%BB%91%201.txt"
    assert response["Content-Length"] == str(len(TEXT))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-9", TEXT[:10]),
        ("bytes=10-", TEXT[10:]),
        ("bytes=-7", TEXT[-7:]),
        ("bytes=999990-2000000", TEXT[999990:]),
    ],
)
def test_one_range_is_answered_with_206(client, url, header, expected):
    response = client.get(url, headers={"range": header, "accept-encoding": "gzip"})
    assert response.status_code == 206 and body(response) == expected
    assert response["Content-Length"] == str(len(expected))


@pytest.mark.parametrize("header", ["bytes=1000000-", "bytes=-0"])
def test_a_range_outside_the_file_gets_416(client, url, header):
    response = client.get(url, headers={"range": header})
    assert response.status_code == 416 and response["Content-Range"] == "bytes */1000000"


@pytest.mark.parametrize("header", ["bytes=" + "0-," * 500 + "0-", "lines=1-2", "bytes=9-1", "bytes=a-b"])
def test_many_ranges_or_nonsense_are_answered_whole(client, url, header):
    response = client.get(url, headers={"range": header})
    assert response.status_code == 200 and body(response) == TEXT


def test_what_the_browser_has_is_not_sent_again(client, url, blob):
    response = client.get(url, headers={"if-none-match": f'"{blob.sha256}"'})
    assert response.status_code == 304 and response["Cache-Control"].startswith("private")


def test_head_gives_the_length_without_the_bytes(client, url):
    response = client.head(url)
    assert response["Content-Length"] == str(len(TEXT)) and body(response) == b""


def test_a_changed_token_gets_404(client, url):
    start, token, name = url.rsplit("/", 2)
    assert client.get(f"{start}/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/{name}").status_code == 404


def test_deliver_accepts_only_reading(client, url):
    assert client.post(url).status_code == 405


def test_an_address_is_stable_within_its_window_and_ends_within_a_day():
    delivery = Delivery("a" * 64, "text/plain", "a.txt", False)
    noon = 6 * 3600 * 1000
    token = sign_delivery(delivery, noon)
    assert token == sign_delivery(delivery, noon + 6 * 3600 - 1)
    assert read_delivery(token, noon + 12 * 3600) == delivery
    with pytest.raises(Expired):
        read_delivery(token, noon + 24 * 3600)
    with pytest.raises(BadSignature):
        read_delivery(token[:-2], noon)


def test_an_expired_address_says_so(client, monkeypatch, url):
    monkeypatch.setattr("media.delivery.time.time", lambda: 4_000_000_000)
    response = client.get(url)
    assert response.status_code == 410 and "hết hạn" in response.content.decode()


def test_a_blob_whose_bytes_are_gone_gets_404(client, url, blob):
    from media.stores import object_store

    object_store().delete(blob.key)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("trang.html", b"<script>alert(1)</script>"),
        ("hinh.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
)
def test_active_files_are_only_ever_attachments(client, teacher, name, data):
    blob = stored_upload(data=data, name=name, owner=teacher).blob
    response = client.get(delivery_url(blob, name=name, inline=True))
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == FILE_POLICY


def test_no_name_reaches_the_headers_as_it_was_typed(client, blob):
    response = client.get(delivery_url(blob, name='a\r\nSet-Cookie: b=1\x01"; x=\u202e.txt'))
    assert response["Content-Disposition"] == 'attachment; filename="a Set-Cookie_ b=1 _; x=.txt"'
    assert not response.cookies


def test_a_picture_is_served_without_where_it_was_taken(client, teacher):
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (22.0, 48.0, 0.0)
    tail = b"<?php echo 1 ?>"
    blob = stored_upload(data=picture_bytes(exif=exif) + tail, name="a.jpg", owner=teacher).blob
    for rendition in (None, "clean", "view", "thumb"):
        served = body(client.get(delivery_url(blob, name="a.jpg", inline=True, rendition=rendition)))
        assert b"PhoneMaker" not in served and b"Exif" not in served and b"php" not in served


def test_no_address_is_given_for_a_rendition_that_is_not_there(blob):
    assert delivery_url(blob, name="a.webp", rendition="view") == ""


async def test_an_asynchronous_server_streams_in_chunks(async_client, blob, transactional_db):
    response = await async_client.get(delivery_url(blob, name="a.txt"))
    assert response.is_async
    chunks = [chunk async for chunk in response.streaming_content]
    assert b"".join(chunks) == TEXT and len(chunks) > 1
    await asyncio.sleep(0)


@given(st.text(max_size=40), st.integers(0, 1000))
def test_any_range_header_gives_bytes_of_the_file_or_an_answer(header, size):
    for candidate in (header, f"bytes={header}"):
        try:
            found = parse_range(candidate, size)
        except NotSatisfiable:
            continue
        assert found is None or 0 <= found.start < found.stop <= size


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40))
def test_a_range_means_what_the_standard_says(first, last, size):
    numbers = list(range(size))
    try:
        found = parse_range(f"bytes={first}-{last}", size)
    except NotSatisfiable:
        assert first >= size
        return
    if last < first:
        assert found is None
    else:
        assert numbers[found.start : found.stop] == [n for n in numbers if first <= n <= last]
