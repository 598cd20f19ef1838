"""Fixed choices of courses and the learner log."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verb(TextChoices):
    """xAPI verbs used, by the last part of their address (http://adlnet.gov/expapi/verbs/…, but see ``VERB_IRIS``)."""

    LAUNCHED = "launched", _("mở")
    COMPLETED = "completed", _("học xong")
    PASSED = "passed", _("đạt")
    FAILED = "failed", _("chưa đạt")
    ATTENDED = "attended", _("dự buổi học trực tuyến")
    ATTEMPTED = "attempted", _("bắt đầu làm")
    ANSWERED = "answered", _("trả lời")
    PROGRESSED = "progressed", _("làm tiếp")
    VIEWED = "viewed", _("xem")


# Verbs whose address is not of adlnet.gov.
VERB_IRIS = {Verb.VIEWED: "http://id.tincanapi.com/verb/viewed"}
# Verbs that packages may say of themselves; they say many more, as each tap («interacted»), which are not kept.
PACKAGE_VERBS = frozenset(
    {Verb.ATTEMPTED, Verb.ANSWERED, Verb.PROGRESSED, Verb.COMPLETED, Verb.PASSED, Verb.FAILED, Verb.VIEWED}
)
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


class ImportState(TextChoices):
    """Life of a course file that is being taken in."""

    WAITING = "waiting", _("Đang chờ")
    RUNNING = "running", _("Đang nhập")
    DONE = "done", _("Đã nhập")
    FAILED = "failed", _("Chưa nhập được")
