"""Binary frames of voice as they lie in storage: each with its length before it. Pure."""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

VOICE = 2
_HEADER = struct.Struct(">BBHII")
_LENGTH = struct.Struct(">H")
HEADER_BYTES = _HEADER.size


class Frame(NamedTuple):
    """One frame: what its header says, and what was encoded."""

    kind: int
    flags: int
    stream: int
    number: int
    media_ms: int
    payload: bytes


def pack_frame(frame: Frame) -> bytes:
    """Return the bytes of a frame."""
    return _HEADER.pack(*frame[:5]) + frame.payload


def read_frame(data: bytes) -> Frame:
    """Return what the bytes of a frame say."""
    kind, flags, stream, number, media_ms = _HEADER.unpack_from(data)
    return Frame(kind, flags, stream, number, media_ms, bytes(data[HEADER_BYTES:]))


def media_ms_of(data: bytes) -> int:
    """Return the class clock at which the sound of a frame was taken."""
    return _HEADER.unpack_from(data)[4]


def at_moment(data: bytes, media_ms: int) -> bytes:
    """Return the bytes of a frame with another moment."""
    return pack_frame(read_frame(data)._replace(media_ms=max(media_ms, 0)))


def join_frames(frames: Iterable[bytes]) -> bytes:
    """Return frames as they are stored."""
    return b"".join(_LENGTH.pack(len(frame)) + frame for frame in frames)


def split_frames(data: bytes) -> Iterator[bytes]:
    """Give the frames of stored bytes; an end that was cut is left out."""
    at = 0
    while at + 2 <= len(data):
        [length] = _LENGTH.unpack_from(data, at)
        at += 2
        if length <= HEADER_BYTES or at + length > len(data):
            return
        yield data[at : at + length]
        at += length
