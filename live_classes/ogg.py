"""Ogg Opus from voice frames (RFC 3533, RFC 7845), so that a recording plays anywhere. Pure.

One voice is one stream. Where nothing was sent, because nothing was said or nothing came, there are frames that hold
only their first byte: a decoder makes silence (or what it thinks was lost) of them, and time stays right.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator

RATE = 48_000
PRE_SKIP = 312  # 6.5 ms: what libopus looks ahead
SILENT_MS = 20
_SILENT = bytes([1 << 3])  # SILK, narrow band, 20 ms, mono, nothing in it
_SERIAL = 0x4C475647
_FIRST, _LAST = 2, 4
_PACKETS_A_PAGE = 50
_SEGMENTS_A_PAGE = 255
_LONGEST_BYTES = 7_650  # of a packet: 120 ms at the highest rate
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_SILK_MS, _HYBRID_MS, _CELT_MS = (10, 20, 40, 60), (10, 20), (2.5, 5, 10, 20)
_LONGEST_MS = 120
_TOLERANCE_MS = 40  # clocks wander by this much; filling that in would only make sound stutter


def packet_ms(packet: bytes) -> float:
    """Return how long an Opus packet plays; 0 for bytes that are no packet."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    lengths = _SILK_MS if config < 12 else _HYBRID_MS if config < 16 else _CELT_MS
    length = lengths[config % len(lengths)]
    count = (packet[1] & 63 if len(packet) > 1 else 0) if code == 3 else (2 if code else 1)
    total = count * length
    return total if total <= _LONGEST_MS else 0


def ogg_opus(frames: Iterable[tuple[int, bytes]], *, starts_ms: int | None = None, title: str = "") -> bytes:
    """Return the file of one voice; ``frames`` are (media_ms, packet) in order of time, ``starts_ms`` its beginning."""
    return b"".join(ogg_pages(frames, starts_ms=starts_ms, title=title))


def ogg_pages(frames: Iterable[tuple[int, bytes]], *, starts_ms: int | None = None, title: str = "") -> Iterator[bytes]:
    """Give the file page by page, as the frames come: a class of hours is never held as a whole."""
    yield _page([_head()], 0, 0, _FIRST)
    yield _page([_tags(title)], 0, 1, 0)
    batches = _batches(_timed(frames, starts_ms))
    granule, sequence, batch = 0.0, 2, next(batches, [])
    while batch is not None:
        following = next(batches, None)
        granule += sum(packet_ms(packet) for packet in batch) * RATE / 1000
        yield _page(batch, round(granule), sequence, _LAST if following is None else 0)
        sequence, batch = sequence + 1, following


def _batches(packets: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Give the packets of each page."""
    batch: list[bytes] = []
    segments = 0
    for packet in packets:
        needed = len(packet) // 255 + 1
        if batch and (len(batch) == _PACKETS_A_PAGE or segments + needed > _SEGMENTS_A_PAGE):
            yield batch
            batch, segments = [], 0
        batch.append(packet)
        segments += needed
    if batch:
        yield batch


def _timed(frames: Iterable[tuple[int, bytes]], starts_ms: int | None) -> Iterator[bytes]:
    """Give the packets with silence in the gaps; what overlaps with what was there is left out."""
    now: float | None = starts_ms
    for media_ms, packet in frames:
        length = packet_ms(packet)
        if not length or len(packet) > _LONGEST_BYTES:
            continue
        if now is None:
            now = media_ms
        if media_ms + length <= now:
            continue
        gap = media_ms - now
        if gap > _TOLERANCE_MS:
            for _number in range(round(gap / SILENT_MS)):
                yield _SILENT
                now += SILENT_MS
        yield packet
        now += length


def _head() -> bytes:
    return b"OpusHead" + struct.pack("<BBHIhB", 1, 1, PRE_SKIP, RATE, 0, 0)


def _tags(title: str) -> bytes:
    vendor = b"live_classes"
    comments = [f"TITLE={title}".encode()] if title else []
    packed = [struct.pack("<I", len(vendor)), vendor, struct.pack("<I", len(comments))]
    for comment in comments:
        packed += [struct.pack("<I", len(comment)), comment]
    return b"OpusTags" + b"".join(packed)


def _page(packets: list[bytes], granule: int, sequence: int, flags: int) -> bytes:
    """Return a page of whole packets."""
    lacing = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    header = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, _SERIAL, sequence, 0, len(lacing))
    page = bytearray(header + lacing + b"".join(packets))
    struct.pack_into("<I", page, 22, _crc(page))
    return bytes(page)


def _crc(data: bytes | bytearray) -> int:
    """Return Ogg's checksum: zlib's, but with the bits of bytes and sum the other way round, and from zero."""
    turned = zlib.crc32(bytes(data).translate(_TURNED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)
