"""What packages of lessons tell of a pupil: who may tell it, what is kept, repeats and conflicts."""

import datetime as dt
import json
import uuid

import pytest
from django.conf import settings
from django.utils import timezone

from courses.models import LessonFile, LessonProgress, PackageResult, Statement
from courses.services import set_audience, unpublish_course, unpublish_lesson, update_lesson
from schools.choices import Role
from tests.corpus import HOSTILE, REASON
from tests.factories.content_repo import ResourceFactory
from tests.factories.courses import make_course, make_lesson
from tests.factories.package_work import (
    blanks_definition,
    choice_definition,
    file_block,
    make_package,
    resource_block,
    told,
    work_address,
)
from tests.factories.schools import MembershipFactory, SchoolClassFactory

CORPUS = HOSTILE / "xapi"
SUB = "0d4d3eae-9b2c-4f0b-a7f2-0f1f0f1f0f1f"


@pytest.fixture
def package(db):
    """A package that is ready to be played."""
    return make_package()


@pytest.fixture
def lesson(course, package):
    """A published lesson that shows the package."""
    return make_lesson(course, blocks=[file_block(package)])


def post(client, lesson, package, body, **headers):
    address = work_address(lesson, package)
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_an_answer_is_stored_with_actor_and_object_of_the_server(sign_in, pupil, course, lesson, package):
    sent = told("answered", raw=1, most=2, sub=SUB, actor={"name": "người khác"}, authority={"name": "x"})
    sent["object"]["definition"] = choice_definition()
    sent["result"]["response"] = "0[,]1"
    answer = post(sign_in(pupil), lesson, package, [sent])
    assert answer.status_code == 200 and answer.json() == [sent["id"]]
    one = Statement.objects.get()
    assert (one.actor, one.course, one.lesson, one.package) == (pupil, course, lesson, package)
    assert one.object_id == f"{settings.SITE_URL}/hoc/{lesson.uuid}/goi/{package.uuid}?subContentId={SUB}"
    assert one.result["response"] == "0[,]1" and one.result["score"]["scaled"] == 0.5
    extensions = one.context["extensions"]
    assert extensions[f"{settings.SITE_URL}/xapi/reported-by"] == "client"
    assert extensions[f"{settings.SITE_URL}/xapi/question"] == {
        "kind": "choice",
        "text": "Phân số nào bằng 1/2?",
        "correct": ["0[,]2"],
        "choices": {"0": "2/4", "1": "2/3", "2": "3/6"},
    }


def test_the_score_of_the_whole_becomes_the_result(sign_in, pupil, lesson, package):
    batch = [
        told("attempted"),
        told("answered", raw=1, most=1, sub=SUB),
        told("completed", raw=6),
        told("completed", raw=9, at="2026-11-21T19:30:00+07:00"),
        told("completed", raw=8, at="2026-11-22T19:30:00+07:00"),
    ]
    assert post(sign_in(pupil), lesson, package, batch).status_code == 200
    result = PackageResult.objects.get(pupil=pupil, lesson=lesson, package=package)
    assert (result.best_raw, result.best_max, result.best_scaled, result.last_scaled) == (9, 10, 0.9, 0.8)
    assert (result.attempts_count, result.is_passed) == (3, False)
    assert result.completed_at == dt.datetime.fromisoformat("2026-11-20T19:30:00+07:00")


def test_a_package_opens_the_lesson_but_never_completes_it(sign_in, pupil, lesson, package):
    post(sign_in(pupil), lesson, package, [told("passed", raw=10)])
    progress = LessonProgress.objects.get(pupil=pupil, lesson=lesson)
    assert progress.completed_at is None
    assert PackageResult.objects.get().is_passed


def test_a_type_that_only_shows_something_is_done_when_it_was_viewed(sign_in, pupil, lesson, package):
    post(sign_in(pupil), lesson, package, [told("viewed")])
    result = PackageResult.objects.get()
    assert result.completed_at and result.best_scaled is None and result.attempts_count == 0


def test_what_is_said_with_every_tap_is_acknowledged_and_forgotten(sign_in, pupil, lesson, package):
    batch = [told("interacted"), told("answered", raw=1, most=1), told("consumed")]
    answer = post(sign_in(pupil), lesson, package, batch)
    assert answer.json() == [one["id"] for one in batch]
    assert Statement.objects.get().verb == "answered"


def test_sending_again_changes_nothing_even_with_another_actor_in_it(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    batch = [told("completed", raw=7)]
    for sent in (batch, batch, [batch[0] | {"actor": {"name": "x"}, "stored": "2020-01-01T00:00:00Z"}]):
        assert post(client, lesson, package, sent).status_code == 200
    assert Statement.objects.count() == 1 and PackageResult.objects.get().attempts_count == 1


def test_one_id_with_two_contents_is_a_conflict_that_names_the_statement(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    first = told("completed", raw=3)
    post(client, lesson, package, [first])
    batch = [told("interacted"), told("attempted"), first | {"result": {"score": {"scaled": 1}}}]
    answer = post(client, lesson, package, batch)
    assert (answer.status_code, answer.json()["code"], answer.json()["index"]) == (409, "conflict", 2)
    assert Statement.objects.count() == 1 and PackageResult.objects.get().best_scaled == 0.3


def test_an_id_told_of_another_package_is_a_conflict(sign_in, pupil, course, lesson, package):
    other = make_package()
    second = make_lesson(course, title="Bài 2", blocks=[file_block(other)])
    client, sent = sign_in(pupil), [told("attempted")]
    assert post(client, lesson, package, sent).status_code == 200
    assert post(client, second, other, sent).status_code == 409


# --- Who ---


@pytest.mark.parametrize("who", ["teacher", "colleague", "manager", "officer", "reviewer", "stranger"])
def test_staff_play_without_a_trace(sign_in, lesson, package, who, request):
    assert post(sign_in(request.getfixturevalue(who)), lesson, package, [told()]).status_code == 404
    assert not Statement.objects.exists()


def test_a_visitor_is_refused(client, lesson, package):
    assert post(client, lesson, package, [told()]).status_code == 403


def test_a_pupil_of_another_school_finds_nothing(sign_in, other_school, lesson, package):
    school_class = SchoolClassFactory(school=other_school, name="6B")
    other = MembershipFactory(role=Role.PUPIL, school=other_school, school_class=school_class).user
    assert post(sign_in(other), lesson, package, [told()]).status_code == 404


def test_a_package_that_the_lesson_does_not_show_is_not_there(sign_in, pupil, lesson):
    assert post(sign_in(pupil), lesson, make_package(), [told()]).status_code == 404


def test_a_page_left_open_by_another_pupil_writes_nothing(sign_in, pupil, lesson, package):
    answer = post(sign_in(pupil), lesson, package, [told()], **{"X-Person": str(uuid.uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (403, "other_person")
    assert post(sign_in(pupil), lesson, package, [told()], **{"X-Person": str(pupil.uuid)}).status_code == 200


def test_a_package_of_a_published_resource_counts_and_one_the_pupil_may_not_see_does_not(
    sign_in, pupil, course, package, other_school
):
    client = sign_in(pupil)
    seen = make_lesson(course, title="Bài 2", blocks=[resource_block(ResourceFactory(files=[package.blob]))])
    assert post(client, seen, package, [told()]).status_code == 200
    hidden = ResourceFactory(files=[make_package().blob], school=other_school, visibility="school")
    other = make_lesson(course, title="Bài 3", blocks=[resource_block(hidden)])
    assert post(client, other, hidden.files.get().blob.package, [told()]).status_code == 404


def test_of_a_resource_only_the_file_chosen_is_in_the_lesson(sign_in, pupil, course):
    packages = [make_package(), make_package()]
    resource = ResourceFactory(files=[one.blob for one in packages])
    chosen = resource.files.get(blob=packages[0].blob)
    lesson = make_lesson(course, title="Bài 2", blocks=[resource_block(resource, chosen)])
    client = sign_in(pupil)
    assert [post(client, lesson, one, [told()]).status_code for one in packages] == [200, 404]


# --- Days without a link ---


def test_work_of_two_devices_that_comes_late_counts_when_it_was_done(sign_in, pupil, lesson, package):
    client, now = sign_in(pupil), timezone.now()
    ago = lambda days: (now - dt.timedelta(days=days)).isoformat()  # noqa: E731
    post(client, lesson, package, [told("completed", raw=9, at=ago(1))])
    post(client, lesson, package, [told("completed", raw=4, at=ago(5)), told("attempted", at=ago(6))])
    result = PackageResult.objects.get()
    assert (result.best_scaled, result.last_scaled, result.attempts_count) == (0.9, 0.9, 2)
    assert result.opened_at == now - dt.timedelta(days=6) and result.completed_at == now - dt.timedelta(days=5)


def test_a_clock_ahead_never_counts_past_the_time_of_storing(sign_in, pupil, lesson, package):
    post(sign_in(pupil), lesson, package, [told("completed", raw=9, at="2031-01-01T00:00:00Z")])
    assert PackageResult.objects.get().completed_at == Statement.objects.get().stored_at


def test_a_course_hidden_meanwhile_takes_nothing_until_it_is_back(sign_in, pupil, teacher, course, lesson, package):
    client, sent = sign_in(pupil), [told("completed", raw=9)]
    unpublish_course(course=course, by=teacher)
    assert post(client, lesson, package, sent).status_code == 404
    course.refresh_from_db()
    course.save_revision(user=teacher).publish()
    assert post(client, lesson, package, sent).status_code == 200


def test_a_lesson_hidden_or_closed_to_the_class_meanwhile_takes_nothing(
    sign_in, pupil, teacher, course, lesson, package
):
    client = sign_in(pupil)
    assert post(client, lesson, package, [told()]).status_code == 200
    set_audience(course=course, classes=[], is_for_school=False)
    assert post(client, lesson, package, [told()]).status_code == 404
    set_audience(course=course, classes=[], is_for_school=True)
    unpublish_lesson(lesson=lesson, by=teacher)
    assert post(client, lesson, package, [told()]).status_code == 404


def test_who_began_before_the_package_was_replaced_may_finish(sign_in, pupil, teacher, lesson, package):
    client = sign_in(pupil)
    post(client, lesson, package, [told("attempted")])
    new = make_package()
    update_lesson(lesson=lesson, by=teacher, fields={}, blocks=[file_block(new)], is_published=True)
    assert post(client, lesson, package, [told("completed", raw=9)]).status_code == 200
    assert PackageResult.objects.get().best_scaled == 0.9


def test_a_package_that_was_worked_on_is_kept_for_as_long_as_the_lesson(sign_in, pupil, course, package):
    resource = ResourceFactory(files=[package.blob])
    lesson = make_lesson(course, title="Bài 2", blocks=[resource_block(resource)])
    post(sign_in(pupil), lesson, package, [told("attempted")])
    assert LessonFile.objects.filter(lesson=lesson, blob=package.blob).exists()


# --- Shapes ---

NAN = float("nan")
BAD = [
    ({"id": "abc"}, 400, "bad_statement"),
    ({"id": None}, 400, "bad_statement"),
    ({"verb": "answered"}, 400, "bad_statement"),
    ({"verb": {"id": 7}}, 400, "bad_statement"),
    ({"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}}, 403, "voiding_not_allowed"),
    ({"object": "x"}, 400, "bad_statement"),
    ({"object": {"id": 7}}, 400, "bad_statement"),
    ({"object": {"id": "x?subContentId=../../1"}}, 400, "bad_statement"),
    ({"timestamp": "hôm qua"}, 400, "bad_timestamp"),
    ({"timestamp": "2026-11-20T19:30:00"}, 400, "bad_timestamp"),
    ({"timestamp": "9999-12-31T23:59:59Z"}, 400, "bad_timestamp"),
    ({"result": []}, 200, ""),
    ({"result": [1]}, 400, "bad_result"),
    ({"result": {"score": 5}}, 400, "bad_result"),
    ({"result": {"score": {"scaled": 99}}}, 400, "out_of_range"),
    ({"result": {"score": {"scaled": -1.1}}}, 400, "out_of_range"),
    ({"result": {"score": {"raw": 11, "min": 0, "max": 10}}}, 400, "out_of_range"),
    ({"result": {"score": {"raw": -1, "min": 0, "max": 10}}}, 400, "out_of_range"),
    ({"result": {"score": {"min": 5, "max": 1}}}, 400, "out_of_range"),
    ({"result": {"score": {"scaled": "1"}}}, 400, "bad_result"),
    ({"result": {"score": {"scaled": True}}}, 400, "bad_result"),
    ({"result": {"score": {"percent": 1}}}, 400, "bad_result"),
    ({"result": {"score": {"scaled": NAN}}}, 400, None),
    ({"result": {"response": "a" * 4001}}, 413, "too_large"),
    ({"context": {"x": "a" * 17_000}}, 413, "too_large"),
    ({"timestamp": 5}, 400, "bad_timestamp"),
]


@pytest.mark.parametrize(("changes", "status", "code"), BAD)
def test_what_is_wrong_is_refused_whole_with_the_place_and_words(
    sign_in, pupil, lesson, package, changes, status, code
):
    answer = post(sign_in(pupil), lesson, package, [told(raw=1), told("answered") | changes])
    assert answer.status_code == status
    if status != 200:
        assert not Statement.objects.exists() and not PackageResult.objects.exists()
    if code:
        assert (answer.json()["code"], answer.json()["index"]) == (code, 1)
        assert len(answer.json()["message"]) > 10


def test_what_only_decorates_is_left_out(sign_in, pupil, lesson, package):
    result = {
        "score": {"min": 0, "max": 0, "raw": 0, "scaled": None},
        "duration": "PTNaNS",
        "success": "true",
        "response": 7,
        "extensions": {"x": 1},
    }
    assert post(sign_in(pupil), lesson, package, [told("answered", result=result)]).status_code == 200
    assert Statement.objects.get().result == {}


def test_a_definition_of_any_shape_is_taken_as_far_as_it_is_one(sign_in, pupil, lesson, package):
    shapes = [
        5,
        [],
        {"interactionType": ["x"], "choices": {"a": 1}, "correctResponsesPattern": [1]},
        {"choices": [1, {}]},
    ]
    batch = [told("answered", object={"definition": shape}) for shape in shapes]
    assert post(sign_in(pupil), lesson, package, batch).status_code == 200
    assert Statement.objects.count() == 4


def test_only_a_list_of_at_most_fifty_is_taken(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    assert post(client, lesson, package, told()).json()["code"] == "not_a_list"
    assert post(client, lesson, package, [told() for _number in range(51)]).json()["code"] == "too_many"
    assert post(client, lesson, package, [told() for _number in range(50)]).status_code == 200
    assert post(client, lesson, package, []).json() == []


@pytest.mark.parametrize("body", [None, 5, "x", [None], [[]], {"id": 1}])
def test_other_json_is_refused(sign_in, pupil, lesson, package, body):
    assert post(sign_in(pupil), lesson, package, body).status_code == 400


def test_a_runaway_package_is_told_to_wait(sign_in, pupil, lesson, package, monkeypatch):
    from courses.api.package_work import WorkThrottle

    monkeypatch.setattr(WorkThrottle, "rate", "2/min")
    client = sign_in(pupil)
    answers = [post(client, lesson, package, [told()]) for _number in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_a_batch_costs_a_constant_number_of_queries_besides_the_rows(
    sign_in, pupil, lesson, package, django_assert_max_num_queries
):
    client = sign_in(pupil)
    post(client, lesson, package, [told("attempted")])
    with django_assert_max_num_queries(110):  # a look and, with its savepoint, an insert each
        post(client, lesson, package, [told("answered", raw=1, sub=uuid.uuid4()) for _number in range(20)])


# --- The attack files, where they are at hand ---


def from_corpus(name):
    if not CORPUS.exists():
        pytest.skip(REASON)
    return [json.loads(line) for line in (CORPUS / name).read_text().splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("score_out_of_range.json", [400]),
        ("backdated.json", [200]),
        ("duplicate_same.jsonl", [200, 200]),
        ("duplicate_conflict.jsonl", [200, 409]),
        ("voiding_by_pupil.json", [403]),
    ],
)
def test_attack_statements_are_handled_as_their_list_says(sign_in, pupil, lesson, package, name, statuses):
    client = sign_in(pupil)
    assert [post(client, lesson, package, [one]).status_code for one in from_corpus(name)] == statuses


def test_attack_json_never_breaks_the_server(sign_in, pupil, lesson, package):
    folder = HOSTILE / "json"
    if not folder.exists():
        pytest.skip(REASON)
    client = sign_in(pupil)
    for path in sorted(folder.iterdir()):
        for rest, method in (("statements/", client.post), ("states/position/", client.put)):
            answer = method(work_address(lesson, package, rest), path.read_bytes(), content_type="application/json")
            assert answer.status_code < 500, path.name
    assert not Statement.objects.exists()


def test_a_text_with_gaps_is_kept_without_what_nobody_reads(sign_in, pupil, lesson, package):
    sent = told("answered", raw=1, most=2)
    sent["object"]["definition"] = blanks_definition()
    sent["result"]["response"] = "5[,]3"
    post(sign_in(pupil), lesson, package, [sent])
    question = Statement.objects.get().context["extensions"][f"{settings.SITE_URL}/xapi/question"]
    assert question == {
        "kind": "fill-in",
        "text": "Điền số.\nNửa của 10 là __________, nửa của 8 là __________.",
        "correct": ["{case_matters=true}5[,]4"],
    }


def test_a_course_of_another_class_is_closed(sign_in, pupil, teacher, school, package):
    course = make_course(teacher=teacher, school=school, title="Toán 7")
    lesson = make_lesson(course, blocks=[file_block(package)])
    assert post(sign_in(pupil), lesson, package, [told()]).status_code == 404
