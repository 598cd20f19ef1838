"""Fixed choices of live classes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LiveClassState(TextChoices):
    """Life of a live class."""

    SCHEDULED = "scheduled", _("Sắp tới")
    OPEN = "open", _("Đang diễn ra")
    ENDED = "ended", _("Đã kết thúc")
    CANCELLED = "cancelled", _("Đã huỷ")


class ChatMode(TextChoices):
    """Who may write to the class."""

    OPEN = "open", _("Cả lớp trò chuyện")
    QUESTIONS = "questions", _("Chỉ hỏi thầy cô")
    OFF = "off", _("Tắt trò chuyện")


class RoomRole(TextChoices):
    """What a participant is in the room; the first two lead it."""

    HOST = "host", _("Thầy cô chủ trì")
    TEACHER = "teacher", _("Thầy cô")
    PUPIL = "pupil", _("Học sinh")
    GUEST = "guest", _("Khách")


LEADING_ROLES = frozenset({RoomRole.HOST, RoomRole.TEACHER})


class Admission(TextChoices):
    """Whether a participant is let in."""

    WAITING = "waiting", _("Chờ vào lớp")
    ADMITTED = "admitted", _("Được vào lớp")
    REFUSED = "refused", _("Không được vào")
    REMOVED = "removed", _("Đã mời ra")


class FileUse(TextChoices):
    """How a file is used in class."""

    DECK = "deck", _("Trang chiếu")
    HANDOUT = "handout", _("Tệp phát cho lớp")


class AttendanceMark(TextChoices):
    """What stands in the attendance list."""

    PRESENT = "present", _("Có mặt")
    PARTIAL = "partial", _("Có mặt một phần")
    EXCUSED = "excused", _("Vắng có phép")
    UNEXCUSED = "unexcused", _("Vắng không phép")
    UNKNOWN = (
        "unknown",
        pgettext_lazy("attendance", "Chưa rõ"),
    )  # never came: the link may be the cause, so nobody is «absent» by himself


class AuditAction(TextChoices):
    """What the list of acts names."""

    PLANNED = "planned", _("Lên lịch")
    CHANGED = "changed", _("Đổi thông tin buổi học")
    CANCELLED = "cancelled", _("Huỷ buổi học")
    RESTORED = "restored", _("Khôi phục buổi học")
    OPENED = "opened", _("Bắt đầu lớp")
    ENDED = "ended", _("Kết thúc lớp")
    ADMITTED = "admit", _("Cho khách vào lớp")
    REFUSED = "refuse", _("Từ chối khách")
    REMOVED = "remove", _("Mời ra khỏi lớp")
    LOCKED = "lock", _("Khoá lớp")
    UNLOCKED = "unlock", _("Mở khoá lớp")
    FILE_ADDED = "file_add", _("Thêm tệp")
    FILE_REMOVED = "file_remove", _("Bỏ tệp")
    ATTENDANCE = "attendance", _("Sửa điểm danh")
    RECORDING_DOWNLOADED = "recording_downloaded", _("Tải bản ghi về")
    RECORDING_DELETED = "recording_deleted", _("Xoá bản ghi")
