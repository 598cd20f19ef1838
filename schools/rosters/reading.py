"""Which reader takes a roster file: the registry of kinds of files, asked in order."""

from typing import Protocol

from schools.rosters.csv_reader import CsvReader
from schools.rosters.problems import Problem, RosterError
from schools.rosters.tables import MAX_FILE_BYTES, Table
from schools.rosters.xlsx_reader import XlsxReader


class Reader(Protocol):
    """A kind of roster file."""

    def matches(self, data: bytes) -> bool:
        """Whether the bytes look like this kind; file names are not trusted."""

    def read(self, data: bytes, encoding: str = "") -> Table:
        """Return the table; :class:`RosterError` when the file can't be taken."""


READERS: dict[str, Reader] = {"xlsx": XlsxReader(), "csv": CsvReader()}  # CSV last: it takes anything


def read_table(data: bytes, encoding: str = "") -> Table:
    """Return the table in the bytes of a file; ``encoding`` is the choice of a person, for CSV."""
    if not data:
        raise RosterError(Problem("empty_file"))
    if len(data) > MAX_FILE_BYTES:
        raise RosterError(Problem("file_too_large"))
    reader = next(reader for reader in READERS.values() if reader.matches(data))
    return reader.read(data, encoding)
