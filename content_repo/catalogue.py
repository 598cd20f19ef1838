"""What the catalogue page shows of an answer of the index: cards, filters with their counts, ways out."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from content_repo.choices import ContentLanguage, EducationalLevel, License, ResourceKind, Visibility
from content_repo.curriculum import Curriculum, SubjectLabel, curriculum
from content_repo.search.filters import PARAMETER_OF, Filters, Sort
from content_repo.search.queries import PAGE_SIZE, Answer, Hit, count_hits, search
from content_repo.search.suggestions import did_you_mean
from schools.models import School

SHOWN_OPTIONS = 8  # the rest of a filter is folded away
MAX_SCHOOLS = 12
UNKNOWN_SUBJECT = SubjectLabel("", "", "", "toan", "book-open")
LEGENDS = {
    "subject": gettext_lazy("Môn học"),
    "grade": pgettext_lazy("grade", "Lớp"),
    "kind": gettext_lazy("Loại"),
    "level": gettext_lazy("Cấp học"),
    "series": gettext_lazy("Bộ sách"),
    "license": gettext_lazy("Giấy phép"),
    "school": gettext_lazy("Trường"),
}
CHOICES = {"kind": ResourceKind, "level": EducationalLevel, "license": License, "language": ContentLanguage}
QUICK_KINDS = [(ResourceKind.LESSON_PLAN, "notebook-pen"), (ResourceKind.AUDIO, "headphones")]


@dataclass(frozen=True)
class Card:
    """One resource in a list."""

    hit: Hit
    subject: SubjectLabel

    @property
    def title(self) -> str:
        """Title of the resource."""
        return self.hit.card["title"]

    @property
    def url(self) -> str:
        """Address of its page."""
        return reverse("content_repo:resource", args=[self.hit.uuid])

    @property
    def kind(self) -> str:
        """What it is."""
        return _label(ResourceKind, self.hit.card["kind"])

    @property
    def format(self) -> str:
        """Formats of its files, two at most."""
        return " + ".join(self.hit.card["formats"][:2])

    @property
    def filed_under(self) -> str:
        """«Toán, lớp 8»."""
        grades = grade_words(self.hit.card["grades"])
        return f"{self.subject.label}, {grades}" if grades else self.subject.label

    @property
    def made_by(self) -> str:
        """Author and school."""
        return f"{self.hit.card['author']}, {self.hit.card['school']}"

    @property
    def size_bytes(self) -> int:
        """Size of all its files."""
        return self.hit.card["size_bytes"]

    @property
    def restriction(self) -> str:
        """Who else sees it, where that is not everyone."""
        visibility = self.hit.card["visibility"]
        return "" if visibility == Visibility.PUBLIC else _label(Visibility, visibility)


@dataclass(frozen=True)
class Option:
    """One value of a filter."""

    value: str
    label: str
    count: int
    is_ticked: bool


@dataclass(frozen=True)
class FilterGroup:
    """One filter: its values in their order."""

    parameter: str
    legend: str
    options: list[Option]

    @property
    def first(self) -> list[Option]:
        """Values shown at once."""
        return self.options[:SHOWN_OPTIONS]

    @property
    def rest(self) -> list[Option]:
        """Values folded away."""
        return self.options[SHOWN_OPTIONS:]

    @property
    def is_rest_ticked(self) -> bool:
        """Whether the folded values must be open."""
        return any(option.is_ticked for option in self.rest)


@dataclass(frozen=True)
class WayOut:
    """A link that changes the filters; ``count`` is what it leads to, where known."""

    label: str
    query: str
    count: int | None = None
    icon: str = ""
    is_on: bool = False


class Catalogue:
    """The catalogue of one visitor with one set of filters."""

    def __init__(self, *, filters: Filters, user, page_number=1):
        self.filters = filters
        self.user = user
        number = int(page_number) if str(page_number).isdecimal() and len(str(page_number)) < 6 else 1
        answer = search(filters=filters, user=user, page=number)
        self.is_indexed = answer is not None
        self.answer = answer or Answer(hits=[], total=0)
        self.page: Page = Paginator(range(self.answer.total), PAGE_SIZE).get_page(number)
        if self.page.number != number and self.answer.total:  # past the end: show the last page
            self.answer = search(filters=filters, user=user, page=self.page.number) or self.answer

    @property
    def cards(self) -> list[Card]:
        """Resources of this page."""
        subjects = self._curriculum.subjects
        return [Card(hit, subjects.get(hit.card["subject"], UNKNOWN_SUBJECT)) for hit in self.answer.hits]

    @property
    def next_count(self) -> int:
        """Number of resources on the next page."""
        return min(PAGE_SIZE, self.answer.total - self.page.end_index())

    @cached_property
    def groups(self) -> list[FilterGroup]:
        """Filters that have something to choose between."""
        groups = [self._group(facet) for facet in LEGENDS]
        return [g for g in groups if len(g.options) > 1 or any(option.is_ticked for option in g.options)]

    @cached_property
    def active(self) -> list[WayOut]:
        """Conditions in force, each with the query without it."""
        ways = [
            WayOut(self._labels(facet, [value])[value], self.filters.toggled(facet, value).query())
            for facet, values in self.filters.facets.items()
            for value in values
        ]
        if self.filters.is_light:
            ways.append(WayOut(_("Dưới 1 MB"), replace(self.filters, is_light=False).query()))
        return ways

    @property
    def quick(self) -> list[WayOut]:
        """Filters at one tap above the list."""
        light = replace(self.filters, is_light=not self.filters.is_light)
        ways = [WayOut(_("Dưới 1 MB"), light.query(), icon="feather", is_on=self.filters.is_light)]
        for kind, icon in QUICK_KINDS:
            toggled = self.filters.toggled("kind", kind)
            ways.append(WayOut(kind.label, toggled.query(), icon=icon, is_on=self.filters.has("kind", kind)))
        return ways

    @property
    def without_filters(self) -> str:
        """Query with the text alone."""
        return Filters(text=self.filters.text, sort=self.filters.sort).query()

    @cached_property
    def did_you_mean(self) -> str | None:
        """Another way to write the text, where this one finds nothing that has all its words."""
        if not self.filters.text or (self.answer.total and not self.answer.is_relaxed):
            return None
        return did_you_mean(text=self.filters.text, user=self.user)

    @property
    def ways_out(self) -> list[WayOut]:
        """Conditions to drop where nothing was found, those that lead to most first; none that lead to nothing."""
        ways = []
        for facet, values in self.filters.facets.items():
            fewer = {name: kept for name, kept in self.filters.facets.items() if name != facet}
            label = ", ".join(self._labels(facet, values).values())
            ways.append(self._way_out(label, replace(self.filters, facets=fewer)))
        if self.filters.is_light:
            ways.append(self._way_out(_("Dưới 1 MB"), replace(self.filters, is_light=False)))
        if self.filters.text and self.filters.count:
            ways.append(self._way_out(f"“{self.filters.text}”", replace(self.filters, text="")))
        return sorted((way for way in ways if way.count), key=lambda way: -way.count)

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """Orders offered."""
        return Sort.choices

    def _way_out(self, label: str, filters: Filters) -> WayOut:
        return WayOut(label, filters.query(), count=count_hits(filters=filters, user=self.user))

    def _group(self, facet: str) -> FilterGroup:
        counts = dict(self.answer.facets.get(facet, {}))
        for value in self.filters.facets.get(facet, ()):
            counts.setdefault(value, 0)
        if facet == "school":
            most = sorted(counts, key=lambda value: (not self.filters.has(facet, value), -counts[value]))[:MAX_SCHOOLS]
            counts = {value: counts[value] for value in most}
        options = [
            Option(value, label, counts[value], self.filters.has(facet, value))
            for value, label in self._labels(facet, counts).items()
        ]
        return FilterGroup(PARAMETER_OF[facet], str(LEGENDS[facet]), options)

    def _labels(self, facet: str, values) -> dict[str, str]:
        """Return value → label in the order of the programme; a value nobody knows stands for itself."""
        known = self._known_labels(facet, values)
        return {value: label for value, label in known.items() if value in values} | {
            value: value for value in values if value not in known
        }

    def _known_labels(self, facet: str, values) -> dict[str, str]:
        if facet == "subject":
            return {key: subject.label for key, subject in self._curriculum.subjects.items()}
        if facet == "series":
            return self._curriculum.series
        if facet == "grade":
            return {str(number): _("Lớp %(number)s") % {"number": number} for number in self._curriculum.grades}
        if facet == "school":
            return {code: name for code, name in self._school_names.items() if code in values}
        return {value: str(label).partition(" – ")[0] for value, label in CHOICES.get(facet, ResourceKind).choices}

    @cached_property
    def _curriculum(self) -> Curriculum:
        return curriculum()

    @cached_property
    def _school_names(self) -> dict[str, str]:
        codes = {*self.answer.facets.get("school", {}), *self.filters.facets.get("school", ())}
        return dict(School.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def grade_words(grades: list[int]) -> str:
    """Return «lớp 8», «lớp 6–9» or «lớp 6, 8»."""
    if not grades:
        return ""
    is_run = len(grades) > 2 and grades == list(range(grades[0], grades[-1] + 1))
    numbers = f"{grades[0]}–{grades[-1]}" if is_run else ", ".join(map(str, grades))
    return ngettext("lớp %(numbers)s", "lớp %(numbers)s", len(grades)) % {"numbers": numbers}


def _label(choices, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
