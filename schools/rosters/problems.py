"""What can be wrong with a roster file: codes for programs, words for people."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_SHOWN_CHARACTERS = 80

COLUMN_LABELS = {
    "username": _("tên đăng nhập"),
    "full_name": _("họ và tên"),
    "class": _("lớp"),
    "grade": _("khối"),
}

WORDS = {
    # The file as a whole
    "empty_file": _("Tệp trống. Kiểm tra lại tệp rồi chọn lần nữa."),
    "no_rows": _("Tệp chỉ có dòng tiêu đề, chưa có học sinh nào. Danh sách đang có của trường giữ nguyên."),
    "file_too_large": _("Tệp lớn hơn 2 MB. Chia theo khối rồi nhập từng tệp."),
    "too_many_rows": _("Tệp có hơn 5.000 dòng, kể cả dòng trống. Chia theo khối rồi nhập từng tệp."),
    "too_many_columns": _("Dòng này có quá nhiều cột. Tệp chỉ cần ba cột: tên đăng nhập, họ và tên, lớp."),
    "bad_encoding": _(
        "Không đọc được chữ trong tệp. Chọn bảng mã đúng ở dưới, hoặc lưu lại tệp dạng CSV UTF-8 hay Excel."
    ),
    "old_excel": _("Đây là tệp Excel kiểu cũ (.xls). Mở bằng Excel, lưu thành .xlsx rồi chọn lại."),
    "bad_workbook": _("Tệp Excel này bị hỏng hoặc có mật khẩu, nên không mở được. Lưu lại thành .xlsx rồi chọn lại."),
    "macro_not_allowed": _("Tệp Excel có macro nên không được nhận. Lưu thành .xlsx không có macro rồi chọn lại."),
    "external_reference": _("Tệp Excel có liên kết tới tệp khác nên không được nhận. Bỏ liên kết rồi chọn lại."),
    "xml_forbidden": _("Tệp Excel có khai báo không an toàn nên không được nhận. Lưu lại bằng Excel rồi chọn lại."),
    "unknown_column": _(
        "Không nhận cột “{value}”. Tệp chỉ có các cột: tên đăng nhập, họ và tên, lớp (và khối nếu cần)."
    ),
    "missing_column": _("Thiếu cột “{column}”."),
    "duplicate_column": _("Cột “{value}” có hai lần."),
    # One row
    "bad_row": _("Số ô của dòng không khớp với dòng tiêu đề, hoặc dấu nháy kép chưa đóng."),
    "bad_character": _("Ô có kí tự không lưu được. Xoá ô rồi gõ lại."),
    "field_too_long": _("Ô dài quá mức cho phép."),
    "missing_value": _("Ô trống."),
    "bad_username": _("Tên đăng nhập “{value}” chưa đúng: dùng chữ thường không dấu, số và . _ - (từ 3 đến 60 kí tự)."),
    "duplicate_username": _("Tên đăng nhập “{value}” có nhiều lần trong tệp."),
    "formula": _("Ô là công thức hoặc bắt đầu bằng = + - @. Gõ lại thành chữ thường."),
    "looks_like_date": _("Excel đã đổi ô này thành ngày tháng ({value}). Định dạng cột là Văn bản (Text) rồi gõ lại."),
    "unknown_grade": _(
        "Chưa biết lớp “{value}” thuộc khối nào. Tên lớp bắt đầu bằng số khối (6A), hoặc thêm cột khối."
    ),
    "bad_grade": _("Khối “{value}” chưa đúng: từ 0 (mầm non) đến 12."),
    # One row against the accounts there are
    "username_taken": _("Tên đăng nhập “{value}” đã có người khác dùng. Đặt tên khác, ví dụ thêm mã trường ở đầu."),
    "name_differs": _("Tài khoản này đang mang tên “{value}”. Kiểm tra xem có nhầm em khác không."),
    # Only worth a look
    "looks_broken": _("Tên có vẻ bị vỡ chữ (ví dụ “{value}”). Xem kĩ trước khi nhập."),
    "guessed_encoding": _("Tệp không phải UTF-8, đã đọc theo bảng mã {value}. Xem kĩ các tên trước khi nhập."),
}
WARNINGS = frozenset({"looks_broken", "guessed_encoding"})


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where (line from 1, column key) and with what value; ``line`` 0 is the whole file."""

    code: str
    line: int = 0
    column: str = ""
    value: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether it only asks for a look and keeps nothing from being imported."""
        return self.code in WARNINGS

    @property
    def words(self) -> str:
        """The problem in the active language, without its place."""
        return str(WORDS[self.code]).format(column=COLUMN_LABELS.get(self.column, self.column), value=self.value)

    @property
    def place(self) -> str:
        """Line and column in the active language; empty for the whole file."""
        if not self.line:
            return ""
        if not self.column:
            return gettext("Dòng {line}").format(line=self.line)
        column = COLUMN_LABELS.get(self.column, self.column)
        return gettext("Dòng {line}, cột {column}").format(line=self.line, column=column)

    def as_json(self) -> dict:
        """The problem as kept in :attr:`schools.models.RosterImport.problems`."""
        return asdict(self)


def shown(value: object) -> str:
    """Return a value short and printable enough to be repeated to people and kept in any database."""
    text = "".join(char if char.isprintable() else "�" for char in str(value))
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


class RosterError(Exception):
    """A file that can't be taken at all; ``previews`` shows its start in encodings to choose from."""

    def __init__(self, *problems: Problem, previews: dict[str, str] | None = None):
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = list(problems)
        self.previews = previews or {}
