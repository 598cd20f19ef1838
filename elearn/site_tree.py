"""The root of the page tree: the home page, and the site that begins there."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from elearn.models import HomePage

SITE_NAME = "Lớp Gần"
INTRODUCTION = (
    "Nơi thầy cô Huế chia sẻ giáo án, bài giảng, phiếu học tập; nơi học sinh học tiếp bài ở nhà, "
    "kể cả khi mạng rất chậm."
)


@transaction.atomic
def ensure_home_page() -> HomePage:
    """Return the home page, made where it is missing; the site begins there, at the address of the installation."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title=SITE_NAME, slug="lop-gan", introduction=INTRODUCTION)
        )
        home.save_revision().publish()
    _ensure_site(home)
    _remove_welcome_page()
    return home


def _ensure_site(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {"hostname": address.hostname, "port": port, "root_page_id": home.pk, "site_name": SITE_NAME}
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()


def _remove_welcome_page() -> None:
    """Delete the page that Wagtail's first migration makes; it says nothing about this site."""
    welcome = Page.objects.filter(depth=2, slug="home", numchild=0).first()
    if welcome and welcome.specific_class is Page:
        welcome.delete()
