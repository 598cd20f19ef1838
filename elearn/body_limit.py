"""The largest request body, held before Django reads it: nobody fills the server's disk with a form."""

import json

MAX_BODY_BYTES = 24 * 1024**2  # as in deploy/nginx.conf.template: a part has 8 MiB at most, a form with files some more
_MESSAGE = "Nội dung gửi lên quá lớn. Chia nhỏ hoặc bỏ bớt tệp rồi gửi lại."


class _BodyTooLarge(Exception):  # noqa: N818 - ends the reading of a body, never seen outside
    """More bytes came than are taken."""


class BodyLimit:
    """ASGI middleware: 413 for a body that says it is too long, or turns out to be."""

    def __init__(self, application, max_bytes: int = MAX_BODY_BYTES):
        self._application = application
        self._max_bytes = max_bytes

    async def __call__(self, scope, receive, send):
        """Pass the request on, counting the bytes that come."""
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        if _claimed_length(scope) > self._max_bytes:
            return await _refuse(scope, send)
        left = self._max_bytes

        async def counted():
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise _BodyTooLarge
            return message

        try:
            return await self._application(scope, counted, send)
        except _BodyTooLarge:  # Django reads the whole body before it answers, so nothing was sent yet
            return await _refuse(scope, send)


def _claimed_length(scope) -> int:
    claimed = dict(scope["headers"]).get(b"content-length", b"")
    return int(claimed) if claimed.isdigit() and len(claimed) < 20 else 0


async def _refuse(scope, send) -> None:
    is_api = scope["path"].startswith("/api/")
    body = (json.dumps({"code": "too_large", "message": _MESSAGE}) if is_api else _MESSAGE).encode()
    media_type = b"application/json" if is_api else b"text/plain; charset=utf-8"
    headers = [
        (b"content-type", media_type),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # the rest of the body is not waited for
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
