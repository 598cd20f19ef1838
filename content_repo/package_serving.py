"""Members of stored archives as responses: one range read each, and deflated ones go out as they lie there.

A ZIP holds raw deflate data, and gzip is the same with ten bytes before it and eight after it: for a browser that takes
gzip nothing is inflated or compressed. Everything here answers anybody: no session is looked at.
"""

import struct
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from content_repo.stored_members import MemberMissing
from media.problems import ObjectMissing
from media.ranges import ByteRange, NotSatisfiable, parse_range
from media.stores import object_store

_STORED, _DEFLATED = 0, 8
_GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_GZIP_EXTRA = len(_GZIP_HEAD) + 8
CHUNK_BYTES = 64 * 1024
# What is not listed is bytes to the browser: it neither shows nor runs it.
MEDIA_TYPES = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "xht": "application/xhtml+xml",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "xml": "application/xml",
    "xsd": "application/xml",
    "dtd": "application/xml-dtd",
    "ncx": "application/xml",
    "txt": "text/plain",
    "csv": "text/plain",
    "md": "text/plain",
    "vtt": "text/vtt",
    "webvtt": "text/vtt",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "bmp": "image/bmp",
    "ico": "image/x-icon",
    "avif": "image/avif",
    "cur": "image/x-icon",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "wav": "audio/wav",
    "aac": "audio/aac",
    "opus": "audio/ogg",
    "weba": "audio/webm",
    "flac": "audio/flac",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "ogv": "video/ogg",
    "mov": "video/quicktime",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject",
    "pdf": "application/pdf",
    "wasm": "application/wasm",
    "gltf": "model/gltf+json",
    "glb": "model/gltf-binary",
    "smil": "application/smil+xml",
}
_WITH_CHARSET = ("text/javascript", "text/css", "text/plain", "text/vtt", "application/json")


def media_type_of(name: str) -> str:
    """Return the Content-Type of a member by the extension of its name."""
    found = MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return f"{found}; charset=utf-8" if found in _WITH_CHARSET else found


def accepts(request: HttpRequest, coding: str) -> bool:
    """Whether the client takes a content coding (RFC 9110, 12.5.3); a weight of 0 means no."""
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _semicolon, weight = part.partition(";")
        if name.strip() == coding:
            return weight.replace(" ", "").rstrip("0").rstrip(".") != "q="
    return False


def stored_member(request: HttpRequest, key: str, place: Sequence[int], name: str) -> HttpResponseBase:
    """Answer with a member of the object ``key``: whole, as gzip, or a range of it.

    ``place`` is ``[data offset, packed, size, CRC-32, method]``. Raises :class:`MemberMissing` where it can't be read.
    """
    _offset, _packed, size, crc, method = place
    if method not in (_STORED, _DEFLATED):
        raise MemberMissing(name)
    wants_range = "Range" in request.headers
    as_gzip = method == _DEFLATED and not wants_range and accepts(request, "gzip")
    etag = f'"{crc:08x}-{size:x}{"-gz" if as_gzip else ""}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None and as_gzip:
        response = _gzip_response(request, key, place)
    elif response is None:
        response = _range_response(request, key, place, etag)
    assert response is not None
    response["ETag"] = etag
    response["Content-Type"] = media_type_of(name)
    if method == _DEFLATED:
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def bytes_response(request: HttpRequest, data: bytes, media_type: str, *, etag: str, coding: str = "") -> HttpResponse:
    """Answer with bytes at hand, already compressed where ``coding`` is named."""
    response = get_conditional_response(request, etag=f'"{etag}"')
    if response is None:
        response = HttpResponse(b"" if request.method == "HEAD" else data, content_type=media_type)
        response["Content-Length"] = len(data)
        response["Content-Encoding"] = coding or "identity"
    response["ETag"] = f'"{etag}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _gzip_response(request: HttpRequest, key: str, place: Sequence[int]) -> StreamingHttpResponse:
    _offset, packed, _size, _crc, _method = place
    response = StreamingHttpResponse(() if request.method == "HEAD" else _begun(_gzip_chunks(key, place)))
    response["Content-Length"] = packed + _GZIP_EXTRA
    response["Content-Encoding"] = "gzip"
    return response


def _gzip_chunks(key: str, place: Sequence[int]) -> Generator[bytes]:
    _offset, _packed, size, crc, _method = place
    head = _GZIP_HEAD
    for chunk in _raw_chunks(key, place):
        yield head + chunk
        head = b""
    yield struct.pack("<LL", crc, size & 0xFFFFFFFF)


def _begun(chunks: Generator[bytes]) -> Iterator[bytes]:
    """Read the first piece at once: of a store that is down or has lost the object is told before anything is sent."""
    first = next(chunks, b"")

    def all_chunks() -> Iterator[bytes]:
        with closing(chunks):
            yield first
            yield from chunks

    return all_chunks()


def _range_response(request: HttpRequest, key: str, place: Sequence[int], etag: str) -> HttpResponseBase:
    size = place[2]
    try:
        is_current = request.headers.get("If-Range", etag) == etag
        part = parse_range(request.headers.get("Range", ""), size) if is_current else None
    except NotSatisfiable:
        empty = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        empty["Content-Range"] = f"bytes */{size}"
        return empty
    start, stop = part or ByteRange(0, size)
    chunks = () if request.method == "HEAD" else _begun(_plain_chunks(key, place, start, stop))
    response = StreamingHttpResponse(chunks)
    if part:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = stop - start
    response["Content-Encoding"] = "identity"  # compressing would break lengths and ranges
    return response


def _plain_chunks(key: str, place: Sequence[int], start: int, stop: int) -> Generator[bytes]:
    """Give the bytes from ``start`` to before ``stop`` of the member as it was before it was packed."""
    offset, _packed, _size, _crc, method = place
    if method == _STORED:
        yield from _raw_chunks(key, [offset + start, stop - start])
        return
    position = 0
    for chunk in _inflated_chunks(key, place):
        here = chunk[max(0, start - position) : stop - position]
        position += len(chunk)
        if here:
            yield here
        if position >= stop:
            return


def _inflated_chunks(key: str, place: Sequence[int]) -> Iterator[bytes]:
    """Inflate in pieces of bounded size; what is longer than the index says ends there."""
    inflater, left = zlib.decompressobj(-zlib.MAX_WBITS), place[2]
    for packed in _raw_chunks(key, place):
        while packed and left > 0:
            chunk = inflater.decompress(packed, min(CHUNK_BYTES, left))
            packed = inflater.unconsumed_tail
            left -= len(chunk)
            if chunk:
                yield chunk


def _raw_chunks(key: str, place: Sequence[int]) -> Iterator[bytes]:
    offset, length = place[0], place[1]
    if not length:
        return
    try:
        with object_store().open(key, offset, length) as chunks:
            yield from chunks
    except ObjectMissing as error:
        raise MemberMissing(key) from error
