"""Words of a text in the two forms that are indexed: with marks and without. Pure functions, used on both sides."""

import re
import unicodedata
from functools import lru_cache

# Grave, acute, tilde, hook above, dot below: a tone belongs to the syllable, not to the letter it is written on.
TONES = "\u0300\u0301\u0303\u0309\u0323"
WORD = re.compile(r"[^\W_]+")
TONE = re.compile(f"[{TONES}]")
# «lý» and «lí», «kỳ» and «kì» are the same syllable; the y of «quy» or «thuỷ» is not meant.
LONE_Y = re.compile(r"^([bcdđghklmnpqrstvx]+)y$")
KNOWN_WORDS = 16_384  # Vietnamese has some 7,000 syllables, so nearly every word is known already
MAX_WORD_LENGTH = 64  # longer runs of letters are encoded data, not words


def words(text: str) -> list[str]:
    """Return the words of a text, composed and in lower case, with their marks as written."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return [word for word in WORD.findall(composed) if len(word) <= MAX_WORD_LENGTH]


@lru_cache(KNOWN_WORDS)
def exact_word(word: str) -> str:
    """Return a word with its marks in one order: hoà and hòa, lí and lý come out the same."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(TONE.findall(letters))
    syllable = unicodedata.normalize("NFC", TONE.sub("", letters))
    return LONE_Y.sub(r"\1i", syllable) + tones


@lru_cache(KNOWN_WORDS)
def folded_word(word: str) -> str:
    """Return a word without marks; đ has no decomposition and becomes d by hand."""
    letters = unicodedata.normalize("NFD", word)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")
    return LONE_Y.sub(r"\1i", bare)


def exact_words(text: str) -> list[str]:
    """Return the words of a text with marks, one spelling a syllable."""
    return [exact_word(word) for word in words(text)]


def folded_words(text: str) -> list[str]:
    """Return the words of a text without marks."""
    return [folded_word(word) for word in words(text)]


def fold(text: str) -> str:
    """Return a text as its words without marks, one space between."""
    return " ".join(folded_words(text))


def has_marks(word: str) -> bool:
    """Whether a word is written with marks."""
    return exact_word(word) != folded_word(word)
