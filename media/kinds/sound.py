"""Audio and video: the container is known by its first bytes; ffprobe tells the length where it is installed."""

import json
import shutil
import subprocess
from pathlib import Path

from media.kinds.base import Kind, head_of
from media.problems import Refusal

PROBE_SECONDS = 20


def _is_mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)


def _is_mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp"


def _is_ogg(head: bytes) -> bool:
    return head.startswith(b"OggS")


def _is_wave(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WAVE"


def _is_matroska(head: bytes) -> bool:
    return head.startswith(b"\x1aE\xdf\xa3")


def _is_flac(head: bytes) -> bool:
    return head.startswith(b"fLaC")


_CONTAINERS = {
    **dict.fromkeys(("mp3", "aac"), _is_mp3),
    **dict.fromkeys(("m4a", "mp4", "m4v", "mov"), _is_mp4),
    **dict.fromkeys(("ogg", "oga", "opus", "ogv"), _is_ogg),
    "wav": _is_wave,
    "webm": _is_matroska,
    "flac": _is_flac,
}


class _Timed(Kind):
    stream_type: str

    def inspect(self, path: Path, extension: str) -> dict:
        """Return duration_seconds, and width and height of a video, as far as ffprobe finds them."""
        if not _CONTAINERS[extension](head_of(path, 16)):
            raise Refusal("type_mismatch")
        return _probed(path, self.stream_type)


class AudioKind(_Timed):
    """Sound."""

    slug = "audio"
    stream_type = "audio"
    preview = "audio"
    icon = "music"
    media_types = {
        "mp3": "audio/mpeg",
        "m4a": "audio/mp4",
        "aac": "audio/aac",
        "ogg": "audio/ogg",
        "oga": "audio/ogg",
        "opus": "audio/ogg",
        "wav": "audio/wav",
        "flac": "audio/flac",
    }


class VideoKind(_Timed):
    """Video."""

    slug = "video"
    stream_type = "video"
    preview = "video"
    icon = "video"
    media_types = {
        "mp4": "video/mp4",
        "m4v": "video/mp4",
        "mov": "video/quicktime",
        "webm": "video/webm",
        "ogv": "video/ogg",
    }


def _probed(path: Path, stream_type: str) -> dict:
    """Ask ffprobe, which may open nothing but this file (a playlist could name any address)."""
    program = shutil.which("ffprobe")
    if not program:
        return {}
    command = [program, "-v", "error", "-protocol_whitelist", "file", "-of", "json", "-show_format", "-show_streams"]
    try:
        answer = subprocess.run(  # noqa: S603 - fixed program, path of our own
            [*command, "-i", f"file:{path}"], capture_output=True, timeout=PROBE_SECONDS, check=False
        )
        found = json.loads(answer.stdout or b"{}")
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Refusal("bad_media", type(error).__name__) from error
    streams = [stream for stream in found.get("streams", []) if stream.get("codec_type") == stream_type]
    if answer.returncode or not streams:
        raise Refusal("bad_media", answer.stderr.decode("utf-8", "replace"))
    facts = {name: streams[0][name] for name in ("width", "height") if streams[0].get(name)}
    if duration := found.get("format", {}).get("duration"):
        facts["duration_seconds"] = round(float(duration))
    return facts
