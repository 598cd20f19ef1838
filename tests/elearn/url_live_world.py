"""Live classes in each state, of ``school``, and the address of every page on them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from live_classes.choices import Admission, FileUse, RoomRole
from live_classes.models import LiveClass, LiveClassFile
from live_classes.services.calendar_keys import renew_calendar_key
from live_classes.services.holding import end_live_class, open_live_class
from live_classes.services.participants import ensure_participant
from live_classes.services.planning import cancel_live_class
from media.keeping import keep_bytes
from media.models import Rendition
from media.services import store_file
from tests.factories.accounts import UserFactory
from tests.factories.live_classes import make_live_class, make_participant
from tests.factories.media import pdf_bytes, picture_bytes

PLAIN = ("list", "create", "device_test")
EVERY_STATE = ("live_class", "edit", "cancel", "room")
FULL_STATES = ("soon", "open", "ended")  # of these, all addresses are asked for
MORE = (
    *("open", "end", "status", "ics", "events", "voice", "replay", "audit", "file_add", "attendance"),
    *("attendance_csv", "attendance_xlsx", "replay_download", "recording_delete"),
)


class LiveWorld:
    """A meeting of 6A in each state, and one of a course that is not published; each with a guest who waits."""

    def __init__(self, *, school_class, teacher, pupil, course, draft):
        self.teacher, self.pupil = teacher, pupil
        self.deck_blob, self.handout_blob = self._deck(), self._handout()
        self.key = renew_calendar_key(user=pupil)
        of_class = {"teacher": teacher, "school_class": school_class, "admits_guests": True}
        self.meetings = {state: make_live_class(**of_class) for state in ("soon", "open", "ended", "cancelled")}
        self.meetings["course"] = make_live_class(teacher=teacher, course=course)
        self.meetings["draft"] = make_live_class(teacher=teacher, course=draft)
        self.files = {state: self._files(self.meetings[state]) for state in FULL_STATES}
        self.guests = {state: self._guest(self.meetings[state]) for state in FULL_STATES}
        for state in ("open", "ended"):
            open_live_class(live_class=self.meetings[state], by=teacher)
            ensure_participant(live_class=self.meetings[state], user=pupil)
        end_live_class(live_class=self.meetings["ended"], by=teacher)
        cancel_live_class(live_class=self.meetings["cancelled"], by=teacher)

    def _deck(self):
        file = SimpleUploadedFile("bai.pdf", pdf_bytes())
        blob = store_file(file=file, name="bai.pdf", owner=self.teacher, school=None).blob
        picture = keep_bytes(data=picture_bytes("WEBP", size=(32, 18)), media_type="image/webp", kind="picture")
        Rendition.objects.get_or_create(source=blob, name="page-1", defaults={"blob": picture})
        return blob

    def _handout(self):
        file = SimpleUploadedFile("phieu.txt", "Phiếu học tập".encode())
        return store_file(file=file, name="phieu.txt", owner=self.teacher, school=None).blob

    def _files(self, meeting: LiveClass) -> dict[str, LiveClassFile]:
        uses = {"deck": (self.deck_blob, FileUse.DECK), "handout": (self.handout_blob, FileUse.HANDOUT)}
        return {
            name: LiveClassFile.objects.create(live_class=meeting, blob=blob, name=name, use=use, added_by=self.teacher)
            for name, (blob, use) in uses.items()
        }

    @staticmethod
    def _guest(meeting: LiveClass):
        return make_participant(meeting, UserFactory(), role=RoomRole.GUEST, admission=Admission.WAITING)

    def paths(self) -> dict[str, str]:
        """Return the address of each row's key."""
        found = {f"live_classes:{name}": reverse(f"live_classes:{name}") for name in PLAIN}
        found["live_classes:calendar_feed"] = reverse("live_classes:calendar_feed", args=[self.key])
        for state, meeting in self.meetings.items():
            for name in EVERY_STATE:
                found[f"live_classes:{name}@{state}"] = reverse(f"live_classes:{name}", args=[meeting.uuid])
            found[f"live_classes:guest_entry@{state}"] = reverse("live_classes:guest_entry", args=[meeting.guest_key])
        for state in FULL_STATES:
            found |= {f"live_classes:{name}@{state}": path for name, path in self._more_paths(state).items()}
        return found

    def _more_paths(self, state: str) -> dict[str, str]:
        uuid = self.meetings[state].uuid
        deck, handout = self.files[state]["deck"].uuid, self.files[state]["handout"].uuid
        arguments = {name: [uuid] for name in MORE} | {
            "admit_guest": [uuid, self.guests[state].number],
            "file": [uuid, handout],
            "file_remove": [uuid, handout],
            "file_move": [uuid, handout],
            "deck": [uuid, deck],
            "deck_page": [uuid, deck, 1],
            "attendance_correct": [uuid, self.pupil.uuid],
        }
        return {name: reverse(f"live_classes:{name}", args=values) for name, values in arguments.items()}
