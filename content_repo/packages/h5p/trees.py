"""A ZIP with the files of one library, made without packing anything anew."""

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from content_repo.packages.h5p.libraries import DESCRIPTION
from media.archives import Archive

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UTF8 = 20, 0x800
_STORED, _DEFLATED = 0, 8
Index = dict[str, list[int]]
_TIME, _DATE = 0, 0x21  # 1980-01-01: the same bytes whenever it is written


def write_tree(archive: Archive, found: Index, directory: str, paths: Iterable[str], target: Path) -> Index:
    """Write the files of a library but ``library.json`` and return their index, as :meth:`Archive.index` gives it.

    ``found`` is the index of the archive. What is packed is copied as it is. The caller has read (and so verified)
    every one of the files.
    """
    index: Index = {}
    with target.open("wb") as file:
        for path in sorted(set(paths) - {DESCRIPTION}):
            name = f"{directory}/{path}"
            _offset, _packed, size, crc, method = found[name]
            data, method = _packed_well(b"".join(archive.packed(name)), method)
            offset = _write_local(file, path, data, size, crc, method)
            index[path] = [offset, len(data), size, crc, method]
        _write_directory(file, index)
    return index


def _packed_well(data: bytes, method: int) -> tuple[bytes, int]:
    """Pack what was only stored, where that helps: members are sent to browsers as they lie here."""
    if method == _STORED and data:
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(data) + packer.flush()
        if len(packed) < len(data):
            return packed, _DEFLATED
    return data, method


def _write_local(file: BinaryIO, path: str, data: bytes, size: int, crc: int, method: int) -> int:
    name = path.encode()
    header = (_VERSION, _UTF8, method, _TIME, _DATE, crc, len(data), size, len(name), 0)
    file.write(_LOCAL.pack(b"PK\x03\x04", *header) + name)
    offset = file.tell()
    file.write(data)
    return offset


def _write_directory(file: BinaryIO, index: Index) -> None:
    start = file.tell()
    for path, (offset, packed, size, crc, method) in index.items():
        name = path.encode()
        header_offset = offset - len(name) - _LOCAL.size
        fields = (_VERSION, _VERSION, _UTF8, method, _TIME, _DATE, crc, packed, size, len(name), 0, 0, 0, 0, 0)
        file.write(_CENTRAL.pack(b"PK\x01\x02", *fields, header_offset) + name)
    length = file.tell() - start
    file.write(_END.pack(b"PK\x05\x06", 0, 0, len(index), len(index), length, start, 0))
