"""The learner log: one way in, repeats harmless, projections a function of the set of statements."""

import datetime as dt
import json
import random
import uuid

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from courses.choices import Verb
from courses.models import LessonProgress, Statement
from courses.projections import Progress, progress_of
from courses.services import StatementConflict, rebuild_progress, record_statement
from schools.choices import Role
from tests.corpus import HOSTILE, REASON
from tests.factories.courses import make_course, make_lesson
from tests.factories.schools import MembershipFactory

CORPUS = HOSTILE / "xapi"
MOMENTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2026, 12, 31), timezones=st.just(dt.UTC))


class Told:
    """What a projection reads of a statement."""

    def __init__(self, verb, at):
        self.verb, self.effective_at, self.is_of_package = verb, at, False


@given(st.lists(st.tuples(st.sampled_from(Verb.values), MOMENTS), min_size=1, max_size=12), st.randoms())
def test_any_order_and_any_repetition_of_statements_says_the_same(told, chance):
    statements = [Told(*one) for one in told]
    shuffled = statements + [chance.choice(statements) for _ in range(5)]
    chance.shuffle(shuffled)
    assert progress_of(shuffled) == progress_of(statements)


@given(MOMENTS, MOMENTS)
def test_merging_is_the_same_both_ways(one, other):
    first, second = Progress.of(Verb.LAUNCHED, one), Progress.of(Verb.COMPLETED, other)
    assert first.merged(second) == second.merged(first)
    assert first.merged(first) == first


def rows():
    return list(
        LessonProgress.objects.order_by("pupil_id", "lesson_id").values_list(
            "pupil_id", "lesson_id", "course_id", "opened_at", "last_opened_at", "completed_at"
        )
    )


def test_the_rows_kept_up_are_the_rows_rebuilt(pupil, course, lesson):
    second = make_lesson(course, title="Bài 2")
    now = timezone.now()
    sent = [
        (uuid.uuid4(), verb, page, now - dt.timedelta(hours=hours))
        for verb, page, hours in [
            (Verb.LAUNCHED, lesson, 50),
            (Verb.COMPLETED, lesson, 40),
            (Verb.LAUNCHED, lesson, 1),
            (Verb.LAUNCHED, second, 30),
            (Verb.FAILED, second, 20),
            (Verb.COMPLETED, lesson, 45),
        ]
    ]
    sent += random.Random(7).sample(sent, 4)
    for key, verb, page, at in sent:
        record_statement(uuid=key, actor=pupil, verb=verb, course=course, lesson=page, timestamp=at)
    kept = rows()
    assert len(kept) == 2
    LessonProgress.objects.filter(lesson=lesson).update(completed_at=None, last_opened_at=now)
    LessonProgress.objects.filter(lesson=second).delete()
    assert rebuild_progress() == 2
    assert rows() == kept
    assert rebuild_progress() == 2
    assert rows() == kept


def test_rebuilding_drops_rows_without_statements_and_says_how_far_it_is(pupil, course, lesson, capsys):
    now = timezone.now()
    LessonProgress.objects.create(pupil=pupil, course=course, lesson=lesson, opened_at=now, last_opened_at=now)
    record_statement(
        uuid=uuid.uuid4(), actor=pupil, verb="launched", course=course, lesson=make_lesson(course, title="Bài 2")
    )
    call_command("rebuild_progress")
    assert "1/1" in capsys.readouterr().out
    assert not LessonProgress.objects.filter(lesson=lesson).exists()


def test_a_clock_ahead_never_counts_past_the_time_of_storing(pupil, course, lesson):
    future = timezone.now() + dt.timedelta(days=400)
    statement, _new = record_statement(
        uuid=uuid.uuid4(), actor=pupil, verb="completed", course=course, lesson=lesson, timestamp=future
    )
    assert statement.timestamp == future
    assert LessonProgress.objects.get().completed_at == statement.stored_at


def test_the_log_stays_when_the_lesson_is_deleted(pupil, course, lesson):
    record_statement(uuid=uuid.uuid4(), actor=pupil, verb="completed", course=course, lesson=lesson)
    name = lesson.iri
    lesson.delete()
    statement = Statement.objects.get()
    assert statement.lesson is None and statement.object_id == name
    assert rebuild_progress() == 0


def test_an_id_in_use_by_another_pupil_is_a_conflict_that_tells_nothing(pupil, course, lesson, school_class):
    key = uuid.uuid4()
    record_statement(uuid=key, actor=pupil, verb="completed", course=course, lesson=lesson)
    other = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    with pytest.raises(StatementConflict):
        record_statement(uuid=key, actor=other, verb="completed", course=course, lesson=lesson)
    assert not LessonProgress.objects.filter(pupil=other).exists()


# --- Through the API ---


def shaped(lesson, **changes):
    return {
        "id": str(uuid.uuid4()),
        "actor": {"account": {"homePage": "https://school.example", "name": "hs0001"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": lesson.iri},
        **changes,
    }


def send(client, body):
    return client.post("/api/statements/", json.dumps(body), content_type="application/json")


def test_a_statement_is_stored_for_whoever_is_signed_in(sign_in, pupil, lesson):
    body = shaped(lesson, result={"score": {"scaled": 0.8}}, timestamp="2026-11-20T19:30:00+07:00")
    answer = send(sign_in(pupil), body)
    assert answer.status_code == 200 and answer.json() == [body["id"]]
    statement = Statement.objects.get()
    assert statement.actor == pupil and statement.result == {"score": {"scaled": 0.8}}
    assert statement.school == lesson.get_parent().specific.school


def test_a_visitor_stores_nothing(client, lesson):
    assert send(client, shaped(lesson)).status_code in (401, 403)
    assert not Statement.objects.exists()


def test_a_batch_is_stored_whole_or_not_at_all(sign_in, pupil, course, lesson):
    client = sign_in(pupil)
    good = [shaped(lesson), shaped(make_lesson(course, title="Bài 2"))]
    answer = send(client, [*good, shaped(lesson, verb={"id": "http://adlnet.gov/expapi/verbs/hacked"})])
    assert (answer.status_code, answer.json()["code"], answer.json()["index"]) == (400, "unknown_verb", 2)
    assert not Statement.objects.exists() and not LessonProgress.objects.exists()
    assert send(client, good).status_code == 200
    assert send(client, good).status_code == 200
    assert Statement.objects.count() == 2


def test_fifty_at_once_are_enough(sign_in, pupil, lesson):
    assert send(sign_in(pupil), [shaped(lesson)] * 51).json()["code"] == "too_many"


def test_the_log_cannot_be_written_for_a_lesson_of_another_class(sign_in, pupil, colleague, other_school, stranger):
    foreign = make_lesson(make_course(teacher=stranger, school=other_school, is_for_school=True))
    answer = send(sign_in(pupil), shaped(foreign))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_activity")


@pytest.mark.parametrize("who", ["teacher", "manager", "officer"])
def test_staff_write_nothing_into_the_log(sign_in, lesson, who, request):
    answer = send(sign_in(request.getfixturevalue(who)), shaped(lesson))
    assert answer.status_code == 404
    assert not Statement.objects.exists()


BAD = [
    ({"id": "abc"}, 400, "bad_statement"),
    ({"id": None}, 400, "bad_statement"),
    ({"object": "x"}, 400, "bad_statement"),
    ({"object": {"id": 7}}, 400, "bad_statement"),
    ({"context": []}, 400, "bad_statement"),
    ({"object": {"id": "https://school.example/a/1"}}, 404, "unknown_activity"),
    ({"verb": {"id": "completed"}}, 400, "unknown_verb"),
    ({"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}}, 403, "voiding_not_allowed"),
    ({"timestamp": "2026-11-20T19:30:00"}, 400, "bad_timestamp"),
    ({"timestamp": "0001-01-01T00:00:00+14:00"}, 400, "bad_timestamp"),
    ({"timestamp": 5}, 400, "bad_timestamp"),
    ({"result": {"score": {"scaled": 99}}}, 400, "out_of_range"),
    ({"result": {"score": {"raw": 11, "max": 10}}}, 400, "out_of_range"),
    ({"result": {"score": {"scaled": "1"}}}, 400, "bad_result"),
    ({"result": {"score": {"scaled": True}}}, 400, "bad_result"),
    ({"result": {"grade": 10}}, 400, "bad_result"),
    ({"result": {"response": "a" * 5000}}, 413, "too_large"),
    ({"context": {"extensions": {"x": "a" * 20_000}}}, 413, "too_large"),
]


@pytest.mark.parametrize(("changes", "status", "code"), BAD)
def test_what_is_wrong_is_refused_with_a_code_and_words(sign_in, pupil, lesson, changes, status, code):
    answer = send(sign_in(pupil), shaped(lesson, **changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(answer.json()["message"]) > 10
    assert not Statement.objects.exists()


@pytest.mark.parametrize("body", [None, 5, "x", [None], [[]]])
def test_other_json_is_refused(sign_in, pupil, body):
    assert send(sign_in(pupil), body).status_code == 400


# --- The attack files, where they are at hand ---


def from_corpus(name, lesson):
    """Statements of a file, about the lesson instead of the activity they name."""
    if not CORPUS.exists():
        pytest.skip(REASON)
    told = [json.loads(line) for line in (CORPUS / name).read_text().splitlines() if line.strip()]
    for statement in told:
        if statement["object"].get("objectType") != "StatementRef":
            statement["object"]["id"] = lesson.iri
    return told


def test_a_score_out_of_range_in_the_attack_file_is_refused(sign_in, pupil, lesson):
    answer = send(sign_in(pupil), from_corpus("score_out_of_range.json", lesson)[0])
    assert (answer.status_code, answer.json()["code"]) == (400, "out_of_range")


def test_a_backdated_statement_is_kept_and_marked_for_the_teacher(sign_in, pupil, teacher, course, lesson):
    assert send(sign_in(pupil), from_corpus("backdated.json", lesson)[0]).status_code == 200
    assert Statement.objects.get().timestamp.year == 2001
    page = sign_in(teacher).get(f"/soan/khoa-hoc/{course.uuid}/tien-do/").content.decode()
    assert 'chưa rõ</span><b aria-hidden="true">?</b>' in page


def test_the_same_statement_twice_is_stored_once(sign_in, pupil, lesson):
    client = sign_in(pupil)
    assert [send(client, one).status_code for one in from_corpus("duplicate_same.jsonl", lesson)] == [200, 200]
    assert Statement.objects.count() == 1


def test_one_id_with_two_contents_is_a_conflict_and_the_first_stays(sign_in, pupil, lesson):
    client = sign_in(pupil)
    assert [send(client, one).status_code for one in from_corpus("duplicate_conflict.jsonl", lesson)] == [200, 409]
    assert Statement.objects.get().result["score"]["scaled"] == 1.0


def test_a_pupil_cannot_void(sign_in, pupil, lesson):
    answer = send(sign_in(pupil), from_corpus("voiding_by_pupil.json", lesson)[0])
    assert (answer.status_code, answer.json()["code"]) == (403, "voiding_not_allowed")


def test_iris_name_this_site(lesson):
    assert lesson.iri == f"{settings.SITE_URL}/hoc/{lesson.uuid}"
