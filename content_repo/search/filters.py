"""What a visitor narrows a search by, to and from the address of the page."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MAX_TEXT_LENGTH = 200
MAX_VALUES = 30  # of one filter
LIGHT_BYTES = 1_000_000

# Name in the address → facet of the index.
PARAMETERS = {
    "mon": "subject",
    "lop": "grade",
    "loai": "kind",
    "cap": "level",
    "bo": "series",
    "gp": "license",
    "truong": "school",
    "tieng": "language",
    "dd": "format",
}
PARAMETER_OF = {facet: name for name, facet in PARAMETERS.items()}


class Sort(TextChoices):
    """Orders of a list of results."""

    RELEVANCE = "phu-hop", _("Phù hợp nhất")
    LIGHTEST = "nhe", _("Nhẹ nhất trước")
    NEWEST = "moi", _("Mới nhất")
    MOST_USED = "nhieu", _("Được dùng nhiều")


@dataclass(frozen=True)
class Filters:
    """Text, values of each facet (any of them), and the small ones only."""

    text: str = ""
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_light: bool = False
    sort: str = Sort.RELEVANCE

    @property
    def count(self) -> int:
        """Number of conditions besides the text."""
        return sum(len(values) for values in self.facets.values()) + self.is_light

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.text or self.count)

    def has(self, facet: str, value: str) -> bool:
        """Whether a value is ticked."""
        return value in self.facets.get(facet, ())

    def toggled(self, facet: str, value: str) -> "Filters":
        """Return the same filters with one value ticked or no longer ticked."""
        values = self.facets.get(facet, ())
        values = tuple(v for v in values if v != value) if value in values else (*values, value)
        facets = {**self.facets, facet: values}
        return replace(self, facets={name: kept for name, kept in facets.items() if kept})

    def query(self) -> str:
        """Return the filters as the query of an address."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(PARAMETER_OF[facet], value) for facet, values in self.facets.items() for value in values]
        if self.is_light:
            pairs.append(("nhe", "1"))
        if self.sort != Sort.RELEVANCE:
            pairs.append(("sap", self.sort))
        return urlencode(pairs)


def read_filters(parameters) -> Filters:
    """Return the filters of a query (``QueryDict``); what makes no sense is left out, as a filter can do no harm."""
    facets = {}
    for name, facet in PARAMETERS.items():
        values = tuple(dict.fromkeys(v for v in parameters.getlist(name) if v and len(v) <= 80))[:MAX_VALUES]
        if values:
            facets[facet] = values
    sort = parameters.get("sap", "")
    return Filters(
        text=" ".join(parameters.get("q", "").replace("\0", "").split())[:MAX_TEXT_LENGTH],
        facets=facets,
        is_light=parameters.get("nhe") == "1",
        sort=sort if sort in Sort.values else Sort.RELEVANCE,
    )
