"""The sound of the demo's lesson: the listening piece as voice frames of 60 ms, where ffmpeg is installed."""

import shutil
import subprocess
from collections.abc import Iterator

from elearn.demo.documents.melody import melody_wav
from live_classes.frames import VOICE, Frame, pack_frame

FRAME_MS = 60
_OPUS = ["-ac", "1", "-c:a", "libopus", "-b:a", "16k", "-frame_duration", str(FRAME_MS), "-f", "ogg", "pipe:1"]
_HEADER_PACKETS = 2  # OpusHead and OpusTags (RFC 7845, section 3)


def spoken_frames(number: int, *, from_ms: int) -> Iterator[tuple[int, bytes]]:
    """Yield (moment, frame) of the piece, spoken by the participant with this number; nothing without ffmpeg."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        return
    command = [ffmpeg, "-v", "error", "-f", "wav", "-i", "pipe:0", *_OPUS]
    done = subprocess.run(command, input=melody_wav(), capture_output=True, check=True)  # noqa: S603 our own sound
    for index, packet in enumerate(ogg_packets(done.stdout)[_HEADER_PACKETS:]):
        moment = from_ms + index * FRAME_MS
        yield moment, pack_frame(Frame(VOICE, 0, number, index, moment, packet))


def ogg_packets(data: bytes) -> list[bytes]:
    """Return the packets of an Ogg file of one stream (RFC 3533, section 6)."""
    packets, part, at = [], b"", 0
    while at < len(data):
        count = data[at + 26]
        lengths = data[at + 27 : at + 27 + count]
        at += 27 + count
        for length in lengths:
            part += data[at : at + length]
            at += length
            if length < 255:  # a packet ends where a segment is not full
                packets.append(part)
                part = b""
    return packets
