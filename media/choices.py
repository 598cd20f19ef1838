"""Fixed choices of bytes: the life of an upload, the copies made of a blob."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UploadState(TextChoices):
    """Life of an upload; only ``STORED`` has a blob."""

    RECEIVING = "receiving", _("Đang nhận")
    CHECKING = "checking", _("Đang kiểm tra")
    STORED = "stored", _("Đã lưu")
    REFUSED = "refused", _("Không nhận")
    CANCELLED = "cancelled", _("Đã bỏ")


class PreviewKind(TextChoices):
    """How a file is shown in a page; ``NONE`` is a card with a download button."""

    IMAGE = "image", _("Ảnh")
    PAGES = "pages", _("Trang")
    AUDIO = "audio", _("Âm thanh")
    VIDEO = "video", _("Video")
    NONE = "none", _("Không xem trước")
