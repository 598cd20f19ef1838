"""The form of an exercise: reads what was sent row by row, keeps all of it, and gives the page its controls."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from content_repo.exercises.base import ExerciseType, Kit, new_key
from content_repo.exercises.fields import Choice, Field, Flag, Kind, Note, Number, Rows, Text, Values
from content_repo.exercises.markup import tidy
from content_repo.exercises.question_set import QuestionSet

MAX_TITLE = 160
_KEY = re.compile(r"[0-9a-z]{1,32}")
_DEEPEST = 3


@dataclass
class Control:
    """One field as the page shows it."""

    field: Field
    name: str
    value: object
    error: str = ""
    rows: "list[Row]" = field(default_factory=list)
    blanks: "list[Row]" = field(default_factory=list)  # a row of each kind that the script can add

    @property
    def type(self) -> str:
        """Which template draws it."""
        return type(self.field).__name__.lower()

    @property
    def id(self) -> str:
        """Id of the control."""
        return f"id_{self.name}"

    @property
    def is_full(self) -> bool:
        """Whether no more rows fit."""
        return isinstance(self.field, Rows) and len(self.rows) >= self.field.max


@dataclass
class Row:
    """One row of a list."""

    key: str
    kind: Kind
    prefix: str
    controls: list[Control]

    @property
    def shown(self) -> list[Control]:
        """Controls that are always seen."""
        return [one for one in self.controls if one not in self.extras]

    @property
    def extras(self) -> list[Control]:
        """Controls behind a line that opens; those with something in them or wrong with them make it open."""
        return [one for one in self.controls if isinstance(one.field, Text) and one.field.is_extra]

    @property
    def opens_extras(self) -> bool:
        """Whether something stands in the extras."""
        return any(one.value or one.error for one in self.extras)

    @property
    def title(self) -> str:
        """Words by which the row is known while it is folded."""
        return next((str(one.value) for one in self.controls if isinstance(one.field, Text | Note) and one.value), "")


class ExerciseForm:
    """``data`` is a POST or None; ``initial`` the values of what is changed. Errors are words by name of control."""

    def __init__(self, exercise: ExerciseType, kit: Kit, data: QueryDict | None = None, initial: Values | None = None):
        self.exercise, self.kit, self.data = exercise, kit, data
        self.errors: dict[str, str] = {}
        self.title = tidy(data.get("title", ""), lines=False)[:MAX_TITLE] if data is not None else ""
        self.initial = initial or {}
        if data is None:
            self.values = {one.name: self._initial(one, self.initial) for one in exercise.fields}
        else:
            self.values = {one.name: self._read(one, "") for one in exercise.fields}

    # --- reading

    def _initial(self, one: Field, values: Values) -> object:
        if not isinstance(one, Rows):
            return values.get(one.name, one.empty)
        if isinstance(values.get(one.name), list):
            return values[one.name]
        return [self._new_row(one, one.kinds[0]) for _number in range(one.start)]

    def _new_row(self, rows: Rows, kind: Kind) -> Values:
        return {"key": new_key(), "kind": kind.slug} | {one.name: self._initial(one, {}) for one in kind.fields}

    def _read(self, one: Field, prefix: str) -> object:
        name = f"{prefix}{one.name}"
        match one:
            case Rows():
                return [self._read_row(one, name, key) for key in self._keys(name, one.max)]
            case Flag():
                return name in self.data
            case Choice():
                sent = self.data.get(name, "")
                return sent if sent in dict(one.options) else one.default
            case Number():
                return self._number(one, name)
            case Text() | Note():
                return tidy(self.data.get(name, ""), lines=getattr(one, "lines", 1) > 1)
        raise TypeError(one)

    def _number(self, one: Number, name: str) -> object:
        sent = self.data.get(name, "").strip()
        if sent.isascii() and sent.isdigit() and len(sent) < 7:
            return int(sent)
        return sent

    def _keys(self, name: str, most: int) -> list[str]:
        sent = dict.fromkeys(key for key in self.data.getlist(name) if _KEY.fullmatch(key))
        return list(sent)[:most]

    def _read_row(self, rows: Rows, name: str, key: str) -> Values:
        prefix = f"{name}-{key}-"
        kind = rows.kind_of(self.data.get(f"{prefix}kind"))
        return {"key": key, "kind": kind.slug} | {one.name: self._read(one, prefix) for one in kind.fields}

    # --- checking

    def is_valid(self) -> bool:
        """Check everything; the words of what is wrong are in ``errors``."""
        self.errors = {}
        if not self.title:
            self.errors["title"] = _("Đặt tên cho bài.")
        for one in self.exercise.fields:
            self._check(one, self.values[one.name], one.name)
        for name, words in self.exercise.problems(self.values):
            self.errors.setdefault(name, str(words))
        return not self.errors

    def _check(self, one: Field, value: object, name: str) -> None:
        match one:
            case Text() if not value and one.is_required:
                self.errors[name] = str(one.missing)
            case Text() if len(str(value)) > one.max_length:
                self.errors[name] = _("Dài quá %(most)s kí tự. Rút ngắn lại.") % {"most": one.max_length}
            case Number() if not isinstance(value, int) or not one.min <= value <= one.max:
                self.errors[name] = _("Nhập số từ %(min)s đến %(max)s.") % {"min": one.min, "max": one.max}
            case Rows():
                if len(value) < one.min:
                    self.errors[name] = str(one.too_few)
                for row in value:
                    for inner in one.kind_of(row["kind"]).fields:
                        self._check(inner, row[inner.name], f"{name}-{row['key']}-{inner.name}")

    # --- changing rows without a script

    def change(self, deed: str) -> str:
        """Do «add:<list>[:<kind>]», «remove:<list>:<key>», «up:…» or «down:…»; return the id to jump to."""
        verb, _colon, rest = deed.partition(":")
        name, _colon, key = rest.partition(":")
        found = self._rows_named(name)
        if found is None:
            return ""
        rows, values = found
        place = next((number for number, row in enumerate(values) if row["key"] == key), None)
        if verb == "add" and len(values) < rows.max:
            kind = rows.kind_of(key)
            values.append(self._new_row(rows, kind))
            return f"row_{name}-{values[-1]['key']}"
        if place is None:
            return ""
        if verb == "remove":
            del values[place]
            return f"field-{name}"
        target = place + {"up": -1, "down": 1}.get(verb, 0)
        if 0 <= target < len(values):
            values[place], values[target] = values[target], values[place]
        return f"row_{name}-{key}"

    def _rows_named(self, name: str) -> tuple[Rows, list[Values]] | None:
        """Find a list by its name, ``answers`` or ``questions-<key>-answers``."""
        fields: Iterable[Field] = self.exercise.fields
        values: Values | None = self.values
        parts = name.split("-")
        for depth in range(0, len(parts), 2):
            rows = next((one for one in fields if isinstance(one, Rows) and one.name == parts[depth]), None)
            if rows is None or values is None:
                return None
            if depth == len(parts) - 1:
                return rows, values[rows.name]
            values = next((row for row in values[rows.name] if row["key"] == parts[depth + 1]), None)
            fields = rows.kind_of(values["kind"]).fields if values else ()
        return None

    # --- showing

    @property
    def sections(self) -> list[dict]:
        """Sections with their controls."""
        return [
            {
                "title": section.title,
                "is_folded": section.is_folded and not self._has_error(section.fields),
                "controls": [self._control(one, one.name, self.values[one.name]) for one in section.fields],
            }
            for section in self.exercise.sections
        ]

    def _has_error(self, fields: Iterable[Field]) -> bool:
        return any(name.partition("-")[0] == one.name for one in fields for name in self.errors)

    def _control(self, one: Field, name: str, value: object, depth: int = 1) -> Control:
        control = Control(one, name, value, self.errors.get(name, ""))
        if isinstance(one, Rows) and depth <= _DEEPEST:
            control.field = replace(one, kinds=self._offered(one))
            control.rows = [self._row(one, name, row, depth) for row in value]
            control.blanks = [self._blank(one, kind, name, depth) for kind in control.field.kinds]
        return control

    def _offered(self, rows: Rows) -> tuple[Kind, ...]:
        """Kinds that can be added with the libraries at hand."""
        if not isinstance(self.exercise, QuestionSet) or len(rows.kinds) == 1:
            return rows.kinds
        return tuple(kind for kind in rows.kinds if kind.slug in self.exercise.offered(self.kit))

    def _row(self, rows: Rows, name: str, row: Values, depth: int) -> Row:
        kind = rows.kind_of(row.get("kind"))
        prefix = f"{name}-{row['key']}-"
        controls = [
            self._control(one, f"{prefix}{one.name}", row.get(one.name, one.empty), depth + 1) for one in kind.fields
        ]
        return Row(row["key"], kind, prefix, controls)

    def _blank(self, rows: Rows, kind: Kind, name: str, depth: int) -> Row:
        return self._row(rows, name, self._new_row(rows, kind) | {"key": f"__k{depth}__"}, depth)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Errors for the summary: (id to jump to, words)."""
        return [(f"id_{name}" if name == "title" else f"field-{name}", words) for name, words in self.errors.items()]
