"""The home page as edited by the Department, and the memory of what was seeded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class HomePage(Page):
    """The root of the site: an introduction for visitors; signed-in people get the home of their role."""

    introduction = models.TextField(_("lời giới thiệu"), max_length=1000, blank=True)

    max_count = 1
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("trang chủ")

    def serve(self, request, *args, **kwargs):
        """Show the home of the visitor's role."""
        from elearn.views import home

        return home(request, self)


class SeededPart(models.Model):
    """A part of the demo province that was made once, so that what people changed or deleted since stays so."""

    key = models.CharField(max_length=120, unique=True)
    seeded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.key
