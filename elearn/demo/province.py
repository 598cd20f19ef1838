"""Makes the demo province part by part; a part is one transaction, so a run that was cut off is gone on with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from elearn.demo.learning import seed_progress
from elearn.demo.lessons import seed_course
from elearn.demo.library import resource_entries, seed_resource
from elearn.demo.live import seed_coming_classes, seed_past_class
from elearn.demo.people import seed_pupils, seed_staff
from elearn.demo.places import seed_classes, seed_schools, seed_units
from elearn.demo.reading import course_keys, json_content
from elearn.models import SeededPart


@dataclass(frozen=True)
class Part:
    """Something made once: its key, what the user is told, and the function that makes it."""

    key: str
    words: str
    make: Callable[[], None]


def parts() -> Iterator[Part]:
    """Yield the parts in the order in which they need each other."""
    yield Part("units", "40 xã, phường của Huế", seed_units)
    yield Part("schools", "trường (giả lập)", seed_schools)
    yield Part("classes", "lớp", seed_classes)
    yield Part("staff", "thầy cô, cán bộ", seed_staff)
    yield Part("pupils", "học sinh", seed_pupils)
    for entry in resource_entries():
        yield Part(f"resource/{entry['key']}", entry["title"], partial(seed_resource, entry))
    for key in course_keys():
        yield Part(f"course/{key}", _title(key), partial(seed_course, key))
        yield Part(f"progress/{key}", f"tiến độ: {_title(key)}", partial(seed_progress, key))
    yield Part("live/coming", "lớp trực tuyến sắp tới", seed_coming_classes)
    yield Part("live/past", "một buổi học trực tuyến đã qua", seed_past_class)


def _title(course_key: str) -> str:
    return json_content(f"courses/{course_key}/course.json")["title"]


def seed_province(*, report: Callable[[int, int, str], None]) -> int:
    """Make the parts that were not made yet and return how many; ``report`` hears (number, all, words) before each."""
    done = set(SeededPart.objects.values_list("key", flat=True))
    wanted = [part for part in parts() if part.key not in done]
    for number, part in enumerate(wanted, start=1):
        report(number, len(wanted), part.words)
        with transaction.atomic():
            part.make()
            SeededPart.objects.create(key=part.key)
    return len(wanted)
