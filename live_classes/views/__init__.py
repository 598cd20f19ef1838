"""Pages of live classes, one noun a file."""

from live_classes.views.attendance import attendance, attendance_correct, attendance_csv, attendance_xlsx
from live_classes.views.calendars import calendar_feed, live_class_ics
from live_classes.views.files import deck, deck_page, file_add, file_download, file_move, file_remove
from live_classes.views.lobby import (
    admit_guest,
    guest_entry,
    live_class,
    live_class_end,
    live_class_open,
    live_class_status,
)
from live_classes.views.planning import (
    audit_log,
    live_class_cancel,
    live_class_create,
    live_class_edit,
    live_class_list,
)
from live_classes.views.replay import recording_delete, replay, replay_download
from live_classes.views.room import events, room
from live_classes.views.voice import device_test, voice

__all__ = [
    "admit_guest",
    "attendance",
    "attendance_correct",
    "attendance_csv",
    "attendance_xlsx",
    "audit_log",
    "calendar_feed",
    "deck",
    "deck_page",
    "device_test",
    "events",
    "file_add",
    "file_download",
    "file_move",
    "file_remove",
    "guest_entry",
    "live_class",
    "live_class_cancel",
    "live_class_create",
    "live_class_edit",
    "live_class_end",
    "live_class_ics",
    "live_class_list",
    "live_class_open",
    "live_class_status",
    "recording_delete",
    "replay",
    "replay_download",
    "room",
    "voice",
]
