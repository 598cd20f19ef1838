"""The directory of a ZIP archive (APPNOTE 6.3.10), read so that every reader would see the same in it.

Python's :mod:`zipfile` accepts what other readers see differently (bytes before and after the archive, local headers
that differ from the directory, entries that share bytes); what readers disagree on is refused here. What may stand
*in* an archive (names, sizes, how many) is the business of :mod:`media.archives`.
"""

import os
import struct
import unicodedata
from collections.abc import Iterator
from io import FileIO
from itertools import pairwise
from typing import NamedTuple

from media.names import shown_name
from media.problems import Refusal

MAX_DIRECTORY_BYTES = 16 * 1024**2
STORED, DEFLATED = 0, 8

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_ENCRYPTED, _STREAMED, _UTF8 = 0x1, 0x8, 0x800
_BIG, _MANY = 0xFFFFFFFF, 0xFFFF
_USUAL_EXTRA = 64  # bytes of extra fields read together with a header; more cost another call
_OTHER_FORMATS = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}


class Entry(NamedTuple):
    """One entry of an archive; folders have a name that ends with a slash."""

    name: str  # NFC
    raw_name: bytes
    size_bytes: int
    packed_bytes: int
    crc: int
    method: int
    flags: int
    offset: int
    mode: int
    data_offset: int = 0
    is_legacy: bool = False  # its name is not UTF-8; what is shown was read as code page 437

    @property
    def is_folder(self) -> bool:
        """Whether this is a folder."""
        return self.name.endswith("/")

    @property
    def depth(self) -> int:
        """How many folders it lies in, itself included."""
        return self.name.removesuffix("/").count("/") + 1


def read_at(file: FileIO, place: int, length: int) -> bytes:
    """Return what lies at a place, less where the file ends; one call of the system, whoever else reads."""
    return os.pread(file.fileno(), length, place)


def read_directory(file: FileIO, max_entries: int, max_file_bytes: int) -> list[Entry]:
    """Return the entries in the order of the directory; :class:`~media.problems.Refusal` for an unsound archive."""
    length = file.seek(0, os.SEEK_END)
    head = read_at(file, 0, 4)
    for magic, name in _OTHER_FORMATS.items():
        if head.startswith(magic):
            raise Refusal("bad_zip", name)
    if head != b"PK\x03\x04":
        raise Refusal("bad_zip", "start")
    end, count, size, start = _end_record(file, length)
    if count > max_entries:
        raise Refusal("too_many_entries", f"{count} > {max_entries}")
    if start + size != end or size > MAX_DIRECTORY_BYTES:
        raise Refusal("bad_zip", "directory")
    entries = list(_parse(read_at(file, start, size)))
    if len(entries) != count:
        raise Refusal("bad_zip", "count")
    for entry in entries:
        if entry.size_bytes > max_file_bytes:
            raise Refusal("too_large", shown_name(entry.name))
    offsets = _data_offsets(file, entries, start)
    return [entry._replace(data_offset=offsets[entry.offset]) for entry in entries]


def _end_record(file: FileIO, length: int) -> tuple[int, int, int, int]:
    """Return where the directory ends, how many entries it has, its size and where it starts."""
    tail_start = max(0, length - _END.size - _MANY)
    tail = read_at(file, tail_start, length - tail_start)
    # The last signature counts: a reader from behind would stop at one that a comment holds.
    place = tail.rfind(b"PK\x05\x06")
    record = tail[place : place + _END.size] if place >= 0 else b""
    if len(record) < _END.size or len(tail) != place + _END.size + int.from_bytes(record[-2:], "little"):
        raise Refusal("bad_zip", "end")
    _sig, disk, first_disk, here, count, size, start, _comment = _END.unpack(record)
    if disk or first_disk or here != count:
        raise Refusal("bad_zip", "split")
    return _wide_end(file, tail_start + place, count, size, start)


def _wide_end(file: FileIO, end: int, count: int, size: int, start: int) -> tuple[int, int, int, int]:
    """Follow the ZIP64 end record, which some writers put before the plain one even where nothing is large."""
    locator = read_at(file, max(0, end - _LOCATOR_64.size), _LOCATOR_64.size)
    if not locator.startswith(b"PK\x06\x07") or len(locator) < _LOCATOR_64.size:
        if _BIG in (size, start) or count == _MANY:
            raise Refusal("too_many_entries" if count == _MANY else "bad_zip", "zip64")
        return end, count, size, start
    wide_start = end - _LOCATOR_64.size - _END_64.size
    if wide_start < 0 or _LOCATOR_64.unpack(locator)[1:] != (0, wide_start, 1):
        raise Refusal("bad_zip", "zip64")
    record = read_at(file, wide_start, _END_64.size)
    if not record.startswith(b"PK\x06\x06"):
        raise Refusal("bad_zip", "zip64")
    _sig, length, _made, _needed, disk, first_disk, here, wide_count, wide_size, wide_offset = _END_64.unpack(record)
    if length != _END_64.size - 12 or disk or first_disk or here != wide_count:
        raise Refusal("bad_zip", "zip64")
    for plain, wide, unset in ((count, wide_count, _MANY), (size, wide_size, _BIG), (start, wide_offset, _BIG)):
        if plain not in (wide, unset):
            raise Refusal("bad_zip", "zip64")
    return wide_start, wide_count, wide_size, wide_offset


def _parse(directory: bytes) -> Iterator[Entry]:
    place = 0
    while place < len(directory):
        if len(directory) - place < _CENTRAL.size:
            raise Refusal("bad_zip", "directory")
        fields = _CENTRAL.unpack_from(directory, place)
        signature, flags, method = fields[0], fields[5], fields[6]
        crc, packed, size, name_length, extra_length, comment_length, disk = fields[9:16]
        mode, offset = fields[17] >> 16, fields[18]
        place += _CENTRAL.size
        raw_name = directory[place : place + name_length]
        extra = directory[place + name_length : place + name_length + extra_length]
        place += name_length + extra_length + comment_length
        if signature != b"PK\x01\x02" or place > len(directory):
            raise Refusal("bad_zip", "directory")
        size, packed, offset = _zip64(extra, size, packed, offset)
        name, is_legacy = _decoded(raw_name, flags)
        if disk:
            raise Refusal("bad_zip", "split")
        if flags & _ENCRYPTED:
            raise Refusal("encrypted", shown_name(name))
        if method not in (STORED, DEFLATED):
            raise Refusal("unsupported_method", shown_name(name))
        yield Entry(name, raw_name, size, packed, crc, method, flags, offset, mode, is_legacy=is_legacy)


def _data_offsets(file: FileIO, entries: list[Entry], directory_start: int) -> dict[int, int]:
    """Return where the bytes of each entry lie, by the place of its header.

    Local headers must say the same as the directory, and no two entries may share bytes.
    """
    by_place = sorted(entries, key=lambda entry: entry.offset)
    if by_place and by_place[0].offset:
        raise Refusal("bad_zip", "start")
    if by_place and by_place[-1].offset >= directory_start:
        raise Refusal("bad_zip", shown_name(by_place[-1].name))
    for entry, after in pairwise(by_place):
        if entry.offset == after.offset:
            raise Refusal("overlapping_entries", shown_name(after.name))
    found = {entry.offset: _data_offset(file, entry) for entry in by_place}
    starts = [*(entry.offset for entry in by_place[1:]), directory_start]
    for entry, start in zip(by_place, starts, strict=True):
        end = found[entry.offset] + entry.packed_bytes
        if end > start:
            raise Refusal("overlapping_entries", shown_name(entry.name))
        if end < start:
            _check_gap(file, entry, end)
    return found


def _check_gap(file: FileIO, entry: Entry, end: int) -> None:
    """A reader that follows the local headers must not meet an entry that the directory does not name."""
    if read_at(file, end, 4) == b"PK\x03\x04":
        raise Refusal("header_mismatch", shown_name(entry.name))


def _data_offset(file: FileIO, entry: Entry) -> int:
    header = read_at(file, entry.offset, _LOCAL.size + len(entry.raw_name) + _USUAL_EXTRA)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise Refusal("bad_zip", shown_name(entry.name))
    fields = _LOCAL.unpack_from(header)
    flags, method, crc, packed, size, name_length, extra_length = *fields[3:5], *fields[7:]
    if _LOCAL.size + name_length + extra_length > len(header):
        header = read_at(file, entry.offset, _LOCAL.size + name_length + extra_length)
    rest = header[_LOCAL.size : _LOCAL.size + name_length + extra_length]
    mismatch = (flags ^ entry.flags) & (_ENCRYPTED | _STREAMED | _UTF8)
    if rest[:name_length] != entry.raw_name or method != entry.method or mismatch:
        raise Refusal("header_mismatch", shown_name(entry.name))
    if not flags & _STREAMED:
        size, packed, _offset = _zip64(rest[name_length:], size, packed, 0)
        if (crc, packed, size) != (entry.crc, entry.packed_bytes, entry.size_bytes):
            raise Refusal("header_mismatch", shown_name(entry.name))
    return entry.offset + _LOCAL.size + name_length + extra_length


def _zip64(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Take the fields that did not fit from the extra field 0x0001 (APPNOTE 4.5.3)."""
    if _BIG not in (size, packed, offset):
        return size, packed, offset
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, place)
        if kind == 1:
            data = extra[place + 4 : place + 4 + length]
            wide = iter([number for (number,) in struct.iter_unpack("<Q", data[: len(data) // 8 * 8])])
            size, packed, offset = (next(wide, -1) if field == _BIG else field for field in (size, packed, offset))
            if -1 in (size, packed, offset):
                break
            return size, packed, offset
        place += 4 + length
    raise Refusal("bad_zip", "zip64")


def _decoded(raw: bytes, flags: int) -> tuple[str, bool]:
    """Return a name and whether it is of a legacy code page; some writers of UTF-8 forget its flag."""
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8")), False
    except UnicodeDecodeError as error:
        name = raw.decode("cp437")
        if flags & _UTF8:
            raise Refusal("bad_entry_name", f"UTF-8: {shown_name(name)}") from error
        return name, True
