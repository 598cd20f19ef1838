"""Why a file is not taken: a code for programs, and words that say what is wrong and what to do."""

from collections.abc import Iterable
from http import HTTPStatus

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from media.problems import Refusal

_DAMAGED_ARCHIVE = _("Tệp nén bị hỏng hoặc thiếu. Thầy cô nén lại cả thư mục bằng định dạng ZIP rồi tải lên.")
_TRICK_ARCHIVE = _("Tệp nén được tạo không đúng cách nên không mở an toàn được. Thầy cô nén lại rồi tải lên.")

MESSAGES = {
    # the upload
    "empty_file": _("Tệp rỗng (0 byte). Thầy cô kiểm tra lại tệp trên máy."),
    "too_large": _("Tệp hoặc nội dung bên trong quá lớn. Thầy cô chia nhỏ hoặc nén bớt ảnh, video."),
    "quota_exceeded": _("Kho của trường không đủ chỗ cho tệp này. Xoá bớt tệp cũ hoặc đề nghị Sở tăng dung lượng."),
    "upload_conflict": _("Mã tải lên này đã dùng cho một tệp khác. Thầy cô chọn lại tệp."),
    "not_receiving": _("Lượt tải lên này đã kết thúc. Thầy cô chọn lại tệp để tải từ đầu."),
    "bad_part_number": _("Không có phần mang số này trong tệp."),
    "wrong_part_size": _("Phần vừa gửi không đủ độ dài nên chưa được giữ. Máy sẽ gửi lại phần này."),
    "missing_parts": _("Tệp chưa gửi đủ. Các phần còn thiếu sẽ được gửi tiếp."),
    "checksum_mismatch": _("Tệp đến nơi không giống tệp trên máy. Thầy cô tải lên lại từ đầu."),
    "bad_checksum": _("Mã kiểm tra của tệp không hợp lệ."),
    "store_full": _("Máy chủ hết chỗ lưu tệp. Tệp của thầy cô chưa được lưu; báo người quản trị rồi thử lại."),
    "store_down": _("Kho tệp đang tạm ngừng. Phần đã gửi vẫn còn; thử lại sau ít phút."),
    # any file
    "type_not_allowed": _("Kho không nhận loại tệp này. Dùng PDF, Word, Excel, PowerPoint, ảnh, âm thanh, video, ZIP."),
    "type_mismatch": _("Nội dung tệp không đúng với đuôi tên tệp. Mở tệp bằng phần mềm đã tạo ra nó rồi lưu lại."),
    "too_complex": _("Tệp quá phức tạp, máy chủ không kiểm tra được. Thầy cô lưu lại thành PDF rồi tải lên."),
    # archives
    "bad_zip": _DAMAGED_ARCHIVE,
    "crc_error": _DAMAGED_ARCHIVE,
    "size_mismatch": _DAMAGED_ARCHIVE,
    "header_mismatch": _TRICK_ARCHIVE,
    "overlapping_entries": _TRICK_ARCHIVE,
    "unsupported_method": _("Tệp nén dùng kiểu nén lạ. Thầy cô nén lại bằng định dạng ZIP thông thường."),
    "encrypted": _("Tệp có mật khẩu. Bỏ mật khẩu rồi tải lên lại."),
    "bad_entry_name": _(
        "Trong tệp nén có tên tệp không hợp lệ (kí tự lạ, đường dẫn, hoặc không phải UTF-8). Đổi tên rồi nén lại."
    ),
    "bad_entry_type": _("Trong tệp nén có loại tệp không được phép. Bỏ tệp đó ra rồi nén lại."),
    "duplicate_name": _("Trong tệp nén có hai tệp trùng tên (không kể chữ hoa, chữ thường). Đổi tên rồi nén lại."),
    "too_many_entries": _("Tệp nén có quá nhiều tệp bên trong. Thầy cô chia thành nhiều tệp nén."),
    "ratio_too_high": _("Tệp nén phình ra quá lớn khi giải nén nên không được nhận. Thầy cô nén lại từ tệp gốc."),
    # office and XML
    "macro_not_allowed": _("Tệp có macro. Lưu lại dạng .docx, .xlsx hoặc .pptx không macro rồi tải lên."),
    "external_reference": _(
        "Tệp tự lấy nội dung từ nơi khác (mẫu, ảnh hoặc đối tượng liên kết). Chèn hẳn nội dung vào tệp rồi tải lên."
    ),
    "xml_forbidden": _("Tệp có khai báo XML không an toàn. Mở tệp bằng phần mềm soạn thảo rồi lưu lại."),
    "xml_bad": _("Nội dung XML trong tệp bị hỏng. Mở tệp bằng phần mềm soạn thảo rồi lưu lại."),
    "xml_too_deep": _("Nội dung XML trong tệp lồng nhau quá sâu. Mở tệp bằng phần mềm soạn thảo rồi lưu lại."),
    "package_invalid": _("Gói có chỗ chưa đúng nên chưa được nhận."),  # told with their number
    # pdf, pictures, text
    "bad_pdf": _("Tệp PDF bị hỏng hoặc thiếu. Mở tệp gốc, xuất lại PDF rồi tải lên."),
    "pdf_active": _("Tệp PDF có lệnh chạy chương trình hoặc đính kèm tệp chạy được. In lại thành PDF mới rồi tải lên."),
    "bad_image": _("Ảnh bị hỏng hoặc thiếu. Mở ảnh, lưu lại rồi tải lên."),
    "too_many_pixels": _("Ảnh quá lớn (trên 40 triệu điểm ảnh). Thu nhỏ ảnh rồi tải lên."),
    "bad_media": _("Âm thanh hoặc video bị hỏng. Xuất lại thành MP3 hoặc MP4 rồi tải lên."),
}

PACKAGE_INVALID = "package_invalid"
# Refusals whose detail is the name of an entry, or one of the places below.
_WITH_PLACE = {
    *("bad_zip", "crc_error", "size_mismatch", "header_mismatch", "overlapping_entries", "unsupported_method"),
    *("encrypted", "bad_entry_name", "bad_entry_type", "duplicate_name", "ratio_too_high", "too_large"),
    *("xml_forbidden", "xml_bad", "xml_too_deep"),
}
_PLACES = {
    "start": _("phần đầu tệp không phải ZIP"),
    "end": _("phần cuối tệp bị thiếu hoặc có thêm dữ liệu"),
    "directory": _("danh mục các tệp bên trong"),
    "count": _("số tệp ghi trong danh mục"),
    "split": _("đây chỉ là một phần của bộ nén chia nhỏ"),
    "zip64": _("phần ghi kích thước (ZIP64)"),
    "RAR": _("đây là tệp RAR"),
    "7z": _("đây là tệp 7z"),
    "gzip": _("đây là tệp gzip"),
}

_STATUSES = {
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "quota_exceeded": HTTPStatus.CONFLICT,
    "upload_conflict": HTTPStatus.CONFLICT,
    "not_receiving": HTTPStatus.CONFLICT,
    "missing_parts": HTTPStatus.CONFLICT,
    "store_full": HTTPStatus.INSUFFICIENT_STORAGE,
    "store_down": HTTPStatus.SERVICE_UNAVAILABLE,
    "bad_part_number": HTTPStatus.NOT_FOUND,
}


def refusal_message(code: str, detail: str = "", report: Iterable[dict] = ()) -> str:
    """Return the words for a code in the active language, with the place in the file where that helps to mend it."""
    if code == PACKAGE_INVALID:
        count = sum(not row.get("is_warning") for row in report)
        words = ngettext(
            "Gói có %(count)d chỗ chưa đúng nên chưa được nhận.",
            "Gói có %(count)d chỗ chưa đúng nên chưa được nhận.",
            count,
        )
        return words % {"count": count}
    words = str(MESSAGES[code])
    place = _place(code, detail)
    return f"{words} {place}" if place else words


def _place(code: str, detail: str) -> str:
    if code not in _WITH_PLACE or not detail:
        return ""
    if code == "too_many_entries" or detail.isdecimal():
        return ""
    where = _PLACES.get(detail)
    return gettext("Chỗ chưa đúng: %(where)s.") % {"where": where or f"“{detail}”"}


def report_address(upload_uuid, report: Iterable[dict]) -> str:
    """Return the page that shows all problems of a refused file, which an app above has; empty where none were kept."""
    return reverse(settings.UPLOAD_REPORT_VIEW, args=[upload_uuid]) if report else ""


def refusal_status(code: str) -> int:
    """Return the HTTP status with which the API answers a refusal."""
    return int(_STATUSES.get(code, HTTPStatus.BAD_REQUEST))


def refusal_body(refusal: Refusal) -> dict:
    """Return what the API answers: the code, the words, and the figures that go with them."""
    return {
        "code": refusal.code,
        "message": refusal_message(refusal.code, refusal.detail, refusal.report),
        **refusal.figures,
    }
