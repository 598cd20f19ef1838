"""What a set of statements says of a package, in whatever order and however often they come."""

import datetime as dt
import random
import uuid

from hypothesis import given
from hypothesis import strategies as st

from courses.choices import PACKAGE_VERBS
from courses.models import LessonProgress, PackageResult
from courses.package_statement_reading import read_package_statement
from courses.projections import outcome_of, scaled_score
from courses.services import rebuild_progress, record_package_statements
from tests.factories.courses import make_lesson
from tests.factories.package_work import file_block, make_package, told

MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2), timezones=st.just(dt.UTC))
SCORES = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"scaled": st.floats(-1, 1)}),
    st.integers(1, 20).flatmap(
        lambda most: st.fixed_dictionaries({"raw": st.integers(0, most), "max": st.just(most), "min": st.just(0)})
    ),
)
RESULTS = st.fixed_dictionaries({}, optional={"score": SCORES, "success": st.booleans(), "completion": st.booleans()})


class Told:
    """What a projection reads of a statement."""

    def __init__(self, verb, at, result, is_of_sub_content):
        self.uuid = uuid.uuid4()
        self.verb, self.effective_at, self.result = verb, at, result
        self.is_of_sub_content = is_of_sub_content


TOLD = st.builds(Told, st.sampled_from(sorted(PACKAGE_VERBS)), MOMENTS, RESULTS, st.booleans())


@given(st.lists(TOLD, min_size=1, max_size=12), st.randoms())
def test_any_order_and_any_repetition_say_the_same(statements, chance):
    shuffled = statements + [chance.choice(statements) for _ in range(5)]
    chance.shuffle(shuffled)
    assert outcome_of(shuffled) == outcome_of(statements)


@given(st.lists(TOLD, min_size=1, max_size=12))
def test_scores_are_shares_and_the_best_is_at_least_the_last(statements):
    outcome = outcome_of(statements)
    assert outcome.opened_at <= outcome.last_opened_at
    if outcome.best_scaled is None:
        assert outcome.last_scaled is None and outcome.attempts_count == 0
    else:
        assert 0 <= outcome.last_scaled <= outcome.best_scaled <= 1 and outcome.attempts_count > 0


@given(st.lists(TOLD, min_size=1, max_size=8), st.lists(TOLD, max_size=8))
def test_parts_of_a_package_count_only_for_the_times(statements, parts):
    for part in parts:
        part.is_of_sub_content = True
    whole, more = outcome_of(statements), outcome_of([*statements, *parts])
    assert vars(more) | {"opened_at": 0, "last_opened_at": 0} == vars(whole) | {"opened_at": 0, "last_opened_at": 0}


def at(hour, verb, **result):
    return Told(verb, dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC), result, False)


def test_one_end_told_with_two_verbs_is_one_attempt():
    first = [at(1, "completed", score={"scaled": 0.5}), at(1, "failed", score={"scaled": 0.5})]
    second = [at(2, "completed", score={"scaled": 0.9}), at(2, "passed", score={"scaled": 0.9})]
    outcome = outcome_of(first + second)
    assert (outcome.attempts_count, outcome.is_passed, outcome.best_scaled) == (2, True, 0.9)


def test_who_passed_once_has_passed():
    assert outcome_of([at(1, "passed"), at(2, "failed")]).is_passed is True
    assert outcome_of([at(1, "answered", success=False)]).is_passed is False
    assert outcome_of([at(1, "attempted")]).is_passed is None


def test_of_equal_scores_the_first_is_the_best():
    outcome = outcome_of(
        [at(2, "completed", score={"raw": 5, "max": 10}), at(1, "completed", score={"raw": 10, "max": 20})]
    )
    assert (outcome.best_raw, outcome.best_max) == (10, 20)


def test_points_are_turned_into_a_share_between_least_and_most():
    assert scaled_score({"score": {"raw": 15, "min": 10, "max": 20}}) == 0.5
    assert scaled_score({"score": {"raw": 5}}) is None
    assert scaled_score({"score": {"scaled": -0.5}}) == 0
    assert scaled_score({}) is None


FIELDS = [
    *("pupil_id", "lesson_id", "course_id", "package_id", "attempts_count", "best_scaled", "best_raw", "best_max"),
    *("last_scaled", "is_passed", "opened_at", "last_opened_at", "completed_at"),
]


def rows():
    return list(PackageResult.objects.order_by("pupil_id", "lesson_id", "package_id").values_list(*FIELDS))


def test_the_rows_kept_up_are_the_rows_rebuilt(pupil, course):
    packages = [make_package(), make_package()]
    lesson = make_lesson(course, blocks=[file_block(one) for one in packages])
    told_all = [
        (package, told(verb, raw=raw, at=f"2026-11-{day:02}T08:00:00Z"))
        for package in packages
        for verb, raw, day in [("attempted", None, 3), ("completed", 4, 3), ("completed", 9, 2), ("failed", 4, 3)]
    ]
    told_all += random.Random(7).sample(told_all, 4)
    random.Random(3).shuffle(told_all)
    for package, raw in told_all:
        read = [read_package_statement(raw)]
        record_package_statements(actor=pupil, course=course, lesson=lesson, package=package, told=read)
    kept = rows()
    assert [row[4:6] for row in kept] == [(2, 0.9), (2, 0.9)]
    PackageResult.objects.filter(package=packages[0]).update(best_scaled=1, attempts_count=70)
    PackageResult.objects.filter(package=packages[1]).delete()
    PackageResult.objects.create(
        pupil=course.teacher,
        course=course,
        lesson=lesson,
        package=packages[0],
        opened_at=kept[0][10],
        last_opened_at=kept[0][10],
    )
    assert rebuild_progress() == 1
    assert rows() == kept
    assert LessonProgress.objects.get().completed_at is None
