"""Live classes: timetable, rooms, the event log, voice, attendance, recordings and replay; never grades."""

from django.apps import AppConfig


class LiveClassesConfig(AppConfig):
    """Classes taught over the network at a set time."""

    name = "live_classes"
    verbose_name = "Lớp học trực tuyến"

    def ready(self):
        """Listen to news of files."""
        from live_classes import receivers  # noqa: F401
