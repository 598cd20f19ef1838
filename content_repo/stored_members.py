"""Members of stored archives, read in place: one range read, then inflated with a cap."""

import zlib
from collections.abc import Sequence

from media.problems import ObjectMissing
from media.stores import object_store

_STORED, _DEFLATED = 0, 8


class MemberMissing(Exception):  # noqa: N818 - an answer to who asks for a member
    """The archive does not hold it, or not what its index says."""


def read_member(key: str, place: Sequence[int], max_bytes: int) -> bytes:
    """Return one member of the object ``key``; ``place`` is ``[data offset, packed, size, CRC-32, method]``."""
    offset, packed, size, crc, method = place
    if size > max_bytes or method not in (_STORED, _DEFLATED):
        raise MemberMissing(key)
    try:
        with object_store().open(key, offset, packed) as chunks:
            raw = b"".join(chunks) if packed else b""
    except ObjectMissing as error:
        raise MemberMissing(key) from error
    data = _inflated(raw, size) if method == _DEFLATED else raw
    if len(data) != size or zlib.crc32(data) != crc:
        raise MemberMissing(key)
    return data


def _inflated(raw: bytes, size: int) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, size + 1)
    except zlib.error as error:
        raise MemberMissing(str(error)) from error
