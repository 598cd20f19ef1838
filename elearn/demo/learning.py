"""What pupils have learned so far: statements of the past weeks, through the one way into the learner log."""

import datetime as dt
import random

from django.utils import timezone

from accounts.models import User
from courses.choices import Verb
from courses.models import CoursePage, LessonPage
from courses.services import pupils_addressed, record_statement
from elearn.demo.people import user_of
from elearn.demo.reading import demo_uuid, json_content

# Of the pupil with a sign-in of their own: lessons done in each course; the next one is open.
OWN_PUPIL, OWN_DONE = "hs.nhi", {"toan-6-phan-so": 3, "khtn-6-te-bao": 1}
# Longer ago than any pupil's first lesson: nobody learns a lesson before it is there.
LESSONS_SINCE = dt.timedelta(weeks=8)


def seed_progress(course_key: str) -> None:
    """Let the pupils of a course have done some lessons over the last weeks; some have not begun."""
    course = CoursePage.objects.get(uuid=demo_uuid("course", course_key))
    keys = json_content(f"courses/{course_key}/course.json")["lessons"]
    uuids = [demo_uuid("lesson", course_key, key) for key in keys]
    found = {lesson.uuid: lesson for lesson in LessonPage.objects.filter(uuid__in=uuids)}
    lessons = [found[uuid] for uuid in uuids if uuid in found]
    LessonPage.objects.filter(uuid__in=uuids).update(first_published_at=timezone.now() - LESSONS_SINCE)
    for pupil in pupils_addressed(course):
        chance = random.Random(f"{course_key} {pupil.uuid}")  # noqa: S311 - made-up progress
        done = chance.choice([0, 1, 2, 2, 3, 3, 4, len(lessons)])
        if pupil == user_of(OWN_PUPIL):
            done = OWN_DONE[course_key]
        elif chance.random() < 0.12:
            continue
        _learn(pupil, course, lessons, done, chance)


def _learn(pupil: User, course: CoursePage, lessons: list[LessonPage], done: int, chance: random.Random) -> None:
    """Record each lesson done as opened and completed, and the one after as opened, some days apart."""
    moment = timezone.now() - dt.timedelta(days=chance.randint(2, 6) + 4 * done, minutes=chance.randint(0, 600))
    for number, lesson in enumerate(lessons[: done + 1]):
        _record(pupil, course, lesson, Verb.LAUNCHED, moment)
        if number < done:
            minutes = (lesson.estimated_minutes or 20) + chance.randint(-5, 20)
            _record(pupil, course, lesson, Verb.COMPLETED, moment + dt.timedelta(minutes=minutes))
            moment += dt.timedelta(days=chance.randint(2, 4), minutes=chance.randint(-90, 90))
    User.objects.filter(pk=pupil.pk).update(last_login=min(moment, timezone.now()))


def _record(pupil, course, lesson, verb, moment) -> None:
    uuid = demo_uuid("statement", pupil.uuid, lesson.uuid, verb)
    record_statement(
        uuid=uuid, actor=pupil, verb=verb, course=course, lesson=lesson, timestamp=min(moment, timezone.now())
    )
