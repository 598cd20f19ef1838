"""Forms as the pages show them, filled rightly but for one field, or with rubbish in all."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from lxml import html

# What people, scripts and scanners send where a word, a number or an id is expected.
JUNK = {
    "NUL": "a\0b",
    "surrogate": b"\xed\xa0\x80",  # bytes of a lone surrogate
    "not an id": "../../etc/passwd",
    "nobody's id": str(uuid.UUID(int=7)),
    "huge number": "9" * 30,
    "digits without end": "9" * 5000,
    "negative": "-1",
    "other digits": "٣²",
    "brackets": '{"a": [1]} <b>&amp;%s%(name)s{name}',
}
# Tried in each field by itself, behind other fields that are right.
ONE_BY_ONE = ["NUL", "nobody's id", "huge number", "brackets"]
LONG_TEXT = "Dài quá. " * 110_000  # about 1 MB
FILE = "tệp"


@dataclass
class PageForm:
    """One form of a page: where it posts to, and what it sends as it stands."""

    action: str
    values: dict[str, list] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def forms_of(content: bytes, path: str) -> Iterator[PageForm]:
    """Give the POST forms of a page with what they send, empty boxes filled with something likely."""
    for form in html.fromstring(content).forms:
        if form.method != "POST":
            continue
        found = PageForm(urlsplit(form.action or path).path)
        for control in form.iter("input", "textarea", "select", "button"):
            name, kind = control.get("name"), control.get("type", control.tag)
            if not name or name == "csrfmiddlewaretoken":
                continue
            if kind == "file":
                found.files.append(name)
            else:
                found.values.setdefault(name, []).extend(_values(control, kind))
        yield found


def _values(control, kind: str) -> list:
    if kind in ("radio", "checkbox"):
        return [control.get("value", "on")] if control.checked else []
    if kind == "button":
        return [control.get("value", "")]
    if control.tag == "select":
        options = [option for option in control.value_options if option]
        return [control.value or (options or [""])[-1]] if not control.multiple else list(control.value)
    return [control.value or {"number": "1", "hidden": ""}.get(kind, "Phân số bằng nhau")]


def whole_bodies(form: PageForm) -> Iterator[tuple[str, dict]]:
    """Give bodies with rubbish in all fields at once."""
    for title, junk in JUNK.items():
        yield f"{title} everywhere", {name: [junk] for name in form.values}


def bodies_by_field(form: PageForm) -> Iterator[tuple[str, dict]]:
    """Give bodies that are right but for one field, one after another; then fields of wrong kinds."""
    for name in form.values:
        for title in ONE_BY_ONE:
            yield f"{title} in {name}", {**form.values, name: [JUNK[title]]}
    longest = max(form.values, key=lambda name: len(str(form.values[name])), default="title")
    yield "1 MB of text", {**form.values, longest: [LONG_TEXT]}
    yield "a file for a word", {name: SimpleUploadedFile("a.txt", b"a") for name in form.values}
    yield "a word for a file", {**form.values, **{name: ["a"] for name in form.files}}
    yield "an empty file", {**form.values, **{name: SimpleUploadedFile("\0.pdf", b"") for name in form.files}}
    yield "too many fields", {f"x{number}": ["1"] for number in range(1500)}


def encoded(body: dict) -> tuple[object, str | None]:
    """Return the body as Django's client wants it: with files as multipart, else urlencoded."""
    if any(isinstance(value, SimpleUploadedFile) for value in body.values()):
        return body, None
    return urlencode(body, doseq=True), "application/x-www-form-urlencoded"


@contextmanager
def refusing_what_postgresql_refuses():
    """Let SQLite too fail on text with NUL or lone surrogates, which PostgreSQL cannot store or compare."""

    def check(execute, sql, params, many, context):
        for row in params if many else [params]:
            for value in row or ():
                if isinstance(value, str):
                    if "\0" in value:
                        raise ValueError(f"NUL in a parameter: {value[:60]!r}")
                    value.encode()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(check):
        yield
