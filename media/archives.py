"""A reader of ZIP archives for files of strangers: everything is checked before a byte is unpacked (docs/adr/0008).

The structure is the business of :mod:`media.zip_directory`; here is what may stand in an archive, and how it is
unpacked in pieces that never hold more memory than :data:`CHUNK_BYTES` each.
"""

import re
import stat
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from media.names import shown_name
from media.problems import Refusal
from media.zip_directory import STORED, Entry, read_at, read_directory

__all__ = ["CHUNK_BYTES", "H5P", "MAX_ENTRIES", "PACKAGE", "PLAIN", "Archive", "Entry", "Limits", "Notice"]

MAX_ENTRIES = 10_000
CHUNK_BYTES = 64 * 1024
_MB = 1024**2
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Zl", "Zp")
# Nearly all names; what it does not match is looked at one by one.
_ORDINARY = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*/?", re.ASCII)
_JOINER = "\u200d"  # within some emoji and scripts


@dataclass(frozen=True)
class Limits:
    """What may stand in an archive of some format."""

    max_entries: int = MAX_ENTRIES
    max_file_bytes: int = 4096 * _MB
    max_total_bytes: int = 4096 * _MB
    max_ratio: int = 200
    ratio_free_bytes: int = 16 * _MB  # honest small files may repeat themselves
    max_name_bytes: int = 1024
    max_depth: int = 32
    skipped: tuple[str, ...] = ()  # entries with a segment that starts so are not there
    takes_legacy_names: bool = False  # names that are not UTF-8: noted and read as code page 437, or refused


PLAIN = Limits()
# Leftovers of macOS and of editors. Names that start with «_» are real in SCORM (and in EPUB made of Word).
PACKAGE = Limits(skipped=(".", "__MACOSX"))
H5P = Limits(
    max_entries=5000,
    max_file_bytes=64 * _MB,
    max_total_bytes=256 * _MB,
    ratio_free_bytes=_MB,
    max_name_bytes=255,
    skipped=(".", "_"),
    takes_legacy_names=True,
)


class Notice(NamedTuple):
    """Something odd that is taken all the same: a rule of :mod:`content_repo.package_words`, and the entry."""

    rule: str
    name: str


class Archive:
    """An archive that was found sound; :class:`~media.problems.Refusal` from the constructor otherwise.

    Only files are seen: folders and entries that the limits skip are checked, but are in none of ``entries``,
    ``names`` and :meth:`index`.
    """

    def __init__(self, path: Path, *, limits: Limits = PLAIN):
        self._file = Path(path).open("rb", buffering=0)  # noqa: SIM115 - closed by close()
        self._sound: set[int] = set()  # offsets of entries that were unpacked to their end
        try:
            self._all = read_directory(self._file, limits.max_entries, limits.max_file_bytes)
            self._check_names()
            self._check_limits(limits)
            self._repeated: list[Notice] = []
            self._once = list(self._without_repeats())
            self._show(limits)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @property
    def entries(self) -> list[Entry]:
        """The files, in the order of the directory."""
        return list(self._by_name.values())

    @property
    def names(self) -> list[str]:
        """The names of the files, in the order of the directory."""
        return list(self._by_name)

    def hold_to(self, limits: Limits) -> None:
        """Hold the archive to the limits of the format it turned out to have."""
        self._check_limits(limits)
        self._show(limits)

    def _show(self, limits: Limits) -> None:
        self.stripped_folder = ""
        self.warnings: list[Notice] = list(self._repeated)
        self._by_name: dict[str, Entry] = {}
        for entry in self._once:
            if not entry.is_folder and not _is_skipped(entry.name, limits.skipped):
                self._by_name[entry.name] = entry
                if entry.is_legacy:
                    self.warnings.append(Notice("name_not_utf8", entry.name))

    def strip_folder(self, manifests: Iterable[str]) -> None:
        """See through one folder around everything, where a manifest lies in it and none at the top."""
        wanted = list(manifests)
        folder = next(iter(self._by_name), "").partition("/")[0] + "/"
        if any(name in self for name in wanted) or not any(folder + name in self for name in wanted):
            return
        if all(name.startswith(folder) for name in self._by_name):
            inner = (entry._replace(name=entry.name.removeprefix(folder)) for entry in self._by_name.values())
            self._by_name = {entry.name: entry for entry in inner}
            self.stripped_folder = folder
            self.warnings.append(Notice("folder_stripped", folder))

    def index(self) -> dict[str, list[int]]:
        """Return name → [data offset, packed bytes, bytes, CRC-32, method], to serve members out of the archive."""
        return {
            name: [entry.data_offset, entry.packed_bytes, entry.size_bytes, entry.crc, entry.method]
            for name, entry in self._by_name.items()
        }

    def size_of(self, name: str) -> int:
        """Return how long a file is once unpacked."""
        return self._by_name[name].size_bytes

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack one file in pieces of at most ``CHUNK_BYTES``; KeyError when there is none of that name."""
        return self._unpack(self._by_name[name])

    def read(self, name: str, max_bytes: int) -> bytes:
        """Unpack one small file whole; ``Refusal("too_large")`` when it is longer than ``max_bytes``."""
        if self._by_name[name].size_bytes > max_bytes:
            raise Refusal("too_large", shown_name(name))
        return b"".join(self.chunks(name))

    def packed(self, name: str) -> Iterator[bytes]:
        """Give the bytes of one file as they lie in the archive, to copy what :meth:`chunks` has found sound."""
        return _packed(self._file, self._by_name[name])

    def verify(self) -> None:
        """Unpack every entry that was not yet read whole, skipped ones too, comparing length and CRC-32."""
        for entry in self._all:
            if entry.offset not in self._sound:
                for _chunk in self._unpack(entry):
                    pass

    def _without_repeats(self) -> Iterator[Entry]:
        """Give each name once; a name that comes again must have the same bytes, and no other may look like it."""
        seen: dict[str, Entry] = {}
        for entry in self._all:
            folded = entry.name.rstrip("/").casefold()
            first = seen.setdefault(folded, entry)
            if first is entry:
                yield entry
            elif first.raw_name != entry.raw_name or not self._is_same(first, entry):
                raise Refusal("duplicate_name", shown_name(entry.name))
            elif not entry.is_folder:
                self._repeated.append(Notice("duplicate_same", entry.name))
        folders = {folder for folded in seen for folder in _parents(folded)}
        for folder in folders & seen.keys():
            if not seen[folder].is_folder:
                raise Refusal("duplicate_name", shown_name(seen[folder].name))

    def _is_same(self, one: Entry, other: Entry) -> bool:
        if (one.size_bytes, one.crc) != (other.size_bytes, other.crc):
            return False
        return one.is_folder or _same_bytes(self._unpack(one), self._unpack(other))

    def _check_names(self) -> None:
        for entry in self._all:
            name = entry.name
            if not (_ORDINARY.fullmatch(name) or _is_good(name)):
                raise Refusal("bad_entry_name", shown_name(name))
            kind = stat.S_IFMT(entry.mode)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (entry.is_folder and entry.size_bytes):
                raise Refusal("bad_entry_type", shown_name(name))

    def _check_limits(self, limits: Limits) -> None:
        if len(self._all) > limits.max_entries:
            raise Refusal("too_many_entries", f"{len(self._all)} > {limits.max_entries}")
        total = packed = 0
        for entry in self._all:
            total += entry.size_bytes
            packed += entry.packed_bytes
            if len(entry.raw_name) > limits.max_name_bytes or entry.depth > limits.max_depth:
                raise Refusal("bad_entry_name", shown_name(entry.name))
            if entry.is_legacy and not limits.takes_legacy_names:
                raise Refusal("bad_entry_name", f"UTF-8: {shown_name(entry.name)}")
            if entry.size_bytes > limits.max_file_bytes:
                raise Refusal("too_large", shown_name(entry.name))
            if entry.size_bytes > max(limits.ratio_free_bytes, limits.max_ratio * entry.packed_bytes):
                raise Refusal("ratio_too_high", shown_name(entry.name))
        if total > limits.max_total_bytes:
            raise Refusal("too_large", str(total))
        if total > max(limits.ratio_free_bytes, limits.max_ratio * packed):
            raise Refusal("ratio_too_high", str(total))

    def _unpack(self, entry: Entry) -> Iterator[bytes]:
        crc = done = 0
        for chunk in _inflate(self._file, entry):
            done += len(chunk)
            if done > entry.size_bytes:
                raise Refusal("size_mismatch", shown_name(entry.name))
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if done != entry.size_bytes:
            raise Refusal("size_mismatch", shown_name(entry.name))
        if crc != entry.crc:
            raise Refusal("crc_error", shown_name(entry.name))
        self._sound.add(entry.offset)


def _inflate(file: FileIO, entry: Entry) -> Iterator[bytes]:
    """Give what was packed, in pieces."""
    pieces = _packed(file, entry)
    if entry.method == STORED:
        if entry.packed_bytes != entry.size_bytes:
            raise Refusal("size_mismatch", shown_name(entry.name))
        yield from pieces
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in pieces:
            if inflater.eof:
                raise Refusal("size_mismatch", shown_name(entry.name))
            while chunk := inflater.decompress(piece, CHUNK_BYTES):
                yield chunk
                if inflater.eof:
                    break
                piece = inflater.unconsumed_tail
    except zlib.error as error:
        raise Refusal("crc_error", shown_name(entry.name)) from error
    if inflater.unused_data or not inflater.eof:
        raise Refusal("size_mismatch", shown_name(entry.name))


def _packed(file: FileIO, entry: Entry) -> Iterator[bytes]:
    place, end = entry.data_offset, entry.data_offset + entry.packed_bytes
    while place < end:
        piece = read_at(file, place, min(end - place, CHUNK_BYTES))
        if not piece:
            return  # the file became shorter under our hands; the length tells
        place += len(piece)
        yield piece


def _same_bytes(one: Iterator[bytes], other: Iterator[bytes]) -> bool:
    """Compare two streams whose pieces may be cut at different places."""
    left, right = bytearray(), bytearray()
    while True:
        left += next(one, b"") if not left else b""
        right += next(other, b"") if not right else b""
        if not left or not right:
            return not left and not right
        length = min(len(left), len(right))
        if left[:length] != right[:length]:
            return False
        del left[:length], right[:length]


def _is_skipped(name: str, starts: tuple[str, ...]) -> bool:
    """Whether a segment of the name starts with one of these."""
    return name.startswith(starts) or any(f"/{start}" in name for start in starts)


def _parents(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _is_good(name: str) -> bool:
    """Whether a name stays inside its archive, on any system, and shows all that it is."""
    has_empty = any(part.strip() in ("", ".", "..") for part in name.removesuffix("/").split("/"))
    return not (has_empty or "\\" in name or name[1:2] == ":" or _has_hidden_characters(name))


def _has_hidden_characters(name: str) -> bool:
    """Control, bidirectional and other characters that are not seen."""
    if name.isascii():
        return not name.isprintable()
    return any(unicodedata.category(char) in _HIDDEN_CATEGORIES and char != _JOINER for char in name)
