"""Tables to download as CSV, written so that spreadsheet programs run nothing."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

# A cell that starts so is run as a formula (CWE-1236); the last four are how East Asian keyboards type the first ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BOM = "\ufeff"  # so that Excel reads UTF-8


def csv_response(file_name: str, rows: Iterable[Iterable]) -> HttpResponse:
    """Return the rows as a file to keep; ``file_name`` is plain ASCII."""
    response = HttpResponse(_BOM, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    csv.writer(response).writerows(map(safe_cell, row) for row in rows)
    return response


def safe_cell(value: object) -> str:
    """Return a cell that no spreadsheet program takes for a formula; numbers stay numbers."""
    if isinstance(value, int | float):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
