"""Rosters in XLSX: the first sheet, its values as text, behind guards against hostile archives and XML."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from schools.rosters.problems import Problem, RosterError
from schools.rosters.tables import MAX_COLUMNS, MAX_ROWS, Row, Table

_ZIP_MARK, _OLE_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MAX_ENTRIES = 200
_MAX_UNPACKED_BYTES = 40_000_000
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_READ_ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii"}
_EXTERNAL = re.compile(rb"""TargetMode\s*=\s*["']External["']""")
_RELATIONSHIP = re.compile(rb"<[^>]*Relationship\s[^>]*>")


class XlsxReader:
    """Excel workbooks (ECMA-376); older ``.xls`` files are recognised to be refused with advice."""

    def matches(self, data: bytes) -> bool:
        """Whether the bytes begin as a ZIP archive or an old Excel file."""
        return data.startswith((_ZIP_MARK, _OLE_MARK))

    def read(self, data: bytes, encoding: str = "") -> Table:
        """Return the first sheet as a table; formulas are marked, never evaluated."""
        if data.startswith(_OLE_MARK):
            raise RosterError(Problem("old_excel"))
        check_archive(data)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles and extensions that a list of names doesn't need
                workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
                rows = list(_rows(workbook.worksheets[0]))
        except RosterError:
            raise
        except (
            InvalidFileException, zipfile.BadZipFile, etree.XMLSyntaxError, SyntaxError,
            KeyError, ValueError, TypeError, IndexError, AttributeError, OSError,
        ) as error:  # fmt: skip
            raise RosterError(Problem("bad_workbook")) from error
        if not rows:
            raise RosterError(Problem("empty_file"))
        header, *others = rows
        for row in others:  # a sheet keeps no empty cells at the end of a row
            row.cells.extend([""] * (len(header.cells) - len(row.cells)))
        return Table(header, others)


def check_archive(data: bytes) -> None:
    """Refuse what a roster never needs: macros, links to other files, document types, huge or locked archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > _MAX_UNPACKED_BYTES:
                raise RosterError(Problem("file_too_large"))
            for entry in entries:
                _check_part(entry.filename.lower(), archive.read(entry))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise RosterError(Problem("bad_workbook")) from error


def _check_part(name: str, content: bytes) -> None:
    if name.endswith("vbaproject.bin") or b"macroEnabled" in content:
        raise RosterError(Problem("macro_not_allowed"))
    if not name.endswith((".xml", ".rels")):
        return
    declared = _ENCODING.match(content.lstrip(b"\xef\xbb\xbf"))
    bare = content.replace(b"\0", b"")  # UTF-16 hides words from a plain search
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare or (declared and declared[1].lower() not in _READ_ENCODINGS):
        raise RosterError(Problem("xml_forbidden"))
    if name.endswith(".rels"):
        for relationship in _RELATIONSHIP.findall(bare):
            if _EXTERNAL.search(relationship) and b"/hyperlink" not in relationship:
                raise RosterError(Problem("external_reference"))


def _rows(sheet) -> Iterator[Row]:
    sheet.reset_dimensions()  # the size a sheet claims may be a lie
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if line > MAX_ROWS + 1:
            raise RosterError(Problem("too_many_rows"))
        if len(cells) > MAX_COLUMNS and any(cell.value is not None for cell in cells[MAX_COLUMNS:]):
            raise RosterError(Problem("too_many_columns", line))
        row = _row(line, cells[:MAX_COLUMNS])
        if row.flaws or any(text.strip() for text in row.cells):
            yield row


def _row(line: int, cells) -> Row:
    texts, flaws = [], {}
    for position, cell in enumerate(cells):
        if cell.data_type == "f":
            flaws[position] = "formula"
        elif isinstance(cell.value, dt.date | dt.time):
            flaws[position] = "looks_like_date"
        texts.append(_text(cell.value))
    while texts and not texts[-1] and len(texts) - 1 not in flaws:
        texts.pop()
    return Row(line, texts, flaws)


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)
