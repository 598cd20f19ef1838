"""Files of a live class: decks and handouts, their order, and telling an open room of them."""

import uuid as uuids

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from live_classes.choices import AuditAction, FileUse, LiveClassState
from live_classes.decks import FileCard, can_be_deck, file_cards
from live_classes.models import LiveClass, LiveClassFile
from live_classes.services.audit import record_audit
from live_classes.services.log import append_event, fold_state
from media.models import Blob
from media.names import clean_name
from media.services import prepare_pages

MOST_FILES = 30  # of one class


class FileNotTaken(Exception):  # noqa: N818 - an answer, not an error of ours
    """A file can't be added or removed; ``code`` says why: ``too_many``, ``no_pages``, ``begun``, ``over``."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@transaction.atomic
def add_file(*, live_class: LiveClass, by: User, blob: Blob, name: str, use: FileUse) -> LiveClassFile:
    """Put a file at the end of the list; a room that is open hears of it. The same file for the same use is there once.

    Raises :class:`FileNotTaken`.
    """
    live_class = LiveClass.objects.select_for_update().get(pk=live_class.pk)
    if live_class.state not in (LiveClassState.SCHEDULED, LiveClassState.OPEN):
        raise FileNotTaken("over")
    if use == FileUse.DECK and not can_be_deck(blob):
        raise FileNotTaken("no_pages")
    known = live_class.files.filter(blob=blob, use=use).first()
    if known:
        return known
    if live_class.files.count() >= MOST_FILES:
        raise FileNotTaken("too_many")
    last = live_class.files.aggregate(last=Max("position"))["last"] or 0
    fields = {"blob": blob, "name": clean_name(name), "use": use, "position": last + 1, "added_by": by}
    file = LiveClassFile.objects.create(live_class=live_class, **fields)
    record_audit(live_class=live_class, by=by, action=AuditAction.FILE_ADDED, name=file.name, use=use)
    if use == FileUse.DECK:
        prepare_pages(blob=blob)
    announce_files(live_class=live_class)
    return file


@transaction.atomic
def remove_file(*, file: LiveClassFile, by: User) -> None:
    """Take a file from a class that has not begun; afterwards it belongs to what can be replayed."""
    live_class = LiveClass.objects.select_for_update().get(pk=file.live_class_id)
    if live_class.state in (LiveClassState.OPEN, LiveClassState.ENDED):
        raise FileNotTaken("begun")
    record_audit(live_class=live_class, by=by, action=AuditAction.FILE_REMOVED, name=file.name, use=file.use)
    file.delete()


@transaction.atomic
def move_file(*, file: LiveClassFile, up: bool) -> None:
    """Change places with the file before or after it."""
    live_class = LiveClass.objects.select_for_update().get(pk=file.live_class_id)
    files = list(live_class.files.all())
    here = files.index(file)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(files):
        return
    files[here], files[there] = files[there], files[here]
    for position, moved in enumerate(files, start=1):
        moved.position = position
    LiveClassFile.objects.bulk_update(files, ["position"])


@transaction.atomic
def announce_files(*, live_class: LiveClass) -> None:
    """Tell an open room of files it does not know, and of decks that have more pages now; harmless to repeat.

    The first page of the first deck is shown while nothing else is.
    """
    if live_class.state != LiveClassState.OPEN:
        return
    state = fold_state(live_class)
    known_files = {file["uuid"] for file in state["files"]}
    cards = file_cards(live_class)
    for card in cards:
        uuid = str(card.file.uuid)
        if card.is_deck:
            if len(card.pages) > state["decks"].get(uuid, {}).get("pages", 0):
                _announce(live_class, "deck", card, len(card.pages))
        elif uuid not in known_files:
            _announce(live_class, "file", card, 0)
    first = next((card for card in cards if card.is_deck and card.pages), None)
    if first and state["slide"] is None and not state["boards"]:
        data = {"deck": str(first.file.uuid), "page": 1}
        append_event(live_class=live_class, kind="slide", data=data, cid=uuids.uuid5(live_class.epoch, "first slide"))


def _announce(live_class: LiveClass, kind: str, card: FileCard, pages: int) -> None:
    """Append the event; its id is made of what it says, so that two who say the same say it once."""
    cid = uuids.uuid5(card.file.uuid, f"{live_class.epoch} {kind} {pages}")
    append_event(live_class=live_class, kind=kind, data={"file": str(card.file.uuid)}, cid=cid)
