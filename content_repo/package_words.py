"""Words for the rules of :mod:`content_repo.packages`: rule → what is wrong and what to do."""

from django.utils.translation import gettext_lazy as _

RULES: dict[str, str] = {
    "json_bad": _("Tệp JSON bị hỏng. Tải lại gói từ nơi đã soạn bài."),
}
