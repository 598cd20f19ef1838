"""Voice of live classes as it came over the wire: made by the site, never uploaded and never served as a file."""

from pathlib import Path

from media.kinds.base import Kind
from media.problems import Refusal


class VoiceKind(Kind):
    """Frames with their lengths, which only :mod:`live_classes` reads."""

    slug = "voice"
    media_types: dict[str, str] = {}  # no extension: no upload can be of this kind
    is_served = False

    def inspect(self, path: Path, extension: str) -> dict:
        """Refuse: nobody uploads this."""
        raise Refusal("type_not_allowed", extension)
