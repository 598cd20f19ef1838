"""The listening piece: five notes and three riddles, made from sine waves."""

import array
import io
import math
import shutil
import subprocess
import tempfile
import wave
from functools import cache
from pathlib import Path

RATE = 16_000  # samples a second: enough for a phone's loudspeaker
FREQUENCIES = {"Đô": 261.63, "Rê": 293.66, "Mi": 329.63, "Pha": 349.23, "Son": 392.00}
TUNES = ["Đô Rê Mi Pha Son", "Đô Son", "Mi Son Rê", "Son Mi Pha Đô"]
NOTE_SECONDS, PAUSE_SECONDS = 0.9, 2.0


def melody_file(name: str) -> tuple[str, bytes]:
    """Return the piece as MP3 where ffmpeg is installed (a sixth of the bytes), else as WAV."""
    sound = melody_wav()
    if ffmpeg := shutil.which("ffmpeg"):
        return f"{name}.mp3", _encoded(ffmpeg, sound)
    return f"{name}.wav", sound


def melody_wav() -> bytes:
    """Return the piece as WAV, 16 bit, mono."""
    samples = array.array("h")
    for tune in TUNES:
        for note in tune.split():
            samples.extend(_tone(FREQUENCIES[note]))
        samples.extend([0] * int(PAUSE_SECONDS * RATE))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, RATE, len(samples), "NONE", ""))
        sound.writeframes(samples.tobytes())
    return file.getvalue()


@cache
def _tone(frequency: float) -> array.array:
    """Return a note that swells and dies away, with two overtones so that it sounds warm."""
    count = int(NOTE_SECONDS * RATE)
    tone = array.array("h")
    for index in range(count):
        phase = 2 * math.pi * frequency * index / RATE
        strength = min(index / 400, 1) * math.exp(-2.5 * index / count)
        tone.append(int(9_000 * strength * (math.sin(phase) + math.sin(2 * phase) / 3 + math.sin(3 * phase) / 8)))
    return tone


def _encoded(ffmpeg: str, sound: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "melody.mp3"
        command = [
            ffmpeg,
            "-v",
            "error",
            "-f",
            "wav",
            "-i",
            "pipe:0",
            "-b:a",
            "40k",
            "-map_metadata",
            "-1",
            str(target),
        ]
        subprocess.run(command, input=sound, check=True, timeout=60)  # noqa: S603 - fixed arguments
        return target.read_bytes()
