"""The four levels of data use, each with what an hour of it costs (docs/operations.md tells how it was measured)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Level:
    """One level as the dialog shows it; a device that has measured its own hour shows that instead."""

    value: int
    label: str
    help: str
    mb_an_hour: int


# What the lobby tells beforehand: a room begins at this level.
VOICE_AND_SLIDES = Level(1, _("Tiếng + trang chiếu"), _("Phù hợp với hầu hết mạng di động"), 13)
LEVELS = (
    Level(0, _("Chỉ chữ"), _("Trang chiếu, bảng, trò chuyện; không có tiếng"), 1),
    VOICE_AND_SLIDES,
    Level(2, _("Tiếng rõ + bảng viết"), _("Cần khoảng 60 kbit/s ổn định"), 17),
    Level(3, _("Thêm hình thầy cô"), _("Nên dùng Wi-Fi"), 50),
)
