"""Vietnamese personal names: order, sorting and initials (pure)."""

import unicodedata

# Order of the Vietnamese alphabet; a tone mark decides only between otherwise equal syllables.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
_LETTER_RANK = {letter: chr(0x61 + rank) for rank, letter in enumerate(_LETTERS)}


def split_full_name(full_name: str) -> tuple[str, str]:
    """Return ``(họ đệm, tên)`` of a name written in Vietnamese order; a single word is the tên."""
    words = unicodedata.normalize("NFC", full_name).split()
    return " ".join(words[:-1]), words[-1] if words else ""


def collation_key(text: str) -> str:
    """Return a string that sorts as the Vietnamese alphabet does when compared by code point."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", text.casefold()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((mark for mark in parts if mark in _TONES), "")
        letter = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        letters.append(_LETTER_RANK.get(letter, letter))
        tones.append(str(_TONES.find(tone) + 1 if tone else 0))
    return "".join(letters) + "\u0001" + "".join(tones)


def name_sort_key(family_names: str, given_name: str) -> str:
    """Return the key that sorts people by tên first, then by họ đệm."""
    return f"{collation_key(given_name)}\u0002{collation_key(family_names)}"


def initials(family_names: str, given_name: str) -> str:
    """Return the first letters of họ and tên, for the round badge of a person."""
    return (family_names[:1] + given_name[:1]).upper()


def fold(text: str) -> str:
    """Return text without marks, case or double spaces, so that ``hong van`` finds ``Hồng Vân``."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(mark for mark in parts if not unicodedata.combining(mark)).split())
