"""Checks that several kinds of events share: exact keys, text, numbers; whether what is named is there."""

import unicodedata
from typing import Any
from uuid import UUID

from live_classes.events.base import LEADING, Actor, BadEvent, NotAllowed
from live_classes.events.state import (
    INK_BYTES_OF_CLASS,
    INK_BYTES_OF_PAGE,
    ITEMS_OF_PAGE,
    board_key,
    group_of,
    group_of_deck,
    item_of,
)

PAGE_WIDTH, PAGE_HEIGHT = 1600, 900
BLANK_PAGES = 50
_ALLOWED_CONTROLS = "\n\t"
_MAX_SEQ = 2**53 - 1


def only(data, *names: str, optional: tuple[str, ...] = ()) -> dict:
    """Return the data if it has exactly these keys."""
    if not isinstance(data, dict) or not set(names) <= set(data) or not set(data) <= {*names, *optional}:
        raise BadEvent
    return data


def clean_text(value, *, max_length: int, min_length: int = 1) -> str:
    """Return text in NFC without spaces around it; controls and halves of pairs are refused (``bad_character``)."""
    if not isinstance(value, str):
        raise BadEvent
    if len(value) > max_length * 4:
        raise BadEvent("too_long")
    text = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS for char in text):
        raise BadEvent("bad_character")
    if len(text) > max_length:
        raise BadEvent("too_long")
    if len(text) < min_length:
        raise BadEvent("empty")
    return text


def whole_number(value, *, low: int, high: int) -> int:
    """Return an integer between two bounds; ``True`` and 1.0 are none."""
    if type(value) is not int or not low <= value <= high:
        raise BadEvent
    return value


def person_number(value) -> int:
    """Return the number of a participant."""
    return whole_number(value, low=1, high=65_535)


def seq_number(value) -> int:
    """Return the number of an event."""
    return whole_number(value, low=1, high=_MAX_SEQ)


def one_of(value, allowed: tuple) -> Any:
    """Return a value that is among the allowed ones."""
    if not isinstance(value, (str, type(None))) or value not in allowed:
        raise BadEvent
    return value


def flag(value) -> bool:
    """Return a boolean, and nothing that only looks like one."""
    if type(value) is not bool:
        raise BadEvent
    return value


def list_of(value, *, low: int, high: int) -> list:
    """Return a list whose length is between two bounds."""
    if not isinstance(value, list) or not low <= len(value) <= high:
        raise BadEvent
    return value


def uuid_text(value) -> str:
    """Return a UUID written as everybody writes it."""
    try:
        is_plain = isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        is_plain = False
    if not is_plain:
        raise BadEvent
    return value


def page_of_deck(data: dict) -> dict:
    """Return ``deck`` and ``page`` of the data: a deck's uuid, ``blank`` or ``group-<index>``."""
    deck = data["deck"]
    if deck != "blank" and group_of_deck(deck) is None:
        deck = uuid_text(deck)
    return {"deck": deck, "page": whole_number(data["page"], low=1, high=999)}


def known_person(state: dict, number: int) -> dict:
    """Return a person who is in the room."""
    person = state["people"].get(str(number))
    if person is None or person["admission"] != "admitted":
        raise NotAllowed("not_found")
    return person


def known_pupil(state: dict, number: int) -> dict:
    """Return a person who is in the room and does not lead it."""
    person = known_person(state, number)
    if person["role"] in LEADING:
        raise NotAllowed
    return person


def known_poll(state: dict, seq: int) -> dict:
    """Return a poll of the room."""
    if str(seq) not in state["polls"]:
        raise NotAllowed("not_found")
    return state["polls"][str(seq)]


def known_question(state: dict, seq: int) -> dict:
    """Return a question of the room."""
    question = item_of(state["questions"], seq)
    if question is None:
        raise NotAllowed("not_found")
    return question


def known_page(state: dict, data: dict) -> None:
    """Refuse a page that isn't there: of a deck that was not brought, behind its end, of a group that is not open."""
    deck = data["deck"]
    group = group_of_deck(deck)
    if group is not None:
        is_known = state["groups"] is not None and group < len(state["groups"]["numbers"])
    else:
        is_known = deck == "blank" or deck in state["decks"]
    last = state["decks"][deck]["pages"] if deck in state["decks"] else BLANK_PAGES
    if not is_known or data["page"] > last:
        raise NotAllowed("not_found")


def may_draw(actor: Actor, state: dict, data: dict) -> None:
    """Refuse who may not draw on this page: who leads anywhere, pens outside groups, members on their group's pages."""
    known_page(state, data)
    group = group_of_deck(data["deck"])
    is_own = group_of(state, actor.number) == group if group is not None else actor.number in state["pens"]
    if not (actor.is_leading or is_own):
        raise NotAllowed


def has_room(state: dict, data: dict) -> None:
    """Refuse one item more where a page or the class is full."""
    page = state["boards"].get(board_key(data), [])
    size = _ink_bytes([data])
    is_full = len(page) >= ITEMS_OF_PAGE or _ink_bytes(page) + size > INK_BYTES_OF_PAGE
    if is_full or sum(map(_ink_bytes, state["boards"].values())) + size > INK_BYTES_OF_CLASS:
        raise NotAllowed("too_many")


def _ink_bytes(items: list[dict]) -> int:
    """Return about how many bytes items take in a state."""
    return 100 * len(items) + sum(len(item.get("points") or item.get("text") or "") for item in items)
