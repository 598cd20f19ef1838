"""Pages revalidated cheaply, and request bodies taken only as they are."""

import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from elearn.middleware import PageRevalidationMiddleware, PlainBodyMiddleware

PAGE = '<form><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}</form>'


def answer(body="Trang", *, secret="một", method="get", status=200, etag=None, **headers):
    request = getattr(RequestFactory(), method)("/kho/", headers={"If-None-Match": etag} if etag else None)
    request.META["CSRF_COOKIE"] = secret
    response = HttpResponse(body, status=status, headers=headers or None)
    return PageRevalidationMiddleware(lambda request: response)(request)


def test_an_unchanged_page_costs_a_304_without_a_body():
    first = answer()
    second = answer(etag=first["ETag"])
    assert second.status_code == 304
    assert second.content == b""


def test_a_changed_page_is_sent_again():
    assert answer("Trang mới", etag=answer()["ETag"]).status_code == 200


def test_the_mask_of_the_token_does_not_make_a_page_new():
    first = answer(PAGE.format("mask1" * 8, "Trang"))
    assert answer(PAGE.format("mask2" * 8, "Trang"), etag=first["ETag"]).status_code == 304


def test_a_page_with_a_token_that_no_longer_holds_is_sent_again():
    assert answer(secret="hai", etag=answer(secret="một")["ETag"]).status_code == 200


def test_a_page_is_kept_only_by_the_browser_and_always_asked_for():
    directives = set(re.split(r",\s*", answer()["Cache-Control"]))
    assert {"private", "no-cache"} <= directives


@pytest.mark.parametrize(
    "options",
    [
        {"method": "post"},
        {"status": 404},
        {"Cache-Control": "no-store"},
        {"Content-Type": "application/json"},
    ],
)
def test_what_is_no_plain_page_gets_no_etag(options):
    assert "ETag" not in answer(**options)


def test_a_stream_is_not_read_for_an_etag():
    stream = StreamingHttpResponse(iter([b"a", b"b"]))
    response = PageRevalidationMiddleware(lambda request: stream)(RequestFactory().get("/"))
    assert "ETag" not in response
    assert b"".join(response.streaming_content) == b"ab"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, identity"])
def test_a_compressed_body_is_refused_unread(encoding):
    request = RequestFactory().post(
        "/api/statements/", b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": encoding}
    )
    response = PlainBodyMiddleware(lambda request: HttpResponse("read"))(request)
    assert response.status_code == 415
    assert "nén" in response.content.decode()


def test_a_plain_body_passes():
    for headers in ({}, {"Content-Encoding": "identity"}):
        request = RequestFactory().post("/", b"a=1", content_type="text/plain", headers=headers)
        assert PlainBodyMiddleware(lambda request: HttpResponse("read"))(request).content == b"read"
