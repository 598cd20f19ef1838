"""Fixed choices of courses and the learner log."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """xAPI verbs used, by the last part of their address (http://adlnet.gov/expapi/verbs/…)."""

    LAUNCHED = "launched", _("mở")
    COMPLETED = "completed", _("học xong")
    PASSED = "passed", _("đạt")
    FAILED = "failed", _("chưa đạt")
    ATTENDED = "attended", _("dự buổi học trực tuyến")


# Verbs after which a lesson counts as done.
FINISHING_VERBS = frozenset({Verb.COMPLETED, Verb.PASSED})
# Verbs that only the server says: nobody marks his own attendance.
SERVER_VERBS = frozenset({Verb.ATTENDED})


class Term(TextChoices):
    """Part of the school year."""

    FIRST = "1", _("Học kì I")
    SECOND = "2", _("Học kì II")
    YEAR = "year", _("Cả năm")


class LessonState(TextChoices):
    """How far a pupil is in a lesson."""

    DONE = "done", _("Đã học")
    OPENED = "cur", _("Đang học")
    NEW = "", _("Chưa học")
