"""Fixed choices of the repository: kinds of material, licences, languages, who may see."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EducationalLevel(TextChoices):
    """Levels of the 2018 general programme."""

    PRIMARY = "TH", _("Tiểu học")
    LOWER_SECONDARY = "THCS", _("THCS")
    UPPER_SECONDARY = "THPT", _("THPT")


class ResourceKind(TextChoices):
    """What a learning material is to a teacher."""

    LESSON_PLAN = "lesson_plan", _("Giáo án điện tử")
    SLIDES = "slides", _("Bài giảng điện tử")
    SELF_STUDY = "self_study", _("Bài giảng e-Learning")
    AUDIO = "audio", _("Bài nghe")
    VIDEO = "video", _("Video")
    WORKSHEET = "worksheet", _("Phiếu học tập")
    TEST = "test", _("Đề kiểm tra")
    PICTURE = "picture", _("Hình ảnh, bản đồ")
    OTHER = "other", _("Học liệu khác")


class License(TextChoices):
    """Licences offered, by their SPDX names; all rights reserved needs no address."""

    CC_BY = "CC-BY-4.0", _("CC BY 4.0 – dùng tự do, ghi tên tác giả")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0 – ghi tên, chia sẻ như cũ")
    CC_BY_NC = "CC-BY-NC-4.0", _("CC BY-NC 4.0 – ghi tên, không bán")
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", _("CC BY-NC-SA 4.0 – ghi tên, không bán, chia sẻ như cũ")
    CC_BY_ND = "CC-BY-ND-4.0", _("CC BY-ND 4.0 – ghi tên, không sửa")
    CC_BY_NC_ND = "CC-BY-NC-ND-4.0", _("CC BY-NC-ND 4.0 – ghi tên, không bán, không sửa")
    CC0 = "CC0-1.0", _("CC0 – không giữ quyền")
    ALL_RIGHTS_RESERVED = "all-rights-reserved", _("Giữ mọi quyền")


LICENSE_URLS: dict[str, str] = {
    License.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    License.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    License.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    License.CC_BY_NC_SA: "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    License.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/",
    License.CC_BY_NC_ND: "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    License.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


class ContentLanguage(TextChoices):
    """Language a material is written in."""

    VIETNAMESE = "vi", _("Tiếng Việt")
    ENGLISH = "en", _("Tiếng Anh")
    TA_OI = "tth", _("Tiếng Tà Ôi")
    CO_TU = "kta", _("Tiếng Cơ Tu")
    OTHER = "mul", _("Nhiều thứ tiếng")


class Visibility(TextChoices):
    """Who finds a published material."""

    PUBLIC = "public", _("Mọi người")
    PROVINCE = "province", _("Người có tài khoản trong tỉnh")
    SCHOOL = "school", _("Chỉ trong trường")


class ResourceState(TextChoices):
    """Where a material stands between its author and its readers."""

    DRAFT = "draft", _("Bản nháp")
    WAITING_SCHOOL = "waiting_school", _("Chờ trường duyệt")
    WAITING_DEPARTMENT = "waiting_department", _("Chờ Sở duyệt")
    RETURNED = "returned", _("Cần sửa")
    PUBLISHED = "published", _("Đã công bố")
    UNPUBLISHED = "unpublished", _("Đã gỡ")


# Look of a state: class of the tag and icon.
STATE_LOOKS = {
    ResourceState.DRAFT: ("info", "pencil"),
    ResourceState.WAITING_SCHOOL: ("warn", "clock"),
    ResourceState.WAITING_DEPARTMENT: ("warn", "clock"),
    ResourceState.RETURNED: ("bad", "triangle-alert"),
    ResourceState.PUBLISHED: ("ok", "badge-check"),
    ResourceState.UNPUBLISHED: ("", "archive"),
}


class PackageFormat(TextChoices):
    """Formats of interactive packages; the readers are in :mod:`content_repo.packages`."""

    H5P = "h5p", _("Bài tương tác H5P")
    SCORM_12 = "scorm12", _("Bài giảng SCORM 1.2")
    SCORM_2004 = "scorm2004", _("Bài giảng SCORM 2004")
    CARTRIDGE = "cartridge", _("Khoá học Common Cartridge")
    EPUB = "epub", _("Sách EPUB")


class PackageState(TextChoices):
    """Whether a package can be played."""

    READY = "ready", _("Chạy được")
    WAITING = "waiting", _("Chờ kiểm tra thư viện")  # in quarantine: some library is not trusted yet


class LibraryState(TextChoices):
    """What a reviewer has decided about a library's code."""

    WAITING = "waiting", _("Chờ kiểm tra")
    TRUSTED = "trusted", _("Tin cậy")
    REFUSED = "refused", _("Không cho chạy")
