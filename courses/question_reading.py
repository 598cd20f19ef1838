"""The question a package asked, as far as a teacher needs it to read the answer (pure).

Made from the ``definition`` of an xAPI activity (xAPI 1.0.3, part 2, section 2.4.4.1, «interaction activities») and
kept small in the statement's context::

    {"kind": "choice", "text": "…", "correct": ["0[,]2"], "choices": {"0": "…"}, "targets": {"0": "…"}}
"""

from courses.plain_words import plain_words

KINDS = {
    *("true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert"),
    *("numeric", "other", "compound"),
}
_LISTS = ("choices", "scale", "source", "steps")
MOST_TEXT = 1000
MOST_CHOICE_TEXT = 200
MOST_CHOICES = 60
MOST_PATTERNS = 5
MOST_ID = 100


def question_of(definition, *, response: str = "", is_target_first: bool = False) -> dict:
    """Return the question of a definition, without what is not understood; empty where it says nothing.

    Of long lists only the choices named in the response or the correct answers are kept. ``is_target_first``: in pairs
    of matching the target comes first, as H5P writes them, and not the source.
    """
    if not isinstance(definition, dict):
        return {}
    kind = definition.get("interactionType")
    patterns = definition.get("correctResponsesPattern")
    correct = [one[:MOST_TEXT] for one in patterns if isinstance(one, str)] if isinstance(patterns, list) else []
    named = "\n".join([response, *correct])
    found = {
        "kind": kind if isinstance(kind, str) and kind in KINDS else "",
        "text": _said(definition.get("description"), MOST_TEXT) or _said(definition.get("name"), MOST_TEXT),
        "correct": correct[:MOST_PATTERNS],
        "choices": _choices([item for name in _LISTS for item in _list(definition.get(name))], named),
        "targets": _choices(_list(definition.get("target")), named),
        "is_target_first": is_target_first and kind == "matching",
    }
    return {key: value for key, value in found.items() if value}


def _list(value) -> list:
    return value if isinstance(value, list) else []


def _said(words, most: int) -> str:
    """Return what a language map says in whatever language it has."""
    if isinstance(words, dict):
        words = next(iter(words.values()), "")
    return plain_words(words, most) if isinstance(words, str) else ""


def _choices(items: list, named: str) -> dict[str, str]:
    wanted = set(named.replace("[.]", "[,]").replace("\n", "[,]").split("[,]"))
    found: dict[str, str] = {}
    for item in items:
        if len(found) == MOST_CHOICES:
            break
        key = item.get("id") if isinstance(item, dict) else None
        if isinstance(key, str) and len(key) <= MOST_ID and (len(items) <= MOST_CHOICES or key in wanted):
            found[key] = _said(item.get("description"), MOST_CHOICE_TEXT)
    return found
