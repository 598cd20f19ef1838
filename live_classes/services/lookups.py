"""What the server adds to an event from its rows before it is checked; ``EventKind.lookup`` names one of these."""

from live_classes.choices import FileUse
from live_classes.decks import FileCard, file_card, files_with_pages
from live_classes.events import BadEvent, EventKind
from live_classes.models import LiveClass

NAME_LENGTH = 120


def look_up(live_class: LiveClass, kind: EventKind, data: dict) -> dict:
    """Return the data with what the server knows; what this class has not is ``not_found``."""
    return LOOKUPS[kind.lookup](live_class, data) if kind.lookup else data


def _look_up_deck(live_class: LiveClass, data: dict) -> dict:
    """Add the name of a deck, how many of its pages can be shown by now and their bytes."""
    card = _card(live_class, data, FileUse.DECK)
    if not card.pages:
        raise BadEvent("not_found")
    return {**data, "name": card.file.name[:NAME_LENGTH], "pages": len(card.pages), "bytes": card.size_bytes}


def _look_up_file(live_class: LiveClass, data: dict) -> dict:
    """Add the name of a handout and its bytes."""
    card = _card(live_class, data, FileUse.HANDOUT)
    return {**data, "name": card.file.name[:NAME_LENGTH], "bytes": card.size_bytes}


def _card(live_class: LiveClass, data: dict, use: FileUse) -> FileCard:
    file = files_with_pages(live_class.files.filter(uuid=data["file"], use=use)).first()
    if file is None:
        raise BadEvent("not_found")
    return file_card(file)


LOOKUPS = {"deck": _look_up_deck, "file": _look_up_file}
