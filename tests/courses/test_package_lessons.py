"""Packages on the page of a lesson and on a page of their own: with the pupil's work, and for all others as a trial."""

import json

import pytest

from content_repo.choices import PackageFormat, PackageState
from content_repo.players import PLAYERS
from courses.models import PackageResult, Statement
from courses.queries import lesson_parts, lesson_sizes
from schools.choices import Role
from tests.factories.content_repo import ResourceFactory
from tests.factories.courses import make_course, make_lesson
from tests.factories.package_work import file_block, make_package, resource_block, told, work_address
from tests.factories.schools import MembershipFactory, SchoolClassFactory


@pytest.fixture
def package(db):
    """A package that is ready to be played."""
    return make_package()


@pytest.fixture
def lesson(course, package):
    """A published lesson that shows the package."""
    return make_lesson(course, blocks=[file_block(package, caption="Làm hai lượt nhé")])


def page(client, lesson):
    return client.get(lesson.get_url()).content.decode()


def work(lesson, package):
    return work_address(lesson, package, "")


def record(client, lesson, package, *statements):
    address = work_address(lesson, package)
    assert client.post(address, json.dumps(statements), content_type="application/json").status_code == 200


def test_a_pupil_gets_the_player_with_the_address_of_the_own_work(sign_in, pupil, lesson, package):
    text = page(sign_in(pupil), lesson)
    assert f'data-work="{work(lesson, package)}"' in text
    assert f'data-person="{pupil.uuid}"' in text
    assert "content_repo/player.js" in text and "courses/package_work.js" in text and "packages.css" in text
    assert "Làm hai lượt nhé" in text


@pytest.mark.parametrize("who", ["teacher", "colleague", "manager", "officer"])
def test_staff_try_it_without_a_trace(sign_in, lesson, package, who, request):
    text = page(sign_in(request.getfixturevalue(who)), lesson)
    assert "data-player" in text
    assert 'data-work=""' in text and "data-person" not in text and "package_work.js</script>" not in text
    assert "Làm lại từ đầu" not in text


def test_a_teacher_sees_a_draft_as_pupils_will(sign_in, teacher, lesson, package):
    text = sign_in(teacher).get(f"/soan/bai/{lesson.uuid}/xem/").content.decode()
    assert "data-player" in text and 'data-work=""' in text


def test_the_own_result_and_the_way_to_begin_anew_stand_below(sign_in, pupil, lesson, package):
    client = sign_in(pupil)
    assert "Làm lại từ đầu" not in page(client, lesson)
    record(client, lesson, package, told("completed", raw=6), told("completed", raw=8))
    text = page(client, lesson)
    assert "<b>8/10" in text and "lần tốt nhất trong 2 lần" in text and "Đã làm xong" in text
    assert "Làm lại từ đầu" in text and f"/soan/bai/{lesson.uuid}/ket-qua/{pupil.uuid}/" in text


def test_another_pupil_sees_no_result_of_the_first(sign_in, pupil, lesson, package, school_class):
    record(sign_in(pupil), lesson, package, told("completed", raw=8))
    other = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    assert "<b>8/10" not in page(sign_in(other), lesson)


def test_a_package_that_waits_says_so_kindly_and_tells_the_teacher_why(sign_in, pupil, teacher, course):
    lesson = make_lesson(course, blocks=[file_block(make_package(state=PackageState.WAITING))])
    text = page(sign_in(pupil), lesson)
    assert "chờ Sở kiểm tra" in text and "data-player" not in text and "Xem thư viện nào còn chờ" not in text
    assert "Xem thư viện nào còn chờ" in page(sign_in(teacher), lesson)


def test_a_format_without_a_player_is_a_file_to_download(sign_in, pupil, course):
    package = make_package(package_format=PackageFormat.CARTRIDGE)
    text = page(sign_in(pupil), make_lesson(course, blocks=[file_block(package)]))
    assert "data-player" not in text and "Tải xuống" in text and "trang riêng" not in text


def test_a_resource_shows_its_packages_and_previews_its_other_files(sign_in, pupil, course, package):
    lesson = make_lesson(course, blocks=[resource_block(ResourceFactory(files=[package.blob]))])
    assert f'data-work="{work(lesson, package)}"' in page(sign_in(pupil), lesson)


def test_the_price_of_a_lesson_is_what_starting_costs_and_not_the_whole_archive(pupil, course, lesson, package):
    sizes = lesson_sizes(lesson_parts([lesson], pupil))
    assert sizes[lesson.pk] == PLAYERS[package.format].size_bytes(package) != package.blob.size_bytes
    package.state = PackageState.WAITING
    package.save()
    assert lesson_sizes(lesson_parts([lesson], pupil))[lesson.pk] == 0


def test_a_lesson_of_many_packages_costs_no_more_queries(
    sign_in, pupil, course, package, django_assert_max_num_queries
):
    one = make_lesson(course, title="Một", blocks=[file_block(package)])
    many = make_lesson(course, title="Nhiều", blocks=[file_block(make_package()) for _number in range(6)])
    client = sign_in(pupil)
    page(client, one), page(client, many)  # opened once today
    with django_assert_max_num_queries(60) as counted:
        page(client, one)
    before = len(counted)
    with django_assert_max_num_queries(before):
        page(client, many)


def test_the_page_may_hold_the_frames_of_packages(sign_in, pupil, lesson):
    policy = sign_in(pupil).get(lesson.get_url())["Content-Security-Policy"]
    assert "frame-src 'self'" in policy


# --- A package on a page of its own ---


def own_page(client, lesson, package):
    return client.get(f"/hoc/{lesson.uuid}/goi/{package.uuid}/")


def test_a_package_on_its_own_page_starts_at_once_and_counts_as_opening_the_lesson(sign_in, pupil, lesson, package):
    answer = own_page(sign_in(pupil), lesson, package)
    text = answer.content.decode()
    assert "data-open" in text and f'data-work="{work(lesson, package)}"' in text
    assert Statement.objects.get().verb == "launched"


def test_its_page_is_for_those_who_see_the_lesson(
    client, sign_in, teacher, officer, stranger, other_school, lesson, package
):
    assert own_page(client, lesson, package).url.startswith("/dang-nhap/")
    for user in (teacher, officer):
        assert 'data-work=""' in own_page(sign_in(user), lesson, package).content.decode()
    school_class = SchoolClassFactory(school=other_school, name="6B")
    foreign = MembershipFactory(role=Role.PUPIL, school=other_school, school_class=school_class).user
    for user in (stranger, foreign):
        assert own_page(sign_in(user), lesson, package).status_code == 404
    assert not Statement.objects.exists()


def test_a_package_of_a_draft_is_for_its_teacher_alone(sign_in, teacher, colleague, pupil, course):
    package = make_package()
    draft = make_lesson(course, title="Nháp", blocks=[file_block(package)], is_published=False)
    assert own_page(sign_in(teacher), draft, package).status_code == 200
    for user in (colleague, pupil):
        assert own_page(sign_in(user), draft, package).status_code == 404


def test_a_package_of_another_lesson_is_not_there(sign_in, pupil, lesson):
    assert own_page(sign_in(pupil), lesson, make_package()).status_code == 404


def test_what_a_pupil_began_stays_open_when_the_lesson_shows_it_no_more(
    sign_in, pupil, teacher, course, lesson, package
):
    client = sign_in(pupil)
    record(client, lesson, package, told("attempted"))
    lesson.body = []
    lesson.save()
    assert own_page(client, lesson, package).status_code == 200
    assert own_page(sign_in(teacher), lesson, package).status_code == 404
    assert PackageResult.objects.exists()


def test_a_course_that_is_hidden_hides_its_packages(sign_in, pupil, teacher, school, school_class, package):
    course = make_course(teacher=teacher, school=school, classes=[school_class], title="Ẩn", is_published=False)
    lesson = make_lesson(course, blocks=[file_block(package)])
    assert own_page(sign_in(pupil), lesson, package).status_code == 404
