"""Which block of a lesson suits a file."""

from media.models import Blob

_KINDS = {"image": "image", "video": "video", "audio": "video"}


def kind_of_block(blob: Blob) -> str:
    """Return ``image``, ``video`` (sound too) or ``file``; drawings may carry scripts, so they are downloads."""
    if blob.media_type == "image/svg+xml":
        return "file"
    return _KINDS.get(blob.media_type.partition("/")[0], "file")
