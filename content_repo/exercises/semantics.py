"""Parameters that a library expects beside what the form asks for: the defaults of its semantics, in Vietnamese."""

import copy

from content_repo.exercises.wording import VIETNAMESE

Semantics = list[dict]


def translated(semantics: Semantics, translation: object) -> Semantics:
    """Return the semantics with the default words of a language file of the library.

    Many language files only repeat the English words; those that are common have their Vietnamese in ``wording``.
    """
    return [_translated(field, _at(translation, number)) for number, field in enumerate(semantics)]


def _at(translation: object, number: int) -> dict:
    found = translation[number] if isinstance(translation, list) and number < len(translation) else {}
    return found if isinstance(found, dict) else {}


def _translated(field: dict, words: dict) -> dict:
    field = dict(field)
    if isinstance(field.get("default"), str) and field.get("type") == "text":
        own = words.get("default")
        chosen = own if isinstance(own, str) and own.strip() else field["default"]
        field["default"] = VIETNAMESE.get(chosen.strip(), chosen)
    if isinstance(field.get("fields"), list):
        field["fields"] = translated(field["fields"], words.get("fields"))
    if isinstance(field.get("field"), dict):
        inner = words.get("field")
        field["field"] = _translated(field["field"], inner if isinstance(inner, dict) else {})
    return field


def defaults(semantics: Semantics) -> dict:
    """Return the parameters of content that nobody has touched yet; lists and sub-contents are left out."""
    return {field["name"]: value for field in semantics if (value := _default(field)) is not None}


def _default(field: dict) -> object:
    match field.get("type"):
        case "group":
            return _group_default(field)
        case "boolean":
            return bool(field.get("default", False)) if "default" in field or not field.get("optional") else None
        case "text" | "number" | "select":
            return copy.deepcopy(field.get("default"))
    return None


def _group_default(field: dict) -> object:
    inner = field.get("fields", [])
    if len(inner) == 1 and not field.get("isSubContent"):  # a group of one is written as the one alone
        return _default(inner[0])
    return defaults(inner) or None


def in_vietnamese(semantics: Semantics, params: dict) -> dict:
    """Return parameters in which words that are still the English default are those of the translated semantics."""
    result = dict(params)
    for field in semantics:
        name, value, default = field.get("name"), params.get(field.get("name")), field.get("default")
        if isinstance(value, str) and isinstance(default, str) and VIETNAMESE.get(value.strip()) == default:
            result[name] = default
        elif isinstance(value, dict) and field.get("type") == "group":
            result[name] = in_vietnamese(field.get("fields", []), value)
    return result


def field_named(semantics: Semantics, *path: str) -> dict | None:
    """Return the field at a path of names through groups and lists; None where a version does not have it."""
    found: dict | None = None
    fields = semantics
    for name in path:
        found = next((field for field in fields if field.get("name") == name), None)
        if found is None:
            return None
        fields = found.get("fields") or ([found["field"]] if isinstance(found.get("field"), dict) else [])
    return found


def merged(base: dict, over: dict) -> dict:
    """Return ``base`` with what ``over`` says, group by group; lists are taken whole."""
    result = copy.deepcopy(base)
    for key, value in over.items():
        before = result.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            result[key] = merged(before, value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def only_known(semantics: Semantics, params: dict) -> dict:
    """Drop top-level parameters that this version of the library does not know."""
    names = {field.get("name") for field in semantics}
    return {name: value for name, value in params.items() if name in names}
