"""What stands around every page: navigation for the visitor's role, unread news, theme."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Notification
from schools.choices import Role
from schools.permissions import roles_of


@dataclass(frozen=True)
class Place:
    """A place to go: words, icon, and the address' name or path."""

    label: str
    short_label: str
    icon: str
    name: str

    @property
    def url(self) -> str:
        """Path of the place."""
        return self.name if self.name.startswith("/") else reverse(self.name)

    def holds(self, path: str) -> bool:
        """Whether a path is this place or lies below it; nothing but itself lies below the home page."""
        return path == self.url or (self.url != "/" and path.startswith(self.url))


HOME = Place(_("Trang chủ"), _("Trang chủ"), "house", "/")
CATALOGUE = Place(_("Kho học liệu"), _("Kho"), "library", "content_repo:catalogue")
COURSES = Place(_("Khoá học"), _("Khoá học"), "graduation-cap", "/khoa-hoc/")
COMPOSE = Place(_("Khoá học của tôi"), _("Khoá học"), "graduation-cap", "courses:my_courses")
CLASSES = Place(_("Lớp của tôi"), pgettext_lazy("short", "Lớp"), "users", "schools:class_list")
LIVE = Place(_("Lớp trực tuyến"), pgettext_lazy("short", "Lớp học"), "presentation", "live_classes:list")
UPLOAD = Place(_("Tải lên"), _("Tải lên"), "cloud-upload", "content_repo:upload")
REVIEW = Place(_("Duyệt học liệu"), pgettext_lazy("short", "Duyệt"), "clipboard-check", "content_repo:review_queue")
SCHOOLS = Place(_("Trường học"), pgettext_lazy("short", "Trường"), "school", "schools:school_list")
MINE = Place(_("Tài khoản"), _("Của tôi"), "user", "accounts:account")
MY_OWN = Place(_("Tài khoản"), _("Của em"), "user", "accounts:account")

VISITOR_PLACES = [HOME, CATALOGUE]
# The first role held, in this order, decides; the phone shows the first five.
PLACES_BY_ROLE = {
    Role.DEPARTMENT_OFFICER: [HOME, CATALOGUE, REVIEW, SCHOOLS, MINE],
    Role.SCHOOL_MANAGER: [HOME, CATALOGUE, REVIEW, CLASSES, MINE, LIVE, UPLOAD, COMPOSE],
    Role.TEACHER: [HOME, CATALOGUE, LIVE, UPLOAD, MINE, CLASSES, COMPOSE],
    Role.REVIEWER: [HOME, CATALOGUE, REVIEW, MINE],
    Role.PUPIL: [HOME, CATALOGUE, COURSES, LIVE, MY_OWN],
}


def leading_role(user) -> str | None:
    """Return the role whose home and navigation a user gets, or ``None`` for visitors."""
    roles = roles_of(user)
    return next((role for role in PLACES_BY_ROLE if role in roles), None)


class Shell:
    """Navigation and news of one request, computed only where a template asks."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.user = getattr(request, "user", None)

    @cached_property
    def places(self) -> list[Place]:
        """Places of the visitor's role; those who both teach and review find both."""
        role = leading_role(self.user)
        if role is None:
            return VISITOR_PLACES
        places = list(PLACES_BY_ROLE[role])
        if Role.REVIEWER in roles_of(self.user) and REVIEW not in places:
            places.insert(2, REVIEW)
        return places

    def _shown(self, places: list[Place], is_short: bool) -> list[dict]:
        current = max(
            (place for place in self.places if place.holds(self.request.path)),
            key=lambda place: len(place.url),
            default=None,
        )
        return [
            {
                "label": place.short_label if is_short else place.label,
                "icon": place.icon,
                "url": place.url,
                "is_current": place is current,
            }
            for place in places
        ]

    @property
    def top(self) -> list[dict]:
        """Links of the top navigation (wide screens)."""
        return self._shown([place for place in self.places if place not in (MINE, MY_OWN)], is_short=False)

    @property
    def tabs(self) -> list[dict]:
        """Tabs at the bottom (phones): five at most."""
        return self._shown(self.places[:5], is_short=True)

    @cached_property
    def unread_count(self) -> int:
        """Number of unread notifications."""
        return Notification.objects.filter(user=self.user, read_at__isnull=True).count()

    @property
    def theme(self) -> str:
        """Theme of the person, or the device's."""
        return getattr(self.user, "theme", None) or "system"


def shell(request: HttpRequest) -> dict:
    """Context processor: ``shell`` in every template."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
