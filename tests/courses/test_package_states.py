"""Where a pupil stopped in a package: kept, forgotten, and the newest of two devices."""

import datetime as dt
import json
import uuid

import pytest
from django.utils import timezone

from courses.models import PackageResult, SavedState
from courses.services import MAX_STATES, save_state
from schools.choices import Role
from tests.factories.courses import make_lesson
from tests.factories.package_work import file_block, make_package, told, work_address
from tests.factories.schools import MembershipFactory


@pytest.fixture
def package(db):
    """A package that is ready to be played."""
    return make_package()


@pytest.fixture
def lesson(course, package):
    """A published lesson that shows the package."""
    return make_lesson(course, blocks=[file_block(package)])


def put(client, lesson, package, key, value, age=0):
    return client.put(
        work_address(lesson, package, f"states/{key}/"),
        json.dumps(value),
        content_type="application/json",
        headers={"X-Age-Seconds": str(age)},
    )


def forget(client, lesson, package, key, age=0):
    return client.delete(work_address(lesson, package, f"states/{key}/"), headers={"X-Age-Seconds": str(age)})


def states(client, lesson, package):
    return client.get(work_address(lesson, package, "states/")).json()


KEYS = ["state/main", f"state/{uuid.UUID(int=7)}", "cmi/item_1", "cmi/ITEM-1.2:a", "position"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ['{"answers":[1]}', {"chapter": 3, "fraction": 0.25}, [1, "ê"], 7, True])
def test_a_value_comes_back_as_it_was(sign_in, pupil, lesson, package, key, value):
    client = sign_in(pupil)
    assert put(client, lesson, package, key, value).status_code == 204
    assert states(client, lesson, package) == {key: value}


def test_the_last_value_holds_and_null_forgets(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    put(client, lesson, package, "position", 1)
    put(client, lesson, package, "position", 2)
    put(client, lesson, package, "state/main", "x")
    assert states(client, lesson, package) == {"position": 2, "state/main": "x"}
    assert put(client, lesson, package, "position", None).status_code == 204
    assert forget(client, lesson, package, "state/main").status_code == 204
    assert forget(client, lesson, package, "cmi/never").status_code == 204
    assert states(client, lesson, package) == {}


def test_of_two_devices_the_one_worked_on_last_counts(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    put(client, lesson, package, "position", "hôm nay", age=60)
    assert put(client, lesson, package, "position", "ba ngày trước", age=3 * 86_400).status_code == 204
    assert states(client, lesson, package) == {"position": "hôm nay"}


def test_an_older_value_does_not_bring_back_what_was_forgotten(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    put(client, lesson, package, "position", 1, age=100)
    forget(client, lesson, package, "position", age=50)
    put(client, lesson, package, "position", 1, age=60)
    assert states(client, lesson, package) == {}
    put(client, lesson, package, "position", 2, age=10)
    assert states(client, lesson, package) == {"position": 2}


@pytest.mark.parametrize("age", ["-5", "x", "nan", "inf", "1e400", ""])
def test_an_age_that_makes_no_sense_is_no_reason_to_lose_work(sign_in, pupil, lesson, package, age):
    client = sign_in(pupil)
    assert put(client, lesson, package, "position", 1, age=age).status_code == 204
    assert states(client, lesson, package) == {"position": 1}


BAD_KEYS = [
    "state",
    "state/",
    "state/x",
    "state/main/x",
    "cmi/",
    "cmi/a/b",
    "cmi/<x>",
    f"cmi/{'a' * 101}",
    "other",
    "..%2F..",
]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_other_keys_are_refused(sign_in, pupil, lesson, package, key):
    answer = put(sign_in(pupil), lesson, package, key, 1)
    assert answer.status_code in (400, 404)
    assert forget(sign_in(pupil), lesson, package, key).status_code in (400, 404)
    assert not SavedState.objects.exists()


def test_a_value_that_is_too_long_is_refused_and_the_one_before_stays(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    assert put(client, lesson, package, "position", "a" * 99_998).status_code == 204
    answer = put(client, lesson, package, "position", "b" * 99_999)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert states(client, lesson, package)["position"][0] == "a"


def test_there_is_room_for_two_hundred_places(pupil, lesson, package, sign_in):
    client = sign_in(pupil)
    place = {"pupil": pupil, "lesson": lesson, "package": package}
    SavedState.objects.bulk_create(SavedState(key=f"cmi/{n}", value="1", **place) for n in range(MAX_STATES))
    answer = put(client, lesson, package, "cmi/more", 1)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_states")
    assert put(client, lesson, package, "cmi/7", 2).status_code == 204


@pytest.mark.parametrize("body", [b"{", b"NaN", b'"\\u0000"', b'"\\ud800"', b'{"a":1,"a":2}'])
def test_what_is_no_plain_json_is_refused(sign_in, pupil, lesson, package, body):
    address = work_address(lesson, package, "states/position/")
    assert sign_in(pupil).put(address, body, content_type="application/json").status_code == 400


def test_every_pupil_has_places_of_his_own(sign_in, pupil, lesson, package, school_class):
    other = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    put(sign_in(pupil), lesson, package, "position", 1)
    assert states(sign_in(other), lesson, package) == {}


@pytest.mark.parametrize("who", ["teacher", "manager", "officer", "stranger"])
def test_staff_have_none(sign_in, lesson, package, who, request):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(work_address(lesson, package, "states/")).status_code == 404
    assert put(client, lesson, package, "position", 1).status_code == 404
    assert forget(client, lesson, package, "position").status_code == 404


# --- «Làm lại từ đầu» ---


def restart(client, lesson, package, **data):
    return client.post(f"/hoc/{lesson.uuid}/goi/{package.uuid}/", {"do": "restart", **data})


def test_beginning_anew_forgets_the_places_and_keeps_the_results(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    put(client, lesson, package, "state/main", "dở dang")
    client.post(work_address(lesson, package), json.dumps([told("completed", raw=8)]), content_type="application/json")
    answer = restart(client, lesson, package)
    assert (answer.status_code, answer.url) == (302, lesson.get_url())
    assert states(client, lesson, package) == {}
    assert PackageResult.objects.get().best_scaled == 0.8


def test_a_place_still_on_its_way_does_not_undo_beginning_anew(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    put(client, lesson, package, "state/main", "dở dang", age=20)
    restart(client, lesson, package)
    put(client, lesson, package, "state/main", "từ máy khác", age=10)
    assert states(client, lesson, package) == {}


def test_beginning_anew_leads_back_only_to_pages_of_this_site(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    page = f"/hoc/{lesson.uuid}/goi/{package.uuid}/"
    assert restart(client, lesson, package, next=page).url == page
    assert restart(client, lesson, package, next="https://evil.example/").url == lesson.get_url()


def test_a_teacher_has_nothing_to_begin_anew(sign_in, teacher, stranger, lesson, package):
    assert restart(sign_in(teacher), lesson, package).status_code == 403
    assert restart(sign_in(stranger), lesson, package).status_code == 404


def test_the_age_decides_whatever_the_order(pupil, lesson, package):
    now = timezone.now()
    place = {"pupil": pupil, "lesson": lesson, "package": package, "key": "position"}
    assert save_state(**place, value="2", changed_at=now)
    assert not save_state(**place, value="1", changed_at=now - dt.timedelta(seconds=1))
    assert SavedState.objects.get().value == "2"
