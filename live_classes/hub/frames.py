"""Frames of the room's wire, encoded once however many sockets they go to."""

import json
import struct
import zlib
from collections.abc import Iterable

KIND_ACK, KIND_VOICE, KIND_DEFLATED, KIND_VIDEO = 1, 2, 3, 4

_TEXT, _BINARY = 0x81, 0x82  # opcodes with FIN
_WORTH_DEFLATING = 400  # shorter ones hardly shrink


class Frame:
    """One message: its payload, the same as websocket bytes, and as an ASGI message."""

    __slots__ = ("is_text", "message", "payload", "size", "wire")

    def __init__(self, payload: bytes, *, is_text: bool):
        self.payload = payload
        self.is_text = is_text
        self.size = len(payload)
        self.wire = _header(_TEXT if is_text else _BINARY, self.size) + payload
        content = {"text": payload.decode()} if is_text else {"bytes": payload}
        self.message = {"type": "websocket.send", **content}


def encode(value) -> bytes:
    """Return compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def json_frame(value: dict) -> Frame:
    """Return a text frame of one JSON object."""
    return Frame(encode(value), is_text=True)


def text_frame(payload: bytes) -> Frame:
    """Return a text frame of JSON that is encoded already."""
    return Frame(payload, is_text=True)


def binary_frame(payload: bytes) -> Frame:
    """Return a binary frame."""
    return Frame(payload, is_text=False)


def placeholder(seq: int) -> bytes:
    """Return what stands for events up to ``seq`` that are not for somebody."""
    return b'{"seq":%d}' % seq


def batch_payload(parts: Iterable[bytes]) -> bytes:
    """Return several encoded events as one message; a single one stays as it is."""
    parts = list(parts)
    return parts[0] if len(parts) == 1 else b'{"type":"events","events":[' + b",".join(parts) + b"]}"


def deflated(frame: Frame) -> Frame:
    """Return the frame as raw deflate (kind 3) where that is smaller."""
    if frame.size < _WORTH_DEFLATING:
        return frame
    deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = bytes((KIND_DEFLATED,)) + deflater.compress(frame.payload) + deflater.flush()
    return binary_frame(packed) if len(packed) < frame.size else frame


def _header(first: int, size: int) -> bytes:
    """Return the header of an unmasked websocket frame (RFC 6455, 5.2)."""
    if size < 126:
        return bytes((first, size))
    if size < 65_536:
        return struct.pack("!BBH", first, 126, size)
    return struct.pack("!BBQ", first, 127, size)
