"""Delivery of blobs by short-lived signed addresses."""

from collections.abc import Iterator
from http import HTTPStatus

from csp.constants import SELF
from csp.decorators import csp_update
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from media.delivery import Delivery, Expired, content_type, read_delivery
from media.problems import ObjectMissing, StoreTrouble
from media.ranges import ByteRange, NotSatisfiable, parse_range
from media.refusals import refusal_message, refusal_status
from media.stores import ObjectStore, object_store

MAX_AGE_SECONDS = 86_400
RETRY_SECONDS = 30
# Whatever a file holds, it runs nothing and loads nothing when opened by itself.
FILE_POLICY = "sandbox; default-src 'none'"

# The page with the uploader hashes files in WebAssembly; no other page may.
page_with_uploader = csp_update({"script-src": [SELF, "'wasm-unsafe-eval'"]})


@require_safe
def deliver(request, token: str, name: str):
    """Serve an object by its signed address: redirected to object storage, or streamed with ranges."""
    try:
        delivery = read_delivery(token)
    except BadSignature as error:
        raise Http404 from error
    except Expired:
        return _plain(_("Địa chỉ này đã hết hạn. Mở lại trang có tệp rồi bấm lại."), HTTPStatus.GONE)
    return serve(request, delivery)


def serve(request, delivery: Delivery):
    """Answer with an object; a view that calls this has asked whether this person may have it."""
    try:
        return _answer(request, delivery)
    except ObjectMissing as error:
        raise Http404 from error
    except StoreTrouble as trouble:
        response = _plain(refusal_message(trouble.code), refusal_status(trouble.code))
        response["Retry-After"] = RETRY_SECONDS
        return response


def _plain(message: str, status: int) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")


def _answer(request, delivery: Delivery):
    store = object_store()
    disposition = content_disposition_header(not delivery.is_inline, delivery.name) or "inline"
    media_type = content_type(delivery.media_type)
    if address := store.presigned_get(delivery.key, MAX_AGE_SECONDS, media_type, disposition):
        redirect = HttpResponseRedirect(address)
        redirect["Cache-Control"] = "private, max-age=3600"
        return redirect
    size_bytes = store.stat(delivery.key)
    if size_bytes is None:
        raise ObjectMissing(delivery.key)
    etag = f'"{delivery.sha256}"'
    response = get_conditional_response(request, etag=etag) or _stream(request, store, delivery, size_bytes, etag)
    response["ETag"] = etag
    response["Cache-Control"] = f"private, immutable, max-age={MAX_AGE_SECONDS}"
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = disposition
    return response


def _stream(request, store: ObjectStore, delivery: Delivery, size_bytes: int, etag: str):
    part = None
    if request.headers.get("If-Range", etag) == etag:
        try:
            part = parse_range(request.headers.get("Range", ""), size_bytes)
        except NotSatisfiable:
            empty = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            empty["Content-Range"] = f"bytes */{size_bytes}"
            return empty
    start, stop = part or ByteRange(0, size_bytes)
    body = () if request.method == "HEAD" else _chunks(store, delivery.key, start, stop - start)
    response = StreamingHttpResponse(body, content_type=content_type(delivery.media_type))
    if part:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size_bytes}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = stop - start
    response["Content-Encoding"] = "identity"  # compressing would break lengths and ranges
    return response


def _chunks(store: ObjectStore, key: str, offset: int, length: int) -> Iterator[bytes]:
    with store.open(key, offset, length) as chunks:
        yield from chunks
