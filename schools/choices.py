"""Fixed choices of the schools' world: roles, levels, kinds of administrative unit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is, within the scope of a membership."""

    PUPIL = "pupil", _("Học sinh")
    TEACHER = "teacher", _("Giáo viên")
    SCHOOL_MANAGER = "school_manager", _("Quản lý nhà trường")
    REVIEWER = "reviewer", _("Người duyệt")
    DEPARTMENT_OFFICER = "department_officer", _("Cán bộ Sở")


class UnitKind(TextChoices):
    """Tiers of local government since 1 July 2025."""

    PROVINCE = "province", _("Tỉnh, thành phố")
    COMMUNE = "commune", _("Xã")
    WARD = "ward", _("Phường")
    SPECIAL_ZONE = "special_zone", _("Đặc khu")


class SchoolLevel(TextChoices):
    """Level a school teaches; the codes are the ones schools use themselves."""

    PRESCHOOL = "MN", _("Mầm non")
    PRIMARY = "TH", _("Tiểu học")
    LOWER_SECONDARY = "THCS", _("Trung học cơ sở")
    UPPER_SECONDARY = "THPT", _("Trung học phổ thông")


class Area(TextChoices):
    """Area of a school, as in the lists of Decree 66/2025/NĐ-CP."""

    ORDINARY = "ordinary", _("Không thuộc vùng khó khăn")
    MOUNTAIN = "mountain", _("Vùng dân tộc thiểu số và miền núi")
    SPECIALLY_DISADVANTAGED = "special", _("Vùng đặc biệt khó khăn")


class ImportState(TextChoices):
    """Life of a roster file: looked at, then taken over or thrown away."""

    PREVIEW = "preview", _("Đang xem trước")
    APPLIED = "applied", _("Đã nhập")
    DISCARDED = "discarded", _("Đã bỏ")
