"""Rosters in CSV, as Excel, LibreOffice and old Windows programs write them (pure)."""

import csv
import io
from collections.abc import Iterator

from schools.rosters.decoding import decode_text
from schools.rosters.problems import Problem, RosterError
from schools.rosters.tables import MAX_COLUMNS, MAX_ROWS, Row, Table

_SEPARATORS = ",;\t"


class CsvReader:
    """Text with commas, semicolons or tabs; an Excel ``sep=`` line wins."""

    def matches(self, data: bytes) -> bool:
        """Anything may be text; ask the other readers first."""
        return True

    def read(self, data: bytes, encoding: str = "") -> Table:
        """Return the table; :class:`RosterError` when there is none."""
        text, used = decode_text(data, encoding)
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        first_line = lines.split("\n", 1)[0]
        skipped = 0
        if first_line.lower().startswith("sep=") and len(first_line) == len("sep=") + 1:
            separator, skipped = first_line[-1], 1
            lines = lines[len(first_line) + 1 :]
        else:
            separator = max(_SEPARATORS, key=first_line.count)
        rows = self._rows(lines, separator, skipped)
        header = next(rows, None)
        if header is None:
            raise RosterError(Problem("empty_file"))
        return Table(header, list(rows), used)

    def _rows(self, text: str, separator: str, skipped: int) -> Iterator[Row]:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        count = 0
        while True:
            line = reader.line_num + skipped + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                code = "field_too_long" if "field limit" in str(error) else "bad_row"
                raise RosterError(Problem(code, line)) from error
            if len(cells) > MAX_COLUMNS:
                raise RosterError(Problem("too_many_columns", line))
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > MAX_ROWS + 1:
                raise RosterError(Problem("too_many_rows"))
            yield Row(line, cells)
