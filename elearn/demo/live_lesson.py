"""Plays a written lesson into the log of a live class, then gives everything the hour at which it happened."""

import datetime as dt

from accounts.models import User
from elearn.demo.live_voice import spoken_frames
from live_classes.events.points import encode_points
from live_classes.hub.recorder import STRETCH_MS, Stretch
from live_classes.models import LiveClass, LiveEvent, Participant, PresenceSpan
from live_classes.queries import pupils_expected
from live_classes.services.attendance import settle_attendance
from live_classes.services.holding import end_live_class, open_live_class
from live_classes.services.log import append_event
from live_classes.services.participants import ensure_participant
from live_classes.services.recording import store_voice

TEACHER = "co"
SPOKEN_AT_MS = 30_000  # of the class clock
JOIN_EVERY_MS = 900


class Lesson:
    """A lesson being played: who is who, what the names in the script stand for, and when each event happened."""

    def __init__(self, meeting: LiveClass, by: User):
        self.meeting = meeting
        self.clock_ms = 0
        self.people: dict[str, Participant] = {}
        self.names: dict[str, object] = {"deck": str(meeting.files.get().uuid)}
        self.moments: list[int] = []  # of the events, in order of seq
        open_live_class(live_class=meeting, by=by)
        self._let_in(TEACHER, by)

    def _let_in(self, name: str, user: User) -> None:
        participant = ensure_participant(live_class=self.meeting, user=user)
        self.people[name], self.names[name] = participant, participant.number
        self._note_moments()

    def let_in_pupils(self, pupils: list[User]) -> None:
        """Let pupils in as ``em1``, ``em2`` …, one after the other."""
        for number, pupil in enumerate(pupils, start=1):
            self.clock_ms = number * JOIN_EVERY_MS
            self._let_in(f"em{number}", pupil)

    def play(self, at: str, who: str, kind: str, data: dict, name: str = "") -> None:
        """Append an event of the script; ``$name`` in its data stands for a number or id that came before."""
        minutes, seconds = at.split(":")
        self.clock_ms = (int(minutes) * 60 + int(seconds)) * 1000
        filled = {key: self._filled(key, value) for key, value in data.items()}
        event = append_event(live_class=self.meeting, kind=kind, data=filled, author=self.people[who])
        self.names[name or f"#{event.seq}"] = event.seq
        self._note_moments()

    def _filled(self, key: str, value):
        if key == "points":
            return encode_points([tuple(point) for point in value])
        return self.names[value[1:]] if isinstance(value, str) and value.startswith("$") else value

    def _note_moments(self) -> None:
        head = LiveClass.objects.values_list("log_head", flat=True).get(pk=self.meeting.pk)
        self.moments += [self.clock_ms] * (head - len(self.moments))

    def end(self, by: User, minutes: int) -> None:
        """End the class, and put each event where it belongs in time."""
        self.clock_ms = minutes * 60_000
        end_live_class(live_class=self.meeting, by=by)
        self._note_moments()
        opened_at = self.meeting.starts_at
        times = {"opened_at": opened_at, "ended_at": opened_at + dt.timedelta(minutes=minutes)}
        LiveClass.objects.filter(pk=self.meeting.pk).update(**times)
        events = list(LiveEvent.objects.filter(live_class=self.meeting).order_by("seq"))
        for event in events:
            event.clock_ms = self.moments[event.seq - 1]
            event.created_at = opened_at + dt.timedelta(milliseconds=event.clock_ms)
            if "askedAt" in event.data:
                event.data["askedAt"] = self.moments[event.data["question"] - 1]
        LiveEvent.objects.bulk_update(events, ["clock_ms", "created_at", "data"], batch_size=200)
        self.meeting.refresh_from_db()


def hold_lesson(meeting: LiveClass, script: dict, by: User) -> None:
    """Hold a class as the script says: its events, who was there when, the voice, attendance into the learner log."""
    lesson = Lesson(meeting, by)
    pupils = list(pupils_expected(meeting))
    lesson.let_in_pupils(pupils[: len(pupils) - script["absent"]])
    for event in script["events"]:
        lesson.play(*event)
    lesson.end(by, script["minutes"])
    _note_presence(lesson, script)
    _keep_voice(lesson)
    settle_attendance(live_class=meeting)


def _note_presence(lesson: Lesson, script: dict) -> None:
    """Note who was connected: all the time, but for the drops ``[number of the pupil, from minute, to minute]``."""
    spans = []
    for name, participant in lesson.people.items():
        drops = [drop[1:] for drop in script["drops"] if f"em{drop[0]}" == name]
        edges = [0, *(minute for drop in drops for minute in drop), script["minutes"]]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if end > start:
                spans.append(_span(lesson.meeting, participant, start, end))
    PresenceSpan.objects.bulk_create(spans)


def _span(meeting: LiveClass, participant: Participant, start: float, end: float) -> PresenceSpan:
    first = meeting.opened_at + dt.timedelta(minutes=start)
    last = meeting.opened_at + dt.timedelta(minutes=end)
    ended_at = last if last == meeting.ended_at else None  # who goes before the end was cut off
    return PresenceSpan(participant=participant, started_at=first, last_seen_at=last, ended_at=ended_at)


def _keep_voice(lesson: Lesson) -> None:
    """Keep what is spoken, in stretches of ten seconds as a room keeps them."""
    number = lesson.people[TEACHER].number
    stretches: dict[int, list[bytes]] = {}
    for media_ms, frame in spoken_frames(number, from_ms=SPOKEN_AT_MS):
        stretches.setdefault(media_ms // STRETCH_MS, []).append(frame)
    for index, frames in sorted(stretches.items()):
        stretch = Stretch(number, "", index * STRETCH_MS, frames=frames)
        store_voice(live_class_id=lesson.meeting.pk, stretch=stretch)
