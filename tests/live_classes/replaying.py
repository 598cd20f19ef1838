"""A class that has ended with a whole lesson in its log: slides, lines, chat, polls, voice."""

import datetime as dt
import math
import subprocess

from django.utils import timezone

from live_classes.events import Event
from live_classes.frames import Frame, pack_frame
from live_classes.hub.recorder import Stretch
from live_classes.models import LiveClass, LiveClassFile, LiveEvent, Participant
from live_classes.services.recording import store_voice
from media.keeping import keep_bytes
from media.models import Rendition
from tests.factories.live_classes import make_participant
from tests.factories.media import pdf_bytes, picture_bytes, stored_upload
from tests.live_classes.attending import make_ended
from tests.live_classes.class_log import DECK, lesson

PAGES = 12


def make_lesson_class(*, teacher, pupils, minutes=6, log=None, **fields) -> LiveClass:
    """Return a class with the log of a lesson; ``pupils`` have the numbers from 2 on."""
    end = timezone.now() - dt.timedelta(hours=1)
    times = {"ended_at": end, "opened_at": end - dt.timedelta(minutes=minutes)}
    live_class = make_ended(teacher=teacher, **(times | fields))
    people = {1: make_participant(live_class, teacher)}
    for number, pupil in enumerate(pupils, start=2):
        people[number] = make_participant(live_class, pupil, number=number, role="pupil")
    write_log(live_class, log or lesson(pupils=max(len(pupils), 2), minutes=minutes).events, people)
    return live_class


def write_log(live_class: LiveClass, events: list[Event], people: dict[int, Participant]) -> None:
    """Put events into the log of a class at the times they have."""
    LiveEvent.objects.bulk_create(
        LiveEvent(
            live_class=live_class,
            seq=event.seq,
            cid=event.cid,
            author=people.get(event.by),
            kind=event.kind,
            audience=event.audience,
            data=event.data,
            clock_ms=event.clock_ms,
            created_at=live_class.opened_at + dt.timedelta(milliseconds=event.clock_ms),
        )
        for event in events
    )
    live_class.log_head = events[-1].seq
    live_class.save(update_fields=["log_head"])


def add_deck(live_class: LiveClass, *, owner, pages=PAGES) -> LiveClassFile:
    """Give a class the deck that the lesson shows, with pictures of its pages."""
    blob = stored_upload(data=pdf_bytes(pages), name="bai.pdf", owner=owner, school=live_class.school).blob
    blob.renditions.all().delete()
    for number in range(1, pages + 1):
        picture = picture_bytes("WEBP", size=(320, 180 + number))
        kept = keep_bytes(data=picture, media_type="image/webp", kind="picture")
        Rendition.objects.create(
            source=blob,
            name=f"page-{number}",
            blob=kept,
            width=320,
            height=180 + number,
            text=f"Tính chất {number}: quy đồng mẫu số",
        )
    blob.is_processed, blob.facts = True, {"pages": pages, "pages_ready": True}
    blob.save()
    return LiveClassFile.objects.create(
        uuid=DECK, live_class=live_class, blob=blob, name="Phân số bằng nhau.pptx", added_by=owner
    )


def opus_packets(folder, seconds: int) -> list[bytes]:
    """Return packets of 60 ms with a tone, as a browser's encoder gives them."""
    path = folder / "tone.ogg"
    sound = ["-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}", "-ac", "1"]
    opus = ["-c:a", "libopus", "-b:a", "16k", "-frame_duration", "60"]
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", *sound, *opus, str(path)], check=True)
    return _packets_of(path.read_bytes())[2 : 2 + math.ceil(seconds * 1000 / 60)]


def _packets_of(data: bytes) -> list[bytes]:
    packets, part, at = [], b"", 0
    while at < len(data):
        count = data[at + 26]
        lacing = data[at + 27 : at + 27 + count]
        at += 27 + count
        for length in lacing:
            part += data[at : at + length]
            at += length
            if length < 255:
                packets.append(part)
                part = b""
    return packets


def keep_voice(live_class: LiveClass, *, number=1, from_ms=0, packets=None, count=100, audience="") -> None:
    """Keep voice of one person in stretches of ten seconds: real packets, or some that only look like it."""
    packets = packets or [b"\x18" + bytes([index % 251]) * 80 for index in range(count)]
    frames = [
        pack_frame(Frame(2, 0, number, index, from_ms + index * 60, packet)) for index, packet in enumerate(packets)
    ]
    for start in range(0, len(frames), 166):
        part = frames[start : start + 166]
        store_voice(live_class_id=live_class.pk, stretch=Stretch(number, audience, from_ms + start * 60, frames=part))
