"""The Range header (RFC 9110, 14.2), as far as one range of bytes."""

import re
from typing import NamedTuple

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*\Z")


class ByteRange(NamedTuple):
    """Bytes from ``start`` to before ``stop``."""

    start: int
    stop: int


class NotSatisfiable(Exception):  # noqa: N818 - the name of the status 416
    """The range asked for holds no byte of the object."""


def parse_range(header: str, size_bytes: int) -> ByteRange | None:
    """Return the range asked for; None to answer with the whole object.

    Several ranges and anything that is not understood are answered whole, as the RFC allows.
    """
    match = _ONE_RANGE.match(header.strip())
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, stop = max(0, size_bytes - int(match[2])), size_bytes
        if not int(match[2]):
            raise NotSatisfiable
    else:
        start = int(match[1])
        if match[2] and int(match[2]) < start:
            return None
        stop = min(size_bytes, int(match[2]) + 1) if match[2] else size_bytes
    if start >= size_bytes:
        raise NotSatisfiable
    return ByteRange(start, stop)
