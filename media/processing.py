"""What is made of a blob after it is stored: its words and its renditions."""

import logging
from pathlib import Path

from media.keeping import keep_rendition
from media.kinds import KINDS
from media.models import Blob
from media.problems import ObjectMissing, Refusal, StoreDown
from media.queries import page_count, pages_wanted
from media.sandbox import draw_pages, process, scratch_folder
from media.signals import pages_drawn
from media.stores import object_store

PAGES_AT_ONCE = 10

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
    pages_drawn.send_robust(Blob, blob=blob)


def draw_missing_pages(blob: Blob) -> None:
    """Make the pages a class can show, ten a time, so that none waits for the last; harmless to repeat.

    Where it ends early (a page too complex to draw), ``facts["pages_ready"]`` says at how many.
    """
    made = page_count(blob)
    with scratch_folder() as folder:
        path = folder / "original"
        if made < pages_wanted(blob):
            _fetch(blob, path)
        while made < pages_wanted(blob):
            before, made = made, made + _draw_batch(blob, path, folder, made + 1)
            pages_drawn.send_robust(Blob, blob=blob)
            if made == before:
                blob.facts["pages_ready"] = made
                blob.save(update_fields=["facts"])
                break
    pages_drawn.send_robust(Blob, blob=blob)


def _draw_batch(blob: Blob, path: Path, folder: Path, first: int) -> int:
    try:
        pictures = draw_pages(path, f"x.{_extension(blob)}", folder, first=first, count=PAGES_AT_ONCE)
    except Refusal as refusal:
        logger.warning("No pages of %s from %d on: %s %r", blob, first, refusal.code, refusal.detail)
        return 0
    for picture in pictures:
        keep_rendition(source=blob, **picture._asdict())
        picture.path.unlink()
    return len(pictures)


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
