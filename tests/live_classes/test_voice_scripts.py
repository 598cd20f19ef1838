"""The voice's scripts where they need no browser: frames, jitter, ladder, WebM."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.live_classes.node import run_script

CHECKS = Path(__file__).with_name("voice.mjs")


def test_the_voice_scripts_hold_what_they_promise(tmp_path):
    names = run_script(CHECKS, tmp_path).splitlines()
    assert len(names) >= 20 and len(set(names)) == len(names)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_packets_are_taken_out_of_webm(tmp_path):
    path = tmp_path / "voice.webm"
    sound = ["-f", "lavfi", "-i", "sine=frequency=300:duration=1.2", "-ac", "1"]
    opus = ["-c:a", "libopus", "-b:a", "16k", "-frame_duration", "60", "-live", "1"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *sound, *opus, str(path)], check=True)
    assert "webm gives its packets whatever the pieces it comes in" in run_script(CHECKS, tmp_path, str(path))
