"""Writing a ZIP archive as a stream out of members that are packed already: nothing is inflated or packed anew."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UNIX = 3 << 8
_UTF8 = 0x800
_FIRST_DAY = (1 << 5) | 1  # 1 January 1980: the same bytes whenever it is written
_PLAIN_FILE = 0o100644 << 16
STORED, DEFLATED = 0, 8


class Member(NamedTuple):
    """A file of the archive: ``packed`` gives exactly ``packed_bytes`` bytes, packed by ``method``."""

    name: str
    packed: Iterable[bytes]
    packed_bytes: int
    size_bytes: int
    crc: int
    method: int


def member_of(name: str, data: bytes) -> Member:
    """Return a member that is packed here."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    return Member(name, [packed], len(packed), len(data), zlib.crc32(data), DEFLATED)


def zip_chunks(members: Iterable[Member]) -> Iterator[bytes]:
    """Give the bytes of an archive; no entries for folders, nothing that needs ZIP64."""
    directory: list[bytes] = []
    offset = 0
    for member in members:
        name = member.name.encode("utf-8")
        common = (member.method, 0, _FIRST_DAY, member.crc, member.packed_bytes, member.size_bytes)
        header = _LOCAL.pack(b"PK\3\4", _VERSION, _UTF8, *common, len(name), 0) + name
        directory.append(
            _CENTRAL.pack(
                b"PK\1\2", _UNIX | _VERSION, _VERSION, _UTF8, *common, len(name), 0, 0, 0, 0, _PLAIN_FILE, offset
            )
            + name
        )
        yield header
        yield from member.packed
        offset += len(header) + member.packed_bytes
    listing = b"".join(directory)
    yield listing
    yield _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(listing), offset, 0)
