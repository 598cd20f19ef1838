"""Taking over rosters: what is new, what moves, what stays, and that nothing happens by halves or twice."""

import uuid

import pytest

from accounts.models import User
from schools import services
from schools.choices import ImportState, Role
from schools.models import Membership, RosterImport, SchoolClass
from schools.rosters.planning import plan_of
from schools.rosters.problems import RosterError
from tests.factories.accounts import UserFactory
from tests.factories.schools import MembershipFactory, SchoolClassFactory

HEADER = "username,full_name,class\n"
THREE = HEADER + "hs0001,Nguyễn Thị Ánh,6A\nhs0002,Trần Đức Hưởng,6A\nhs0003,Lò Thị Mỷ,6B\n"
NOTHING_NEW = {"created": 0, "moved": 0, "unchanged": 3, "skipped": 0, "classes": 0}


@pytest.fixture
def start(school, manager):
    """Return a function that reads a roster of ``school``."""

    def start(text, **options):
        values = {"uuid": uuid.uuid4(), "school": school, "school_year": "2026-2027", "by": manager}
        return services.start_roster_import(**values | {"file_name": "6.csv", "data": text.encode()} | options)

    return start


@pytest.fixture
def take_over(start, manager):
    """Return a function that reads a roster and applies it."""
    return lambda text, **options: services.apply_roster_import(roster_import=start(text), by=manager, **options)


def classes_of(username):
    current = Membership.objects.current().filter(user__username=username)
    return [membership.school_class.name for membership in current]


def test_looking_at_a_file_changes_no_pupil(start, school):
    roster = start(THREE)
    plan = plan_of(roster)
    assert (len(plan.new), plan.new_classes) == (3, {"6A": 6, "6B": 6})
    assert User.objects.filter(username__startswith="hs").count() == 0
    assert SchoolClass.objects.count() == 0


def test_applying_makes_pupils_classes_and_cards_that_work(take_over, school):
    outcome = take_over(THREE)
    assert outcome.counts == {"created": 3, "moved": 0, "unchanged": 0, "skipped": 0, "classes": 2}
    assert [card.user.username for card in outcome.cards] == ["hs0001", "hs0002", "hs0003"]
    pupil = User.objects.get(username="hs0003")
    assert (pupil.last_name, pupil.first_name) == ("Lò Thị", "Mỷ")
    assert pupil.check_password(outcome.cards[2].password)
    assert not (pupil.is_staff or pupil.is_superuser or pupil.must_change_password)
    membership = pupil.memberships.get()
    assert (membership.role, membership.school, membership.school_class.name) == (Role.PUPIL, school, "6B")


def test_applying_the_same_import_twice_changes_nothing_and_gives_no_cards_again(start, manager):
    roster = start(THREE)
    first = services.apply_roster_import(roster_import=roster, by=manager)
    again = services.apply_roster_import(roster_import=roster, by=manager)
    assert again.counts == first.counts
    assert again.cards == []
    assert User.objects.filter(username__startswith="hs").count() == 3


def test_importing_the_same_file_twice_changes_nothing(take_over):
    take_over(THREE)
    passwords = set(User.objects.values_list("password", flat=True))
    outcome = take_over(THREE)
    assert outcome.counts == NOTHING_NEW
    assert set(User.objects.values_list("password", flat=True)) == passwords
    assert Membership.objects.filter(role=Role.PUPIL).count() == 3


def test_sending_a_file_twice_with_its_uuid_keeps_one_import(start):
    key = uuid.uuid4()
    assert start(THREE, uuid=key) == start(THREE, uuid=key)
    assert RosterImport.objects.count() == 1


def test_a_uuid_of_another_school_gives_an_import_of_ones_own(start, other_school):
    theirs = start(THREE, school=other_school)
    own = start(HEADER + "hs0009,Trần Thị Mỵ,6C\n", uuid=theirs.uuid)
    theirs.refresh_from_db()
    assert (own.uuid != theirs.uuid, len(own.rows), len(theirs.rows)) == (True, 1, 3)


def test_a_pupil_in_another_class_is_moved(take_over, start):
    take_over(THREE)
    text = HEADER + "hs0001,Nguyễn Thị Ánh,6B\n"
    plan = plan_of(start(text))
    assert [(row.username, plan.old_class_names[user.pk]) for row, user in plan.moved] == [("hs0001", "6A")]
    assert take_over(text).counts["moved"] == 1
    assert classes_of("hs0001") == ["6B"]


def test_pupils_that_the_file_leaves_out_stay(take_over):
    take_over(THREE)
    take_over(HEADER + "hs0004,Đỗ Văn Tí,6A\n")
    assert classes_of("hs0001") == ["6A"]


def test_a_new_year_moves_pupils_to_its_classes(take_over, start, manager):
    take_over(THREE)
    roster = start(THREE.replace(",6", ",7"), school_year="2027-2028")
    outcome = services.apply_roster_import(roster_import=roster, by=manager)
    assert (outcome.counts["moved"], outcome.counts["classes"]) == (3, 2)
    assert classes_of("hs0001") == ["7A"]


def test_an_existing_class_is_used_whatever_its_letter_case(take_over, school):
    SchoolClassFactory(school=school, name="6A", grade=6)
    take_over(HEADER + "hs0001,Nguyễn Thị Ánh,6a\n")
    assert SchoolClass.objects.count() == 1


@pytest.mark.parametrize("owner", ["pupil elsewhere", "teacher here", "nobody's", "superuser"])
def test_a_username_of_someone_else_is_taken_and_nothing_is_told_about_whom(start, school, other_school, owner):
    user = UserFactory(username="hs0001", last_name="Bí", first_name="Mật", is_superuser=owner == "superuser")
    if owner == "pupil elsewhere":
        school_class = SchoolClassFactory(school=other_school)
        MembershipFactory(user=user, role=Role.PUPIL, school=other_school, school_class=school_class)
    elif owner == "teacher here":
        MembershipFactory(user=user, role=Role.TEACHER, school=school)
    [problem] = plan_of(start(THREE)).problems
    assert (problem.code, problem.line, problem.value) == ("username_taken", 2, "hs0001")
    assert "Mật" not in problem.words


def test_wrong_rows_stop_everything_unless_they_are_left_out(start, manager):
    roster = start(THREE + "hs 9,Sai,6A\nhs0010,,6A\n")
    with pytest.raises(services.RosterProblemsError):
        services.apply_roster_import(roster_import=roster, by=manager)
    assert User.objects.filter(username__startswith="hs").count() == 0
    outcome = services.apply_roster_import(roster_import=roster, by=manager, skip_wrong=True)
    assert (outcome.counts["created"], outcome.counts["skipped"]) == (3, 2)


def test_a_warning_alone_stops_nothing(start, manager):
    roster = start(THREE.encode().decode("cp1252", "replace"))
    assert [problem["code"] for problem in roster.problems] == ["looks_broken"]
    assert services.apply_roster_import(roster_import=roster, by=manager).counts["created"] == 3


def test_another_name_under_a_known_username_asks_for_a_look(take_over, start):
    take_over(THREE)
    [problem] = plan_of(start(HEADER + "hs0001,Phạm Văn Khác,6A\n")).problems
    assert (problem.code, problem.value) == ("name_differs", "Nguyễn Thị Ánh")
    assert plan_of(start(HEADER + "hs0001,NGUYEN THI ANH,6A\n")).problems == []


def test_a_new_class_without_a_grade_is_asked_for_it(start, take_over):
    text = HEADER + "be0001,Nguyễn Thị Ánh,Lá 1\n"
    assert [problem.code for problem in plan_of(start(text)).problems] == ["unknown_grade"]
    take_over("username,full_name,class,khối\nbe0001,Nguyễn Thị Ánh,Lá 1,0\n")
    assert SchoolClass.objects.get().grade == 0


def test_a_discarded_import_is_gone_for_good(start, manager):
    roster = start(THREE)
    services.discard_roster_import(roster_import=roster)
    roster.refresh_from_db()
    assert (roster.state, roster.rows) == (ImportState.DISCARDED, [])
    with pytest.raises(services.RosterClosedError):
        services.apply_roster_import(roster_import=roster, by=manager)


def test_an_applied_import_can_not_be_discarded(start, manager):
    roster = start(THREE)
    services.apply_roster_import(roster_import=roster, by=manager)
    services.discard_roster_import(roster_import=roster)
    roster.refresh_from_db()
    assert roster.state == ImportState.APPLIED


def test_a_file_that_can_not_be_read_leaves_no_import(start):
    with pytest.raises(RosterError):
        start(HEADER)
    assert RosterImport.objects.count() == 0


def test_a_large_import_hands_out_its_cards_class_by_class(take_over):
    rows = "".join(f"hs{n:04},Nguyễn Văn Số{n},6A\n" for n in range(services.MAX_CARDS_AT_ONCE + 1))
    outcome = take_over(HEADER + rows)
    assert outcome.counts["created"] == services.MAX_CARDS_AT_ONCE + 1
    assert outcome.cards == []
    assert not User.objects.get(username="hs0000").has_usable_password()


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_costs_the_same_queries_for_one_and_three_pupils(take_over, start, count, django_assert_num_queries):
    take_over(THREE)
    roster = start("".join(THREE.splitlines(keepends=True)[: count + 1]))
    with django_assert_num_queries(4):  # classes, users, memberships in force, memberships
        assert len(plan_of(roster).unchanged) == count
