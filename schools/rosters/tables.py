"""A roster as read from any kind of file: rows of text with their line numbers (pure)."""

from dataclasses import dataclass, field

MAX_FILE_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 40


@dataclass(frozen=True)
class Row:
    """Cells of one line as text; ``flaws`` holds codes of cells that the kind of file makes suspect, by position."""

    line: int
    cells: list[str]
    flaws: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """The header, the rows that are not blank, and the encoding for files of bare text."""

    header: Row
    rows: list[Row]
    encoding: str = ""
