"""The curriculum as lists and filters name it: read once, then kept in the cache."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import get_language

from content_repo.models import Grade, Subject, TextbookSeries, Topic
from content_repo.search.folding import fold

CACHE_KEY = "curriculum"
CACHE_SECONDS = 300  # a change in the editor's pages shows within five minutes


@dataclass(frozen=True)
class SubjectLabel:
    """What a card and a filter show of a subject."""

    key: str
    name: str
    name_en: str
    hue: str
    icon: str

    @property
    def label(self) -> str:
        """Name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name


@dataclass(frozen=True)
class TopicLabel:
    """A topic for suggestions; ``folded`` is its name without marks."""

    name: str
    folded: str
    subject: str
    grade: int


@dataclass(frozen=True)
class Curriculum:
    """All of it, in the order of the programme."""

    subjects: dict[str, SubjectLabel]
    series: dict[str, str]
    grades: list[int]
    topics: list[TopicLabel]


def curriculum() -> Curriculum:
    """Return the curriculum, from the cache where it is fresh."""
    return cache.get_or_set(CACHE_KEY, _read, CACHE_SECONDS)


def forget_curriculum() -> None:
    """Read the database again next time."""
    cache.delete(CACHE_KEY)


def _read() -> Curriculum:
    subjects = Subject.objects.values_list("key", "name", "name_en", "hue", "icon")
    topics = Topic.objects.values_list("name", "subject__key", "grade_id")
    return Curriculum(
        subjects={row[0]: SubjectLabel(*row) for row in subjects},
        series=dict(TextbookSeries.objects.values_list("key", "name")),
        grades=list(Grade.objects.values_list("number", flat=True)),
        topics=[TopicLabel(name, fold(name), subject, grade) for name, subject, grade in topics],
    )
