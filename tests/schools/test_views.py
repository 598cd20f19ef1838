"""Pages of schools: who gets in, what they show, what forms do."""

import csv
import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from schools.choices import Area, Role, SchoolLevel
from schools.models import Membership, SchoolClass
from schools.years import school_year_of
from tests.factories.accounts import UserFactory
from tests.factories.schools import MembershipFactory, SchoolClassFactory, SchoolFactory


def page(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def addresses(school, school_class, pupil):
    """Addresses of the pages of ``school`` by name."""
    return {
        "class_list": reverse("schools:class_list"),
        "school_list": reverse("schools:school_list"),
        "school_class": school_class.get_absolute_url(),
        "school": reverse("schools:school", args=[school.uuid]),
        "add_class": reverse("schools:add_class", args=[school.uuid]),
        "staff": reverse("schools:staff", args=[school.uuid]),
        "roster_import": reverse("schools:roster_import", args=[school.uuid]),
    }


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        ("pupil", [403, 403, 404, 200, 404, 404, 404]),
        ("teacher", [200, 403, 200, 200, 404, 404, 404]),
        ("colleague", [200, 403, 404, 200, 404, 404, 404]),
        ("stranger", [200, 403, 404, 404, 404, 404, 404]),
        ("reviewer", [403, 403, 404, 200, 404, 404, 404]),
        ("manager", [200] * 7),
        ("officer", [200] * 7),
    ],
)
def test_each_page_opens_for_its_roles_only(request, sign_in, addresses, role, answers):
    client = sign_in(request.getfixturevalue(role))
    assert [client.get(path).status_code for path in addresses.values()] == answers


def test_visitors_are_sent_to_sign_in(client, addresses):
    for path in addresses.values():
        assert client.get(path)["Location"] == f"/dang-nhap/?next={path}"


@pytest.mark.parametrize("name", ["school_class", "school", "add_class", "staff", "roster_import"])
def test_an_unknown_school_or_class_is_not_found(sign_in, officer, name):
    assert sign_in(officer).get(reverse(f"schools:{name}", args=[uuid.uuid4()])).status_code == 404


# --- Classes


def test_pupils_stand_in_vietnamese_order(sign_in, teacher, school_class):
    names = [("Trần", "Yến"), ("Nguyễn", "Đức"), ("Lê", "Dung"), ("Đỗ", "Ánh"), ("Bùi", "Ân"), ("An", "Ánh")]
    for last_name, first_name in names:
        user = UserFactory(last_name=last_name, first_name=first_name)
        MembershipFactory(user=user, role=Role.PUPIL, school=school_class.school, school_class=school_class)
    text = page(sign_in(teacher).get(school_class.get_absolute_url()))
    order = ["An Ánh", "Đỗ Ánh", "Bùi Ân", "Lê Dung", "Nguyễn Đức", "Trần Yến"]
    places = [text.index(f'<td class="b">{name}</td>') for name in order]
    assert places == sorted(places)


def test_pupils_who_left_the_class_are_not_listed(sign_in, teacher, pupil, school_class):
    Membership.objects.filter(user=pupil).update(ends_on=timezone.localdate() - timezone.timedelta(days=1))
    assert "Lớp chưa có học sinh nào" in page(sign_in(teacher).get(school_class.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_class_costs_the_same_queries(
    sign_in, teacher, school_class, count, django_assert_max_num_queries
):
    for _n in range(count):
        MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class)
    client = sign_in(teacher)
    with django_assert_max_num_queries(7):
        client.get(school_class.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_queries(sign_in, officer, count, django_assert_max_num_queries):
    for n in range(count):
        SchoolClassFactory(name=f"6A{n}")
    client = sign_in(officer)
    for name in ("class_list", "school_list"):
        with django_assert_max_num_queries(8):
            page(client.get(reverse(f"schools:{name}")))


def test_a_class_is_found_by_its_schools_name_without_marks(sign_in, officer, school_class, other_school):
    SchoolClassFactory(school=other_school, name="9Z", grade=9)
    text = page(sign_in(officer).get("/lop/", {"q": "hong van"}))
    assert "Lớp 6A" in text
    assert "Lớp 9Z" not in text


def test_classes_are_shown_by_school_year_this_one_first(sign_in, manager, school):
    this_year = school_year_of(timezone.localdate())
    SchoolClassFactory(school=school, name="8X", school_year="2019-2020")
    SchoolClassFactory(school=school, name="8Y", school_year=this_year)
    client = sign_in(manager)
    assert "Lớp 8X" not in page(client.get("/lop/"))
    assert "Lớp 8X" in page(client.get("/lop/", {"nam_hoc": "2019-2020"}))
    assert "Lớp 8Y" in page(client.get("/lop/", {"nam_hoc": "tat-ca"}))


def test_classes_sort_by_number_not_by_letter(sign_in, manager, school):
    for name in ("6A10", "6A2", "6A1"):
        SchoolClassFactory(school=school, name=name)
    text = page(sign_in(manager).get("/lop/"))
    assert text.index("Lớp 6A1<") < text.index("Lớp 6A2<") < text.index("Lớp 6A10<")


@pytest.mark.parametrize("query", ["?nam_hoc=x&sap_xep=y&trang=z", "?q=%00", "?trang=-4", "?q=" + "a" * 300])
def test_wrong_filters_are_left_out(sign_in, officer, school_class, query):
    client = sign_in(officer)
    assert client.get("/lop/" + query).status_code == 200
    assert client.get("/truong/" + query).status_code == 200


# --- Passwords


def test_a_new_password_is_shown_once_works_and_is_not_kept_by_browsers(sign_in, client, teacher, pupil, school_class):
    path = reverse("schools:reset_password", args=[school_class.uuid, pupil.uuid])
    assert sign_in(teacher).get(path).status_code == 405
    response = client.post(path, {"dang": "csv"})
    assert "no-store" in response["Cache-Control"]
    [_header, row] = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert row[:3] == ["6A", str(pupil), pupil.username]
    pupil.refresh_from_db()
    assert pupil.check_password(row[3])


def test_the_card_names_school_class_and_account(sign_in, teacher, pupil, school_class):
    path = reverse("schools:reset_password", args=[school_class.uuid, pupil.uuid])
    text = page(sign_in(teacher).post(path))
    for words in ("Trường THCS Hồng Vân", "lớp 6A", pupil.username, "chỉ hiện một lần"):
        assert words in text


@pytest.mark.parametrize("role", ["colleague", "stranger", "pupil", "reviewer"])
def test_others_can_not_reset_a_password(request, sign_in, pupil, school_class, role):
    path = reverse("schools:reset_password", args=[school_class.uuid, pupil.uuid])
    assert sign_in(request.getfixturevalue(role)).post(path).status_code == 404
    pupil.refresh_from_db()
    assert pupil.check_password("chu-voi-con")


def test_a_colleagues_password_can_not_be_reset_through_a_class(sign_in, manager, teacher, school_class):
    path = reverse("schools:reset_password", args=[school_class.uuid, teacher.uuid])
    assert sign_in(manager).post(path).status_code == 404


def test_the_password_of_a_pupil_who_is_also_staff_stays(sign_in, teacher, pupil, school, school_class):
    MembershipFactory(user=pupil, role=Role.REVIEWER, school=school)
    path = reverse("schools:reset_password", args=[school_class.uuid, pupil.uuid])
    assert sign_in(teacher).post(path).status_code == 302
    pupil.refresh_from_db()
    assert pupil.check_password("chu-voi-con")


def test_cards_of_a_class_are_for_those_who_never_signed_in(sign_in, teacher, pupil, school_class):
    User.objects.filter(pk=pupil.pk).update(last_login=timezone.now())
    newcomer = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    path = reverse("schools:issue_cards", args=[school_class.uuid])
    text = page(sign_in(teacher).post(path))
    assert newcomer.username in text
    assert pupil.check_password("chu-voi-con")
    User.objects.update(last_login=timezone.now())
    assert sign_in(teacher).post(path)["Location"] == school_class.get_absolute_url()


# --- Schools


def test_schools_are_found_without_marks_by_name_code_or_commune(sign_in, officer, school, other_school):
    client = sign_in(officer)
    for text in ("hong van", "HỒNG VÂN", school.code, school.administrative_unit.name):
        answer = page(client.get("/truong/", {"q": text}))
        assert "Hồng Vân" in answer
        assert "Phú Bài" not in answer


def test_schools_are_filtered_by_level_area_and_commune(sign_in, officer, school, other_school):
    other_school.level, other_school.area = SchoolLevel.PRIMARY, Area.MOUNTAIN
    other_school.save()
    client = sign_in(officer)
    for query in ({"cap_hoc": "TH"}, {"khu_vuc": "mountain"}, {"xa": other_school.administrative_unit.code}):
        answer = page(client.get("/truong/", query))
        assert "Phú Bài" in answer
        assert "Hồng Vân" not in answer


def test_schools_sort_in_vietnamese_order_by_default(sign_in, officer):
    for name in ("Trường Ẩn", "Trường Ánh", "Trường Đông", "Trường Dương"):
        SchoolFactory(name=name)
    text = page(sign_in(officer).get("/truong/"))
    places = [text.index(name) for name in ("Trường Ánh", "Trường Ẩn", "Trường Dương", "Trường Đông")]
    assert places == sorted(places)


@pytest.mark.parametrize("sort", ["", "xa", "ma", "hoc-sinh"])
def test_long_lists_of_schools_are_paged_in_each_order(sign_in, officer, sort):
    for _n in range(30):
        SchoolFactory()
    client = sign_in(officer)
    first, second = (page(client.get("/truong/", {"sap_xep": sort, "trang": n})) for n in (1, 2))
    assert first.count("Trường THCS số") == 24
    assert second.count("Trường THCS số") == 6


def test_a_manager_finds_only_the_own_school(sign_in, manager, school, other_school):
    text = page(sign_in(manager).get("/truong/"))
    assert "Hồng Vân" in text
    assert "Phú Bài" not in text


def test_the_list_of_schools_comes_as_a_table_too(sign_in, officer, school, other_school):
    response = sign_in(officer).get("/truong/", {"dinh-dang": "csv", "q": "hong van"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["Mã trường", school.code]


def test_a_class_is_added_once_however_often_it_is_sent(sign_in, manager, school):
    year = school_year_of(timezone.localdate())
    client = sign_in(manager)
    for _n in range(2):
        answer = client.post(reverse("schools:add_class", args=[school.uuid]), {"name": " 7B ", "school_year": year})
        assert answer.status_code == 302
    assert SchoolClass.objects.get(school=school).grade == 7


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "Lá"}, {"grade": "99"}, {"school_year": "x"}, {"name": "x" * 30}]
)
def test_a_wrong_class_is_refused(sign_in, manager, school, change):
    form = {"name": "7B", "school_year": school_year_of(timezone.localdate())} | change
    answer = sign_in(manager).post(reverse("schools:add_class", args=[school.uuid]), form)
    assert answer.status_code == 400
    assert not SchoolClass.objects.exists()


# --- Staff


def test_a_manager_gives_and_ends_a_role(sign_in, manager, school):
    user = UserFactory(username="co.lan")
    client, path = sign_in(manager), reverse("schools:staff", args=[school.uuid])
    assert client.post(path, {"username": " CO.LAN ", "role": "reviewer"}).status_code == 302
    membership = user.memberships.get()
    assert (membership.role, membership.school) == (Role.REVIEWER, school)
    assert "Người duyệt" in page(client.get(path, {"q": user.last_name}))
    end = reverse("schools:end_role", args=[school.uuid, membership.uuid])
    assert "Thôi vai trò?" in page(client.get(end))
    assert client.post(end)["Location"] == path
    assert not Membership.objects.current().filter(user=user).exists()


def test_a_teacher_is_given_a_class_of_this_school_only(sign_in, manager, colleague, school, other_school):
    year = school_year_of(timezone.localdate())
    own = SchoolClassFactory(school=school, school_year=year)
    foreign = SchoolClassFactory(school=other_school, school_year=year)
    client, path = sign_in(manager), reverse("schools:staff", args=[school.uuid])
    form = {"username": colleague.username, "role": "teacher"}
    assert client.post(path, form | {"school_class": foreign.uuid}).status_code == 400
    assert client.post(path, form | {"school_class": "rac"}).status_code == 400
    assert client.post(path, form | {"school_class": own.uuid}).status_code == 302
    assert colleague.memberships.filter(school_class=own).exists()


@pytest.mark.parametrize("role", ["department_officer", "pupil", "superuser", ""])
def test_a_school_gives_no_role_above_itself(sign_in, manager, colleague, school, role):
    path = reverse("schools:staff", args=[school.uuid])
    assert sign_in(manager).post(path, {"username": colleague.username, "role": role}).status_code == 400
    assert colleague.memberships.count() == 1


def test_a_pupil_gets_no_role_of_staff_and_a_reviewer_no_class(sign_in, manager, colleague, pupil, school):
    year = school_year_of(timezone.localdate())
    school_class = SchoolClassFactory(school=school, school_year=year)
    client, path = sign_in(manager), reverse("schools:staff", args=[school.uuid])
    assert "tài khoản học sinh" in client.post(path, {"username": pupil.username, "role": "teacher"}).content.decode()
    form = {"username": colleague.username, "role": "reviewer", "school_class": school_class.uuid}
    assert "Chỉ giáo viên mới có lớp dạy" in client.post(path, form).content.decode()


def test_nobody_ends_their_own_role_or_one_of_another_school(sign_in, manager, stranger, school):
    client = sign_in(manager)
    own = manager.memberships.get()
    assert client.post(reverse("schools:end_role", args=[school.uuid, own.uuid])).status_code == 403
    foreign = stranger.memberships.get()
    assert client.post(reverse("schools:end_role", args=[school.uuid, foreign.uuid])).status_code == 404


# --- Open data


@pytest.mark.parametrize(("role", "status"), [("officer", 200), ("manager", 403), ("teacher", 403), ("pupil", 403)])
def test_the_open_list_of_schools_is_for_officers(request, sign_in, school, role, status):
    client = sign_in(request.getfixturevalue(role))
    assert client.get("/api/schools/").status_code == status
    assert client.post("/api/schools/").status_code in (403, 405)


def test_visitors_get_no_open_data(client, db):
    assert client.get("/api/schools/").status_code in (401, 403)


def test_the_open_list_has_codes_as_text_and_coordinates(sign_in, officer, school):
    school.code, school.latitude, school.longitude = "0460001", 16.31, 107.12
    school.save()
    [found] = sign_in(officer).get("/api/schools/").json()["results"]
    assert (found["code"], found["latitude"], found["longitude"]) == ("0460001", 16.31, 107.12)
    assert found["unit_name"] == school.administrative_unit.name
    assert sign_in(officer).get("/api/schools/0460001/").json() == found
