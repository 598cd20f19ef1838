"""What a form of an exercise consists of: small descriptions that are read, shown and written by the same code."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

# By name of field; rows are lists of Values with "key" (and "kind" where they differ).
Values = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One control; ``name`` is its key among the values."""

    name: str
    label: object = ""
    help: object = ""

    @property
    def empty(self) -> object:
        """Value of a new form."""
        return ""


@dataclass(frozen=True)
class Text(Field):
    """Words. ``gaps`` asks for *words between asterisks* and offers the helper that makes them."""

    max_length: int = 500
    lines: int = 1
    is_required: bool = True
    gaps: bool = False
    is_extra: bool = False  # in a row: behind a line that opens
    default: object = ""
    missing: object = _("Điền vào ô này.")  # said where it is needed and empty

    @property
    def empty(self) -> object:
        """Words that most exercises of the type begin with."""
        return str(self.default)


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no."""

    default: bool = False

    @property
    def empty(self) -> object:
        """Value of a new form."""
        return self.default


@dataclass(frozen=True)
class Choice(Field):
    """One of a few."""

    options: tuple[tuple[str, object], ...] = ()
    default: str = ""

    @property
    def empty(self) -> object:
        """Value of a new form."""
        return self.default


@dataclass(frozen=True)
class Number(Field):
    """A whole number."""

    min: int = 0
    max: int = 100
    default: int = 0
    unit: str = ""

    @property
    def empty(self) -> object:
        """Value of a new form."""
        return self.default


@dataclass(frozen=True)
class Note(Field):
    """Words that are shown and sent along, not written here."""


@dataclass(frozen=True)
class Kind:
    """One sort of row, where rows differ: its name, its words, its fields."""

    slug: str
    label: object
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Rows(Field):
    """A list that grows: answers, questions. Each row has a key that stays, whatever happens around it."""

    one: object = ""  # what a row is called
    add: object = ""  # words of the button
    kinds: tuple[Kind, ...] = ()
    min: int = 1
    max: int = 20
    start: int = 2  # rows of a new form
    too_few: object = _("Cần thêm dòng ở đây.")

    def kind_of(self, slug: object) -> Kind:
        """Return the kind of a row; the first one for a name that means nothing."""
        return next((kind for kind in self.kinds if kind.slug == slug), self.kinds[0])


@dataclass(frozen=True)
class Section:
    """Fields that belong together on the page; ``is_folded`` puts them behind a line that opens."""

    title: object
    fields: tuple[Field, ...] = field(default_factory=tuple)
    is_folded: bool = False
