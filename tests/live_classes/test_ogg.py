"""Recordings as Ogg Opus: pages, sums, times, and what other programs make of them."""

import json
import shutil
import struct
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live_classes.ogg import PRE_SKIP, ogg_opus, packet_ms

SPEECH = bytes([3 << 3]) + bytes(range(1, 100))  # 60 ms
LONG = bytes([3 << 3 | 1]) + bytes(200)  # 120 ms
RATE = 48  # samples a millisecond


def crc(data: bytes) -> int:
    """Return Ogg's checksum bit by bit, as RFC 3533 has it."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _bit in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


def pages_of(data: bytes) -> list[dict]:
    """Read the pages of a file and check each sum."""
    pages = []
    while data:
        magic, version, flags, granule, serial, sequence, claimed, segments = struct.unpack_from("<4sBBqIIIB", data)
        assert (magic, version) == (b"OggS", 0)
        lacing = data[27 : 27 + segments]
        end = 27 + segments + sum(lacing)
        assert len(data) >= end and claimed == crc(data[:22] + bytes(4) + data[26:end])
        packets, at, length = [], 27 + segments, 0
        for size in lacing:
            length += size
            if size < 255:
                packets.append(data[at : at + length])
                at, length = at + length, 0
        assert length == 0, "a packet goes over the end of a page"
        pages.append({"flags": flags, "granule": granule, "serial": serial, "sequence": sequence, "packets": packets})
        data = data[end:]
    return pages


def test_a_file_begins_with_its_heads_and_ends_with_its_last_page():
    pages = pages_of(ogg_opus([(0, SPEECH), (60, SPEECH)], title="Phân số"))
    assert [page["flags"] for page in pages] == [2, 0, 4]
    assert [page["sequence"] for page in pages] == [0, 1, 2]
    [head], [tags] = pages[0]["packets"], pages[1]["packets"]
    assert head[:8] == b"OpusHead" and struct.unpack("<BBHIhB", head[8:]) == (1, 1, PRE_SKIP, 48_000, 0, 0)
    assert tags[:8] == b"OpusTags" and "TITLE=Phân số".encode() in tags
    assert pages[2]["packets"] == [SPEECH, SPEECH] and pages[2]["granule"] == 120 * RATE


def test_gaps_become_silence_so_that_time_stays_right():
    pages = pages_of(ogg_opus([(1_000, SPEECH), (3_060, SPEECH)], starts_ms=500))
    packets = pages[2]["packets"] + [packet for page in pages[3:] for packet in page["packets"]]
    assert [len(packet) for packet in packets].count(1) == (500 + 2_000) // 20
    assert sum(packet_ms(packet) for packet in packets) == 500 + 60 + 2_000 + 60
    assert pages[-1]["granule"] == 2_620 * RATE and pages[-1]["flags"] == 4


def test_small_wander_of_clocks_adds_no_silence():
    pages = pages_of(ogg_opus([(number * 60 + number % 3 * 10, SPEECH) for number in range(40)]))
    assert len(pages[2]["packets"]) == 40


def test_what_overlaps_is_left_out():
    pages = pages_of(ogg_opus([(0, LONG), (0, SPEECH), (60, SPEECH), (120, SPEECH)]))
    assert pages[2]["packets"] == [LONG, SPEECH]


def test_no_frames_are_a_file_without_sound():
    assert [page["flags"] for page in pages_of(ogg_opus([]))] == [2, 0, 4]


def test_bytes_that_are_no_packets_are_left_out():
    pages = pages_of(ogg_opus([(0, b""), (0, b"\x1b\x3f"), (0, b"\x18" + bytes(9_000)), (60, SPEECH)]))
    assert pages[2]["packets"] == [SPEECH]


@given(st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=9_000)), max_size=60))
def test_any_bytes_make_a_file_that_reads(frames):
    pages = pages_of(ogg_opus(sorted(frames)))
    assert pages[-1]["flags"] == 4 and all(page["granule"] >= 0 for page in pages)
    sound = [packet for page in pages[2:] for packet in page["packets"]]
    assert pages[-1]["granule"] == round(sum(map(packet_ms, sound)) * RATE)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_other_programs_hear_what_was_said_when_it_was_said(tmp_path):
    spoken = tmp_path / "spoken.ogg"
    sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=3"]
    opus = ["-ac", "1", "-c:a", "libopus", "-b:a", "16k", "-frame_duration", "60"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *sound, *opus, str(spoken)], check=True)
    packets = [packet for page in pages_of(spoken.read_bytes())[2:] for packet in page["packets"]]
    # A second of it, two of silence, a second more.
    frames = [(number * 60, packet) for number, packet in enumerate(packets[:16])]
    frames += [(3_000 + number * 60, packet) for number, packet in enumerate(packets[16:32])]
    path = tmp_path / "class.opus"
    path.write_bytes(ogg_opus(frames))
    probe = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    found = json.loads(subprocess.run(probe, check=True, capture_output=True).stdout)
    assert found["streams"][0]["codec_name"] == "opus" and found["streams"][0]["channels"] == 1
    assert abs(float(found["format"]["duration"]) - 3.96) < 0.05
    decode = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1", "-ar", "48000", "-"]
    raw = subprocess.run(decode, check=True, capture_output=True)
    assert not raw.stderr
    samples = memoryview(raw.stdout).cast("h")
    loudness = [max(map(abs, samples[at : at + 4_800])) for at in range(0, len(samples) - 4_800, 4_800)]
    assert min(loudness[2:8]) > 1_000 and max(loudness[14:28]) < 200 and min(loudness[32:38]) > 1_000
