"""The attendance of a class as tables to keep."""

import io
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from live_classes.attendance_list import AttendanceRow
from live_classes.models import LiveClass

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (28, 18, 10, 22, 8, 10, 10, 10, 14, 26, 30)


def attendance_table(rows: Iterable[AttendanceRow]) -> list[list]:
    """Return head and rows, with times of the day as text and numbers as numbers."""
    head = [
        *(_("Họ và tên"), _("Tên đăng nhập"), _("Khách"), _("Điểm danh"), _("Số phút"), _("Vào lúc"), _("Ra lúc")),
        *(_("Số lần rớt mạng"), _("Phút rớt mạng"), _("Ghi chú"), _("Lí do sửa")),
    ]
    return [head, *(_cells(row) for row in rows)]


def _cells(row: AttendanceRow) -> list:
    presence = row.presence
    return [
        *(str(row.user), row.user.username, _("có") if row.is_guest else "", row.mark.label, row.minutes),
        *(_time(presence.first_at), _time(presence.last_at)),
        *(len(presence.drops), round(presence.dropped.total_seconds() / 60)),
        _("rớt mạng, chưa trở lại") if presence.is_cut_off else "",
        row.correction.reason if row.correction else "",
    ]


def _time(moment) -> str:
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


def attendance_workbook(live_class: LiveClass, table: list[list]) -> bytes:
    """Return the table as XLSX, under the title and day of the class; no text in it is ever a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Điểm danh"))
    for column, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + column)].width = width
    sheet.freeze_panes = "A4"
    started = timezone.localtime(live_class.opened_at or live_class.starts_at)
    title = f"{live_class.title} – {started:%H:%M %d/%m/%Y}"
    sheet.append([_cell(sheet, title, is_bold=True)])
    sheet.append([])
    for number, cells in enumerate(table):
        sheet.append([_cell(sheet, value, is_bold=number == 0) for value in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet, value, *, is_bold: bool) -> WriteOnlyCell:
    is_number = type(value) is int
    cell = WriteOnlyCell(sheet, value if is_number else ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    if not is_number:
        cell.data_type = "s"  # «=1+1» as a name stays a name
    if is_bold:
        cell.font = Font(bold=True)
    return cell
