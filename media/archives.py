"""A reader of ZIP archives (APPNOTE 6.3.10) for files of strangers: everything is checked before a byte is unpacked.

Python's :mod:`zipfile` accepts what other readers see differently (bytes before and after the archive, two entries
of one name, local headers that differ from the directory); what readers disagree on is refused here.
"""

import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from media.problems import Refusal

MAX_ENTRIES = 10_000
MAX_TOTAL_BYTES = 4 * 1024**3
MAX_RATIO = 200
RATIO_FREE_BYTES = 16 * 1024**2  # honest small files may repeat themselves
MAX_DEPTH = 32
MAX_NAME_BYTES = 1024
CHUNK_BYTES = 64 * 1024

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _STREAMED, _UTF8 = 0x1, 0x8, 0x800
_BIG = 0xFFFFFFFF
_OTHER_FORMATS = {b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "gzip"}


@dataclass(frozen=True)
class Entry:
    """One file of an archive; folders have a name that ends with a slash."""

    name: str
    raw_name: bytes
    size_bytes: int
    packed_bytes: int
    crc: int
    method: int
    flags: int
    offset: int
    mode: int

    @property
    def is_folder(self) -> bool:
        """Whether this is a folder."""
        return self.name.endswith("/")


class Archive:
    """An archive whose directory was found sound; :class:`~media.problems.Refusal` from the constructor otherwise."""

    def __init__(self, path: Path, *, max_total_bytes: int = MAX_TOTAL_BYTES):
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed by close()
        try:
            self.entries = _Directory(self._file, max_total_bytes).entries()
        except BaseException:
            self.close()
            raise
        self._by_name = {entry.name: entry for entry in self.entries}

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack one entry in pieces of at most ``CHUNK_BYTES``; KeyError when there is none of that name."""
        return self._unpack(self._by_name[name])

    def read(self, name: str, max_bytes: int) -> bytes:
        """Unpack one small entry whole; ``Refusal("too_large")`` when it is longer than ``max_bytes``."""
        if self._by_name[name].size_bytes > max_bytes:
            raise Refusal("too_large", name)
        return b"".join(self.chunks(name))

    def verify(self) -> None:
        """Unpack every entry to nowhere, comparing length and CRC-32."""
        for entry in self.entries:
            for _chunk in self._unpack(entry):
                pass

    def _unpack(self, entry: Entry) -> Iterator[bytes]:
        self._file.seek(entry.offset)
        local = _LOCAL.unpack(self._file.read(_LOCAL.size))
        self._file.seek(local[-2] + local[-1], 1)
        position = self._file.tell()
        crc = done = 0
        for chunk in _inflate(self._file, entry):
            done += len(chunk)
            if done > entry.size_bytes:
                raise Refusal("size_mismatch", entry.name)
            crc = zlib.crc32(chunk, crc)
            here = self._file.tell()
            yield chunk
            if self._file.tell() != here:
                self._file.seek(here)  # the caller read another entry meanwhile
        if done != entry.size_bytes:
            raise Refusal("size_mismatch", entry.name)
        if crc != entry.crc:
            raise Refusal("crc_error", entry.name)
        self._file.seek(position + entry.packed_bytes)


def _inflate(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    left = entry.packed_bytes
    if entry.method == _STORED:
        if left != entry.size_bytes:
            raise Refusal("size_mismatch", entry.name)
        while left and (chunk := file.read(min(left, CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while not inflater.eof:
            packed = inflater.unconsumed_tail
            if not packed and left:
                packed = file.read(min(left, CHUNK_BYTES))
                left -= len(packed)
            chunk = inflater.decompress(packed, CHUNK_BYTES)
            if chunk:
                yield chunk
            elif not packed:
                break
    except zlib.error as error:
        raise Refusal("crc_error", entry.name) from error


class _Directory:
    """Reads and checks the directory of an archive."""

    def __init__(self, file: BinaryIO, max_total_bytes: int):
        self._file = file
        self._max_total_bytes = max_total_bytes
        self._length = file.seek(0, 2)

    def entries(self) -> list[Entry]:
        file = self._file
        file.seek(0)
        head = file.read(4)
        for magic, name in _OTHER_FORMATS.items():
            if head.startswith(magic):
                raise Refusal("bad_zip", name)
        if head != b"PK\x03\x04":
            raise Refusal("bad_zip", "start")
        self._end, count, size, self._start = self._end_record()
        if count > MAX_ENTRIES:
            raise Refusal("too_many_entries", str(count))
        if self._start + size != self._end:
            raise Refusal("bad_zip", "directory")
        file.seek(self._start)
        entries = list(self._parse(file.read(size)))
        if len(entries) != count:
            raise Refusal("bad_zip", "count")
        self._check_names(entries)
        by_place = self._in_order(entries)
        self._check_sizes(entries)
        self._check_places(by_place)
        return entries

    def _end_record(self) -> tuple[int, int, int, int]:
        tail_start = max(0, self._length - _END.size - 0xFFFF)
        self._file.seek(tail_start)
        tail = self._file.read()
        place = tail.rfind(b"PK\x05\x06")
        while place >= 0:
            record = tail[place : place + _END.size]
            if len(record) == _END.size:
                _sig, disks, counts = record[:4], record[4:8], record[8:12]
                comment = int.from_bytes(record[20:22], "little")
                if tail_start + place + _END.size + comment == self._length:
                    break
            place = tail.rfind(b"PK\x05\x06", 0, place)
        else:
            raise Refusal("bad_zip", "end")
        here, total = struct.unpack("<HH", counts)
        if disks != b"\0\0\0\0" or here != total:
            raise Refusal("bad_zip", "split")
        size, offset = struct.unpack("<LL", record[12:20])
        return tail_start + place, total, size, offset

    def _parse(self, directory: bytes) -> Iterator[Entry]:
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
            name = _decoded(raw_name, flags)
            if disk:
                raise Refusal("bad_zip", "split")
            if flags & _ENCRYPTED:
                raise Refusal("encrypted", name)
            if method not in (_STORED, _DEFLATED):
                raise Refusal("unsupported_method", name)
            yield Entry(name, raw_name, size, packed, crc, method, flags, offset, mode)

    @staticmethod
    def _check_names(entries: list[Entry]) -> None:
        seen: set[str] = set()
        for entry in entries:
            _check_name(entry)
            folded = entry.name.rstrip("/").casefold()
            if folded in seen:
                raise Refusal("duplicate_name", entry.name)
            seen.add(folded)

    def _check_sizes(self, entries: list[Entry]) -> None:
        total = packed = 0
        for entry in entries:
            total += entry.size_bytes
            packed += entry.packed_bytes
            if entry.size_bytes > RATIO_FREE_BYTES and entry.size_bytes > MAX_RATIO * max(entry.packed_bytes, 1):
                if entry.size_bytes > self._max_total_bytes:
                    raise Refusal("too_large", entry.name)
                raise Refusal("ratio_too_high", entry.name)
        if total > self._max_total_bytes:
            raise Refusal("too_large", str(total))
        if total > RATIO_FREE_BYTES and total > MAX_RATIO * max(min(packed, self._length), 1):
            raise Refusal("ratio_too_high", str(total))

    @staticmethod
    def _in_order(entries: list[Entry]) -> list[Entry]:
        """Return the entries as they lie in the file; no two may start at one place."""
        by_place = sorted(entries, key=lambda entry: entry.offset)
        if by_place and by_place[0].offset:
            raise Refusal("bad_zip", "start")
        for entry, after in pairwise(by_place):
            if entry.offset == after.offset:
                raise Refusal("overlapping_entries", after.name)
        return by_place

    def _check_places(self, by_place: list[Entry]) -> None:
        """Local headers must say the same as the directory, and no two entries may share bytes."""
        ends = [self._local_end(entry) for entry in by_place]
        starts = [*(entry.offset for entry in by_place[1:]), self._start]
        for entry, end, start in zip(by_place, ends, starts, strict=True):
            if end > start:
                raise Refusal("overlapping_entries", entry.name)

    def _local_end(self, entry: Entry) -> int:
        self._file.seek(entry.offset)
        header = self._file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise Refusal("bad_zip", entry.name)
        _sig, _v, _os, flags, method, _time, _date, crc, packed, size, name_length, extra_length = _LOCAL.unpack(header)
        name = self._file.read(name_length)
        if name != entry.raw_name or method != entry.method or (flags ^ entry.flags) & (_ENCRYPTED | _STREAMED | _UTF8):
            raise Refusal("header_mismatch", entry.name)
        if not flags & _STREAMED:
            size, packed, _offset = _zip64(self._file.read(extra_length), size, packed, 0)
            if (crc, packed, size) != (entry.crc, entry.packed_bytes, entry.size_bytes):
                raise Refusal("header_mismatch", entry.name)
        return entry.offset + _LOCAL.size + name_length + extra_length + entry.packed_bytes


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


def _decoded(raw: bytes, flags: int) -> str:
    """Names are ASCII or UTF-8 (some writers forget the flag); a legacy code page is never guessed."""
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8" if flags & _UTF8 or not raw.isascii() else "ascii"))
    except UnicodeDecodeError as error:
        raise Refusal("bad_entry_name", "UTF-8") from error


def _check_name(entry: Entry) -> None:
    name = entry.name
    parts = name.rstrip("/").split("/")
    is_bad = (
        not name.strip("/")
        or len(entry.raw_name) > MAX_NAME_BYTES
        or len(parts) > MAX_DEPTH
        or any(part.strip() in ("", ".", "..") for part in parts)
        or "\\" in name
        or name[1:2] == ":"
        or any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char != "\u200d" for char in name)
    )
    if is_bad:
        raise Refusal("bad_entry_name", ascii(name))
    kind = stat.S_IFMT(entry.mode)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refusal("bad_entry_type", name)
