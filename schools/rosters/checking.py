"""Rows of a table to pupils, with every problem named by line and column (pure)."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import asdict, dataclass

from accounts.names import fold
from schools.rosters.problems import Problem, RosterError, shown
from schools.rosters.tables import Row, Table

# Headers people write, without marks. Nothing else is taken: rights and schools never come from a file.
HEADERS = {
    "username": "username",
    "ten dang nhap": "username",
    "tai khoan": "username",
    "full name": "full_name",
    "ho va ten": "full_name",
    "ho ten": "full_name",
    "class": "class",
    "lop": "class",
    "ten lop": "class",
    "grade": "grade",
    "khoi": "grade",
    "khoi lop": "grade",
}
REQUIRED = ("username", "full_name", "class")
MAX_LENGTHS = {"username": 60, "full_name": 200, "class": 20, "grade": 2}
_MAX_CELL = 200
_MAX_NAME_PART = 150  # as the columns of the user are
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,59}")
_FORMULA_STARTS = ("=", "+", "-", "@")
_LEADING_NUMBER = re.compile(r"\d{1,2}")
_BROKEN = re.compile("áº|á»|Ä[\u0080-\u00bf‘’“”]|Æ°|Ã[\u0080-\u00bf]|\ufffd")
_MAX_GRADE = 12


@dataclass(frozen=True)
class PupilRow:
    """One right row; ``grade`` is ``None`` when neither the class name nor a column tells it."""

    line: int
    username: str
    full_name: str
    class_name: str
    grade: int | None = None

    def as_json(self) -> dict:
        """The row as kept in :attr:`schools.models.RosterImport.rows`."""
        return asdict(self)


def check_table(table: Table) -> tuple[list[PupilRow], list[Problem]]:
    """Return the right rows, and the problems of the others and warnings.

    Raises :class:`RosterError` when the columns are wrong or there are no rows.
    """
    columns, column_problems = _columns(table.header)
    formulas = [_flaw(row, position, code, columns) for row in table.rows for position, code in row.flaws.items()]
    if column_problems:
        raise RosterError(*column_problems, *formulas)
    if not table.rows:
        raise RosterError(Problem("no_rows"))
    rows, problems = [], []
    for row in table.rows:
        found = _row_problems(row, columns)
        problems += found
        if not found:
            rows.append(_pupil_row(row, columns))
    repeated = _repeated(rows)
    problems += [Problem("duplicate_username", row.line, "username", row.username) for row in repeated]
    rows = _one_spelling_a_class([row for row in rows if row not in repeated])
    return rows, [*_warnings(table, rows), *sorted(problems, key=lambda problem: problem.line)]


def _columns(header: Row) -> tuple[list[str], list[Problem]]:
    """Keys of the columns by position, and what is wrong with the header."""
    keys, problems = [], []
    for cell in header.cells:
        key = HEADERS.get(fold(cell.replace("_", " ")), "")
        if not key:
            problems.append(Problem("unknown_column", header.line, value=shown(cell)))
        elif key in keys:
            problems.append(Problem("duplicate_column", header.line, value=shown(cell)))
        keys.append(key)
    problems += [Problem("missing_column", header.line, key) for key in REQUIRED if key not in keys]
    return keys, problems


def _flaw(row: Row, position: int, code: str, columns: list[str]) -> Problem:
    column = columns[position] if position < len(columns) else ""
    return Problem(code, row.line, column, shown(row.cells[position]))


def _row_problems(row: Row, columns: list[str]) -> list[Problem]:
    flaws = [_flaw(row, position, code, columns) for position, code in row.flaws.items()]
    if flaws:
        return flaws
    # Spreadsheets leave out empty cells at the end of a line; text files that do so have lost a separator.
    if len(row.cells) > len(columns) and any(cell.strip() for cell in row.cells[len(columns) :]):
        return [Problem("bad_row", row.line)]
    if len(row.cells) < len(columns):
        return [Problem("bad_row", row.line)]
    found = []
    for key, cell in zip(columns, row.cells, strict=False):
        code = _cell_problem(key, cell)
        if code:
            found.append(Problem(code, row.line, key, shown(cell)))
    return found


def _cell_problem(key: str, cell: str) -> str:
    """Code of what is wrong with a cell, or an empty string."""
    text = clean(cell)
    if len(cell) > _MAX_CELL or len(text) > MAX_LENGTHS[key]:
        return "field_too_long"
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for char in text):
        return "bad_character"
    if not text:
        return "" if key == "grade" else "missing_value"
    if text.startswith(_FORMULA_STARTS):
        return "formula"
    if key == "username" and not _USERNAME.fullmatch(text.lower()):
        return "bad_username"
    if key == "grade" and not (text.isascii() and text.isdigit() and int(text) <= _MAX_GRADE):
        return "bad_grade"
    if key == "full_name" and len(text.rpartition(" ")[0]) > _MAX_NAME_PART:
        return "field_too_long"
    return ""


def clean(cell: str) -> str:
    """Return a cell in NFC with single spaces; control characters other than blanks stay, to be refused."""
    return re.sub(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+", " ", unicodedata.normalize("NFC", cell)).strip(" ")


def _pupil_row(row: Row, columns: list[str]) -> PupilRow:
    values = {key: clean(cell) for key, cell in zip(columns, row.cells, strict=False)}
    return PupilRow(
        line=row.line,
        username=values["username"].lower(),
        full_name=values["full_name"],
        class_name=values["class"],
        grade=int(values["grade"]) if values.get("grade") else grade_of(values["class"]),
    )


def grade_of(class_name: str) -> int | None:
    """Return the grade that a class name begins with (``6A`` → 6, ``12/3`` → 12), if any."""
    match = _LEADING_NUMBER.match(class_name)
    grade = int(match[0]) if match else 0
    return grade if 1 <= grade <= _MAX_GRADE else None


def _repeated(rows: list[PupilRow]) -> list[PupilRow]:
    by_username = defaultdict(list)
    for row in rows:
        by_username[row.username].append(row)
    return [row for same in by_username.values() if len(same) > 1 for row in same]


def _one_spelling_a_class(rows: list[PupilRow]) -> list[PupilRow]:
    """``6a`` and ``6A`` are one class, spelt as where it comes first."""
    spelling: dict[str, str] = {}
    return [
        PupilRow(
            row.line,
            row.username,
            row.full_name,
            spelling.setdefault(row.class_name.casefold(), row.class_name),
            row.grade,
        )
        for row in rows
    ]


def _warnings(table: Table, rows: list[PupilRow]) -> list[Problem]:
    warnings = []
    if table.encoding in ("windows-1258", "tcvn3"):
        warnings.append(Problem("guessed_encoding", value=table.encoding.upper()))
    broken = next((row for row in rows if _BROKEN.search(row.full_name)), None)
    if broken:
        warnings.append(Problem("looks_broken", broken.line, "full_name", shown(broken.full_name)))
    return warnings
