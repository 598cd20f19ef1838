"""What is made of a blob after it is stored: its words and its renditions."""

import logging
from pathlib import Path

from media.keeping import keep_rendition
from media.kinds import KINDS
from media.models import Blob
from media.problems import ObjectMissing, Refusal, StoreDown
from media.sandbox import process, scratch_folder
from media.stores import object_store

logger = logging.getLogger(__name__)


def process_blob(blob: Blob) -> None:
    """Make text and renditions; harmless to repeat. When it fails, the blob stays usable without a preview."""
    if blob.is_processed:
        return
    with scratch_folder() as folder:
        path = folder / "original"
        _fetch(blob, path)
        try:
            made = process(path, f"x.{_extension(blob)}", folder)
        except Refusal as refusal:
            logger.warning("No preview of %s: %s %r", blob, refusal.code, refusal.detail)
        else:
            for picture in made.pictures:
                keep_rendition(source=blob, **picture._asdict())
            blob.text = made.text
    blob.is_processed = True
    blob.save(update_fields=["text", "is_processed"])


def _fetch(blob: Blob, path: Path) -> None:
    try:
        with object_store().open(blob.key) as chunks, path.open("wb") as target:
            target.writelines(chunks)
    except ObjectMissing as error:
        raise StoreDown(f"missing {blob.key}") from error


def _extension(blob: Blob) -> str:
    """Return an extension of the blob's kind and media type; one blob may have come under several names."""
    types = KINDS[blob.kind].media_types
    return next(extension for extension, media_type in types.items() if media_type == blob.media_type)
