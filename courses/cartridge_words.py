"""Words of the report on a course that was taken in: what a thing was, and why something was not taken."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content_repo.package_words import RULES
from media.refusals import MESSAGES

KINDS = {
    "page": _("Trang"),
    "file": pgettext_lazy("one", "Tệp"),
    "link": _("Liên kết"),
    "topic": _("Chủ đề thảo luận"),
    "assignment": _("Bài tập"),
    "quiz": _("Bài kiểm tra"),
    "bank": _("Ngân hàng câu hỏi"),
    "tool": _("Công cụ bên ngoài"),
    "folder": _("Chương"),
    "heading": _("Dòng tiêu đề"),
    "part": _("Phần trong bài"),
    "unknown": _("Loại khác"),
    "item": _("Mục"),
    "course": _("Khoá học"),
}
OUTCOMES = {"taken": _("Đã nhập"), "partly": _("Nhập một phần"), "left": _("Không nhập")}
REASONS = {
    "missing": _("Gói có nhắc tới tệp này nhưng không kèm theo."),
    "not_in_manifest": _("Mục này trỏ tới một phần không có trong gói."),
    "damaged": _("Tệp bị hỏng nên không đọc được."),
    "empty": _("Không có nội dung nào dùng được."),
    "empty_page": _("Trang không có chữ nào. Bài được giữ chỗ để thầy cô viết."),
    "for_teachers": _("Chỉ dành cho người dạy nên không đưa vào bài của học sinh."),
    "protected": _("Nhà xuất bản khoá phần này."),
    "tool": _("Công cụ của hệ thống khác (LTI) không chạy được ở đây."),
    "support": _("Tệp phụ của hệ thống cũ, ở đây không cần."),
    "unknown_type": _("Loại nội dung này ở đây chưa có."),
    "heading": _("Dòng tiêu đề không có nội dung."),
    "no_address": _("Liên kết không có địa chỉ web dùng được."),
    "not_marked": _("Câu hỏi thành “Câu hỏi suy nghĩ” có gợi ý; máy không chấm điểm."),
    "question_type": _("Dạng câu hỏi này ở đây chưa có nên chỉ giữ lời hỏi."),
    "empty_question": _("Câu hỏi không có lời nào."),
    "remote": _("Ảnh hoặc video nằm ở trang khác nên chỉ giữ liên kết."),
    "inner_link": _("Liên kết tới phần không có trong khoá mới nên thành chữ thường."),
    "drawing": _("Hình vẽ nằm trong mã trang (SVG) không nhập được."),
    "not_an_import": _("Không đọc được gói."),
    "course_gone": _("Khoá học nháp đã bị xoá giữa chừng nên dừng nhập."),
    "not_finished": _("Máy chủ gặp trục trặc khi nhập. Phần đã nhập vẫn còn; bấm Nhập tiếp."),
}
_REFUSED = "refused:"


def reason_words(reason: str) -> str:
    """Return the words for a reason: one of ours, a rule of packages, or a refusal of a file."""
    if reason.startswith(_REFUSED):
        return str(MESSAGES.get(reason.removeprefix(_REFUSED), ""))
    return str(REASONS.get(reason) or RULES.get(reason) or "")


def refused(code: str) -> str:
    """Return the reason for a file that media refused."""
    return f"{_REFUSED}{code}"
