"""Live classes, who is in them, the log of what happened, the voice kept and the attendance."""

import datetime as dt
import secrets
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from live_classes.choices import LEADING_ROLES, Admission, AttendanceMark, ChatMode, FileUse, LiveClassState, RoomRole
from media.models import Blob
from schools.models import School, SchoolClass

User = settings.AUTH_USER_MODEL


def new_guest_key() -> str:
    """Return the secret part of an invitation's address."""
    return secrets.token_urlsafe(12)


class LiveClass(models.Model):
    """One meeting of a class over the network, of a course or of a school class (exactly one of both)."""

    uuid = models.UUIDField(default=uuid4, unique=True)
    title = models.CharField(_("tên buổi học"), max_length=160)
    summary = models.TextField(_("nội dung"), max_length=2000, blank=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="live_classes")
    teacher = models.ForeignKey(User, on_delete=models.PROTECT, related_name="live_classes")
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, null=True, blank=True, related_name="live_classes")
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, null=True, blank=True, related_name="live_classes"
    )
    starts_at = models.DateTimeField(_("bắt đầu"))
    duration_minutes = models.PositiveSmallIntegerField(_("thời lượng (phút)"), default=45)
    series = models.UUIDField(null=True, blank=True)  # meetings planned together by «lặp lại»
    state = models.CharField(max_length=12, choices=LiveClassState.choices, default=LiveClassState.SCHEDULED)
    opened_at = models.DateTimeField(null=True, blank=True)  # zero of the class clock
    ended_at = models.DateTimeField(null=True, blank=True)
    is_locked = models.BooleanField(_("khoá lớp"), default=False)  # nobody new comes in
    chat_mode = models.CharField(_("trò chuyện"), max_length=12, choices=ChatMode.choices, default=ChatMode.OPEN)
    is_recorded = models.BooleanField(_("ghi lại buổi học"), default=True)
    recording_deleted_at = models.DateTimeField(null=True, blank=True)
    keep_days = models.PositiveSmallIntegerField(_("giữ bản ghi (ngày)"), default=60)
    admits_guests = models.BooleanField(_("nhận khách qua phòng chờ"), default=False)
    guest_key = models.CharField(max_length=24, default=new_guest_key, editable=False)
    epoch = models.UUIDField(default=uuid4)  # of the log; a restored log gets a new one, and clients start anew
    log_head = models.BigIntegerField(default=0)  # ``seq`` of the last event; changes only under a lock of this row
    reminded_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # when attendance went into the learner log
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("buổi học trực tuyến")
        constraints = [
            models.CheckConstraint(
                condition=Q(course__isnull=True, school_class__isnull=False)
                | Q(course__isnull=False, school_class__isnull=True),
                name="live_class_of_a_course_or_a_school_class",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="live_class_state_start"),
            models.Index(fields=["series"], name="live_class_series"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        """Page of the meeting: lobby before, summary after."""
        return reverse("live_classes:live_class", args=[self.uuid])

    @property
    def place_name(self) -> str:
        """Name of the school class or of the course."""
        return self.school_class.name if self.school_class else self.course.title if self.course else ""

    @property
    def planned_end(self) -> dt.datetime:
        """When it should end."""
        return self.starts_at + dt.timedelta(minutes=self.duration_minutes)

    @property
    def iri(self) -> str:
        """Name in the learner log (xAPI activity id)."""
        return f"{settings.SITE_URL}/lop-truc-tuyen/{self.uuid}"


class LiveClassFile(models.Model):
    """A file used in class: a deck, whose pages are renditions of the blob, or a handout."""

    uuid = models.UUIDField(default=uuid4, unique=True)
    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="files")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="live_class_files")
    name = models.CharField(max_length=120)
    use = models.CharField(max_length=8, choices=FileUse.choices, default=FileUse.DECK)
    position = models.PositiveSmallIntegerField(default=0)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


class Participant(models.Model):
    """One person in one live class; ``number`` names them in events and voice frames (unsigned 16 bits, from 1)."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="live_participations")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=8, choices=RoomRole.choices)
    admission = models.CharField(max_length=8, choices=Admission.choices, default=Admission.ADMITTED)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["live_class", "user"], name="one_participant_a_person"),
            models.UniqueConstraint(fields=["live_class", "number"], name="one_participant_a_number"),
        ]

    def __str__(self):
        return f"{self.number} {self.user}"

    @property
    def is_leading(self) -> bool:
        """Whether this person leads the room."""
        return self.role in LEADING_ROLES


class LiveEvent(models.Model):
    """An entry of a class's log, append-only; ``seq`` has no gaps. Only ``services.log`` writes here."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    cid = models.UUIDField()  # made by the client; repeating it changes nothing
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, null=True, related_name="events")
    kind = models.CharField(max_length=20)  # a name of live_classes.events.EVENT_KINDS
    audience = models.TextField(blank=True)  # "" all; "staff"; or numbers «3,7»: these. Staff and the author always
    data = models.JSONField()
    clock_ms = models.BigIntegerField()  # since ``opened_at`` of the class
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["live_class", "seq"], name="one_event_a_seq"),
            models.UniqueConstraint(fields=["live_class", "author", "cid"], name="one_event_a_cid"),
            models.UniqueConstraint(
                fields=["live_class", "cid"], condition=Q(author__isnull=True), name="one_system_event_a_cid"
            ),
        ]

    def __str__(self):
        return f"{self.seq} {self.kind}"


class PresenceSpan(models.Model):
    """One connection of a participant: from ``started_at`` to ``ended_at``, or to ``last_seen_at`` if it was cut."""

    uuid = models.UUIDField(default=uuid4, unique=True)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="spans")
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()  # moved on every 15 s
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at", "id"]

    def __str__(self):
        return f"{self.participant_id} {self.started_at}"


class AttendanceCorrection(models.Model):
    """A teacher's word on one person's attendance, append-only; the last one holds."""

    uuid = models.UUIDField(default=uuid4, unique=True)
    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="corrections")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=10, choices=AttendanceMark.choices)
    minutes = models.PositiveSmallIntegerField(_("số phút"), null=True, blank=True)
    reason = models.CharField(_("lí do"), max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.user_id} {self.mark}"


class VoiceChunk(models.Model):
    """Up to ten seconds of one person's voice frames as they came over the wire, for replay and «nghe lại»."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="voice_chunks")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="voice_chunks")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="voice_chunks")
    starts_ms = models.BigIntegerField()  # class clock of the first frame
    ends_ms = models.BigIntegerField()
    frames_count = models.PositiveIntegerField()
    audience = models.TextField(blank=True)  # as of events: a group's talk is for the group

    class Meta:
        ordering = ["starts_ms", "id"]
        indexes = [models.Index(fields=["live_class", "starts_ms"], name="voice_chunk_time")]

    def __str__(self):
        return f"{self.live_class_id} {self.starts_ms}"


class AuditEntry(models.Model):
    """Who did what to a live class outside its room: planning, corrections, deletion of recordings, downloads."""

    live_class = models.ForeignKey(LiveClass, on_delete=models.CASCADE, related_name="audit")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return self.action


class CalendarKey(models.Model):
    """The secret part of a person's calendar address; a new key makes the old address useless."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_key")
    key = models.CharField(max_length=48, unique=True)
    created_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"{self.user_id}"
