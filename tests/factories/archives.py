"""ZIP archives written byte by byte, so that any field of them can say what is not so."""

import struct
import zlib
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Member:
    """One entry: ``local`` and ``central`` overwrite fields of its two headers (crc, packed, size, method, flags …)."""

    name: bytes
    data: bytes = b"x"
    is_packed: bool = False
    flags: int = 0
    mode: int = 0
    extra: bytes = b""
    after: bytes = b""  # bytes behind the data: a data descriptor, or anything else
    raw: bytes | None = None  # what lies in the archive instead of the data
    local: dict = field(default_factory=dict)
    central: dict = field(default_factory=dict)

    @property
    def stored(self) -> bytes:
        """The bytes in the archive."""
        if self.raw is not None:
            return self.raw
        return deflated(self.data) if self.is_packed else self.data

    def fields(self) -> dict:
        """Return what both headers say, where nothing is overwritten."""
        return {
            "flags": self.flags,
            "method": 8 if self.is_packed else 0,
            "crc": zlib.crc32(self.data),
            "packed": len(self.stored),
            "size": len(self.data),
            "name": self.name,
        }


def deflated(data: bytes) -> bytes:
    """Return a raw deflate stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def build(*members: Member, comment: bytes = b"", between: bytes = b"", wide: bytes = b"", **end) -> bytes:
    """Return an archive; ``end`` overwrites fields of the end record (disk, first_disk, here, count, size, start)."""
    body, directory = b"", b""
    for member in members:
        offset = len(body)
        body += _local(member) + member.stored + member.after
        directory += _central(member, offset)
    values = {"disk": 0, "first_disk": 0, "here": len(members), "count": len(members)}
    values |= {"size": len(directory), "start": len(body)} | end
    record = struct.pack("<4s4H2LH", b"PK\5\6", *(values[name] for name in _END), len(comment))
    return body + directory + between + wide + record + comment


_END = ("disk", "first_disk", "here", "count", "size", "start")


def wide_end(count: int, size: int, start: int, **changes) -> bytes:
    """Return a ZIP64 end record and its locator, as some writers put them before the plain end record."""
    values = {"length": 44, "disk": 0, "first_disk": 0, "here": count, "count": count, "size": size, "start": start}
    values |= {"place": start + size, "locator_disk": 0, "disks": 1} | changes
    names = ("disk", "first_disk", "here", "count", "size", "start")
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", values["length"], 45, 45, *(values[name] for name in names))
    return record + struct.pack("<4sLQL", b"PK\6\7", values["locator_disk"], values["place"], values["disks"])


def wide_extra(*numbers: int) -> bytes:
    """Return the extra field of ZIP64 with these numbers."""
    return struct.pack(f"<HH{len(numbers)}Q", 1, 8 * len(numbers), *numbers)


def repeated(member: Member, times: int) -> list[Member]:
    """Return the same member again and again."""
    return [replace(member) for _time in range(times)]


def _local(member: Member) -> bytes:
    has = member.fields() | member.local
    extra = has.get("extra", member.extra)
    head = (b"PK\3\4", 20, 0, has["flags"], has["method"], 0, 0, has["crc"], has["packed"], has["size"])
    return struct.pack("<4s2B4HL2L2H", *head, len(has["name"]), len(extra)) + has["name"] + extra


def _central(member: Member, offset: int) -> bytes:
    has = member.fields() | {"disk": 0, "offset": offset, "extra": member.extra, "comment": b""} | member.central
    head = (b"PK\1\2", 20, 3, 20, 0, has["flags"], has["method"], 0, 0, has["crc"], has["packed"], has["size"])
    lengths = (len(has["name"]), len(has["extra"]), len(has["comment"]))
    rest = (has["disk"], 0, member.mode << 16, has["offset"])
    packed = struct.pack("<4s4B4HL2L5H2L", *head, *lengths, *rest)
    return packed + has["name"] + has["extra"] + has["comment"]
