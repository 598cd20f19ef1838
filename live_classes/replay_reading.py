"""What a person may read and hear of a class that has ended, and what it costs."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Sum, TextField
from django.db.models.functions import Cast, Length

from live_classes.attendance_list import missed_by
from live_classes.decks import FileCard, file_cards
from live_classes.events import Event
from live_classes.log_reading import events_for
from live_classes.models import LiveClass
from live_classes.permissions import can_lead
from live_classes.services.recording import heard_voice
from live_classes.story import BLANK, Moment, Story, story_of
from media.models import Rendition

MINUTE_MS = 60_000
EVENT_FRAME_BYTES = 60  # of JSON around the data of each event
LAST_MS = 2**62
NOBODY = {"number": 0, "is_leading": False}


def reader_of(live_class: LiveClass, user) -> dict:
    """Return as whom someone reads the log: their number in it (0: none) and whether they led."""
    known = live_class.participants.filter(user=user).first()
    return {"number": known.number if known else 0, "is_leading": can_lead(user, live_class)}


def events_seen(live_class: LiveClass, *, number: int, is_leading: bool) -> list[Event]:
    """Return the events of a class that this reader may see."""
    limit = live_class.log_head or 1
    return events_for(live_class, after=0, limit=limit, number=number, is_leading=is_leading)[0]


def length_ms(live_class: LiveClass) -> int:
    """Return how long the class went on."""
    if not (live_class.opened_at and live_class.ended_at):
        return 0
    return max(0, round((live_class.ended_at - live_class.opened_at).total_seconds() * 1000))


def kept_until(live_class: LiveClass) -> dt.datetime | None:
    """Return when the recording is deleted by itself."""
    return live_class.ended_at + dt.timedelta(days=live_class.keep_days) if live_class.ended_at else None


@dataclass(frozen=True)
class Missed:
    """A part that this person was not connected for, and what hearing it costs."""

    from_ms: int
    to_ms: int
    size_bytes: int

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.to_ms - self.from_ms


@dataclass
class Replay:
    """A class as one reader may see and hear it again."""

    live_class: LiveClass
    reader: dict
    voice: list[tuple[int, int, int]]  # from, to, bytes of each stretch of voice
    story: Story
    cards: list[FileCard]
    missed_spans: list[tuple[int, int]] = field(default_factory=list)

    @cached_property
    def length_ms(self) -> int:
        """How long the class went on."""
        return length_ms(self.live_class)

    @cached_property
    def voice_bytes(self) -> int:
        """What all of the voice costs."""
        return sum(size for _from, _to, size in self.voice)

    @cached_property
    def minutes(self) -> list[int]:
        """Bytes of voice in each minute of the class."""
        count = -(-self.length_ms // MINUTE_MS)
        return [self.voice_within(number * MINUTE_MS, (number + 1) * MINUTE_MS) for number in range(count)]

    def voice_within(self, from_ms: int, to_ms: int) -> int:
        """Return what the voice of a part costs, reckoned by the share of each stretch that lies in it."""
        total = 0.0
        for starts, ends, size in self.voice:
            inside = min(ends, to_ms) - max(starts, from_ms)
            total += size * max(inside, 0) / max(ends - starts, 1)
        return round(total)

    @cached_property
    def missed(self) -> list[Missed]:
        """Parts this person was not there for."""
        return [Missed(start, end, self.voice_within(start, end)) for start, end in self.missed_spans]

    @cached_property
    def missed_ms(self) -> int:
        """How long they are together."""
        return sum(part.length_ms for part in self.missed)

    @cached_property
    def log_bytes(self) -> int:
        """What the log costs, before it is compressed on the way."""
        size = self.live_class.events.aggregate(total=Sum(Length(Cast("data", TextField()))))["total"] or 0
        return size + EVENT_FRAME_BYTES * self.live_class.log_head

    @cached_property
    def pages(self) -> dict[tuple[str, int], Rendition]:
        """Pictures of the pages shown, by file and number."""
        found = {}
        for card in self.cards:
            found |= {(str(card.file.uuid), number): page for number, page in enumerate(card.pages, start=1)}
        return found

    @cached_property
    def shown_pages(self) -> dict[tuple[str, int], Rendition]:
        """Those that were shown in class, in the order of their first showing."""
        keys = dict.fromkeys((moment.deck, moment.page) for moment in self.story.slides if moment.deck != BLANK)
        return {key: self.pages[key] for key in keys if key in self.pages}

    @cached_property
    def slide_bytes(self) -> int:
        """What their pictures cost."""
        return sum(page.blob.size_bytes for page in self.shown_pages.values())

    @cached_property
    def rows(self) -> list[tuple[Moment, Rendition | None, bool]]:
        """Moments, each with the picture of its page, and whether it is shown for the first time."""
        seen: set[tuple[str, int]] = set()
        rows = []
        for moment in self.story.moments:
            key = (moment.deck, moment.page)
            rows.append((moment, self.pages.get(key), key not in seen))
            seen.add(key)
        return rows

    @cached_property
    def handouts(self) -> list[FileCard]:
        """Files that were given to the class."""
        return [card for card in self.cards if not card.is_deck]


def replay_for(live_class: LiveClass, user) -> Replay:
    """Return the class as this person may see and hear it."""
    return _replay(live_class, reader_of(live_class, user), missed_by(live_class, user))


def public_replay(live_class: LiveClass) -> Replay:
    """Return the class as everybody in it saw it: nothing private, whoever asks."""
    return _replay(live_class, NOBODY, [])


def _replay(live_class: LiveClass, reader: dict, missed: list[tuple[int, int]]) -> Replay:
    chunks = heard_voice(live_class=live_class, **reader, from_ms=0, to_ms=LAST_MS)
    voice = list(chunks.values_list("starts_ms", "ends_ms", "blob__size_bytes"))
    story = story_of(events_seen(live_class, **reader))
    return Replay(live_class, reader, voice, story, file_cards(live_class), missed)
