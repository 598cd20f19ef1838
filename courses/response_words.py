"""Answers of pupils in words: from the codes of xAPI (part 2, section 2.4.4.1) to what stood on the screen (pure)."""

import re

from django.utils.translation import gettext as _

_SETTINGS = re.compile(r"^(\{[a-z_]+=[^}]*\})+")  # «{case_matters=false}» before a pattern
_SEVERAL, _PAIR, _RANGE = "[,]", "[.]", "[:]"


def answer_words(question: dict, response: str) -> list[str]:
    """Return the parts of an answer in words, none for an empty one; ``question`` is that of ``question_reading``."""
    text = _SETTINGS.sub("", response)
    if not text.strip():
        return []
    kind = question.get("kind", "")
    if kind == "true-false":
        return [{"true": _("Đúng"), "false": _("Sai")}.get(text.strip().lower(), text)]
    parts = text.split(_SEVERAL)
    if kind == "matching":
        return [_pair_words(question, part) for part in parts]
    if kind in ("fill-in", "performance"):
        # An empty blank is told: those after it keep their number.
        return [part.replace(_PAIR, ": ").strip() or "–" for part in parts]
    if kind == "numeric":
        return [text.replace(_RANGE, " – ")]
    choices = question.get("choices", {})
    return [choices.get(part) or part for part in parts if part]


def correct_words(question: dict) -> list[list[str]]:
    """Return each answer that counts as right, in words."""
    kind = question.get("kind", "")
    patterns = question.get("correct", [])
    # Of a text every spelling is a pattern of its own: the first is enough to see what was meant.
    shown = patterns[:1] if kind in ("fill-in", "long-fill-in") else patterns
    return [words for pattern in shown if (words := answer_words(question, pattern))]


def _pair_words(question: dict, part: str) -> str:
    first, separator, second = part.partition(_PAIR)
    if not separator:
        return part
    source, target = (second, first) if question.get("is_target_first") else (first, second)
    sources, targets = question.get("choices", {}), question.get("targets", {})
    return f"{sources.get(source) or source} → {targets.get(target) or target}"
