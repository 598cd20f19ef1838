"""The JSON parser of the API: strict, because parsers that disagree are a way in."""

import json

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_BYTES = 1_000_000  # 50 statements of the learner log, each as long as it may be
MAX_DEPTH = 40
MAX_INTEGER = 2**63 - 1


class BodyTooLong(APIException):
    """More JSON than any part of the API asks for: parsed, it would take many times its size of memory."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("Nội dung gửi lên quá dài.")
    default_code = "too_large"


class StrictJSONParser(BaseParser):
    """Parse UTF-8 JSON (RFC 8259) and refuse what databases or other parsers read differently.

    Refused with 400: NaN and Infinity, numbers out of range, a key given twice, lone surrogates, NUL characters,
    nesting deeper than ``MAX_DEPTH``. ``code`` of the error tells which. Longer than ``MAX_BYTES``: 413.
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        """Return the parsed body; :class:`ParseError` otherwise."""
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise BodyTooLong
        try:
            text = body.decode("utf-8")
            value = json.loads(
                text, parse_constant=_refuse_constant, parse_float=_finite_float, object_pairs_hook=_unique_keys
            )
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            raise ParseError(_("Nội dung gửi lên không phải JSON hợp lệ."), code="bad_json") from error
        _check(value)
        return value


def _refuse_constant(name: str):
    raise ValueError(name)


def _finite_float(literal: str) -> float:
    number = float(literal)
    if number in (float("inf"), float("-inf")):
        raise ParseError(_("Số nằm ngoài khoảng cho phép."), code="out_of_range")
    return number


def _unique_keys(pairs: list) -> dict:
    keys = dict(pairs)
    if len(keys) != len(pairs) or "__proto__" in keys:
        raise ValueError("duplicate key")
    return keys


def _check(value, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise ParseError(_("Nội dung gửi lên lồng quá sâu."), code="bad_json")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError(_("Chữ gửi lên có kí tự không lưu được."), code="bad_character")
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise ParseError(_("Số nằm ngoài khoảng cho phép."), code="out_of_range")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
