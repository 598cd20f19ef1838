"""Live classes of the demo: a weekly one, one that begins soon, and one of two evenings ago with all that happened."""

import datetime as dt
import uuid as uuids

from django.utils import timezone

from accounts.services import settle_notifications
from content_repo.models import LearningResource
from elearn.demo.live_lesson import hold_lesson
from elearn.demo.people import user_of
from elearn.demo.places import class_of
from elearn.demo.reading import demo_uuid, json_content
from live_classes.choices import ChatMode, FileUse
from live_classes.models import LiveClass
from live_classes.services.files import add_file
from live_classes.services.planning import plan_live_class
from media.models import Blob
from media.processing import draw_missing_pages, process_blob

TEACHER, CLASS = "co.lan", "suoi-trong/6A"
EVENING = dt.time(19, 30)
WEEKS = 6
TUESDAY = 1
SOON = dt.timedelta(minutes=30)
SCRIPT = "live/so-sanh-phan-so.json"


def seed_coming_classes() -> None:
    """Plan a class each Tuesday evening, and one in half an hour, each with slides."""
    first = _evening(_next_weekday(TUESDAY))
    until = timezone.localtime(first).date() + dt.timedelta(weeks=WEEKS)
    weekly = _plan("weekly", first, "Luyện tập tối thứ Ba", "Chữa bài khó trong tuần. Gửi câu hỏi trước buổi học.")
    weekly = plan_live_class(**weekly, weekdays=[TUESDAY], until=until)
    start = (timezone.now() + SOON).replace(second=0, microsecond=0)
    soon = plan_live_class(**_plan("soon", start, "Ôn tập: Phân số quanh em", "Xem lại bài 1, chuẩn bị vở nháp."))
    for meeting, resource in ((weekly, "slide-so-sanh-phan-so"), (soon, "nguon-goc-phan-so")):
        add_slides(meeting, resource)


def seed_past_class() -> None:
    """Hold a lesson two evenings ago: log, attendance, voice."""
    script = json_content(SCRIPT)
    start = _evening(timezone.localdate() - dt.timedelta(days=2))
    meeting = plan_live_class(**_plan("past", start, script["title"], script["summary"], minutes=script["minutes"]))
    settle_notifications(kind="live_classes.planned", url=meeting.get_absolute_url(), until=timezone.now())
    add_slides(meeting, script["resource"])
    hold_lesson(meeting, script, by=user_of(TEACHER))


def _plan(key: str, starts_at: dt.datetime, title: str, summary: str, minutes: int = 45) -> dict:
    fields = {
        "title": title,
        "summary": summary,
        "starts_at": starts_at,
        "duration_minutes": minutes,
        "chat_mode": ChatMode.OPEN,
        "is_recorded": True,
        "admits_guests": False,
        "keep_days": 180,
    }
    uuid = demo_uuid("live-class", key)
    return {"uuid": uuid, "by": user_of(TEACHER), "fields": fields, "school_class": class_of(CLASS)}


def _evening(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, EVENING))


def _next_weekday(weekday: int) -> dt.date:
    """Return the next day of the week whose evening is yet to come."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    return tomorrow + dt.timedelta(days=(weekday - tomorrow.weekday()) % 7)


def add_slides(meeting: LiveClass, resource_key: str) -> uuids.UUID:
    """Give a class the slides of a resource, drawn at once: seeding has no worker beside it."""
    file = LearningResource.objects.get(uuid=demo_uuid("resource", resource_key)).files.get()
    blob = Blob.objects.get(pk=file.blob_id)
    if not blob.is_processed:
        process_blob(blob)
        blob.refresh_from_db()
    draw_missing_pages(blob)
    blob.refresh_from_db()
    return add_file(live_class=meeting, by=user_of(TEACHER), blob=blob, name=file.name, use=FileUse.DECK).uuid
