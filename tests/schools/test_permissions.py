"""Every predicate of the schools for every role."""

import datetime as dt

import pytest
from django.utils import timezone

from schools import permissions
from schools.choices import Role
from tests.factories.schools import MembershipFactory, SchoolClassFactory, SchoolFactory, UnitFactory

ROLES = ["visitor", "pupil", "teacher", "colleague", "stranger", "reviewer", "manager", "officer"]


@pytest.fixture
def people(request, db):
    """One person a role, by the name of the role's fixture."""
    return {role: request.getfixturevalue(role) for role in ROLES}


def allowed(people, predicate):
    return {role for role, user in people.items() if predicate(user)}


def test_can_view_school(people, school):
    seen = allowed(people, lambda user: permissions.can_view_school(user, school))
    assert seen == {"pupil", "teacher", "colleague", "reviewer", "manager", "officer"}


def test_can_manage_school(people, school):
    assert allowed(people, lambda user: permissions.can_manage_school(user, school)) == {"manager", "officer"}


def test_teaches_class(people, school_class):
    assert allowed(people, lambda user: permissions.teaches_class(user, school_class)) == {"teacher"}


def test_can_view_class(people, school_class):
    seen = allowed(people, lambda user: permissions.can_view_class(user, school_class))
    assert seen == {"teacher", "manager", "officer"}


def test_can_reset_the_password_of_a_pupil(people, school_class):
    pupil = MembershipFactory(role=Role.PUPIL, school=school_class.school, school_class=school_class).user
    seen = allowed(people, lambda user: permissions.can_reset_password(user, pupil))
    assert seen == {"teacher", "manager", "officer"}


@pytest.mark.parametrize("role", ["teacher", "colleague", "manager", "officer", "reviewer"])
def test_nobody_resets_the_password_of_staff(people, role):
    assert allowed(people, lambda user: permissions.can_reset_password(user, people[role])) == set()


def test_nobody_resets_the_password_of_a_pupil_who_is_also_staff_or_superuser(people, pupil, school):
    pupil.is_superuser = True
    assert allowed(people, lambda user: permissions.can_reset_password(user, pupil)) == set()
    pupil.is_superuser = False
    MembershipFactory(user=pupil, role=Role.REVIEWER, school=school)
    permissions.forget_memberships(pupil)
    assert allowed(people, lambda user: permissions.can_reset_password(user, pupil)) == set()


def test_lists_are_for_those_who_have_something_in_them(people):
    assert allowed(people, permissions.can_list_schools) == {"manager", "officer"}
    assert allowed(people, permissions.can_list_classes) == {"teacher", "colleague", "stranger", "manager", "officer"}
    assert allowed(people, permissions.can_read_open_data) == {"officer"}
    assert allowed(people, permissions.is_department_wide) == {"officer"}


def test_managers_end_the_roles_of_others_but_not_their_own(people):
    membership = people["colleague"].memberships.get()
    assert allowed(people, lambda user: permissions.can_end_membership(user, membership)) == {"manager", "officer"}
    own = people["manager"].memberships.get()
    assert allowed(people, lambda user: permissions.can_end_membership(user, own)) == {"officer"}
    pupils = people["pupil"].memberships.get()
    assert allowed(people, lambda user: permissions.can_end_membership(user, pupils)) == set()


@pytest.mark.parametrize("depth", ["unit", "parent"])
def test_an_officer_of_a_unit_covers_its_schools_and_those_of_its_children(school, other_school, depth):
    province = UnitFactory(name="Thành phố Huế")
    unit = school.administrative_unit
    unit.parent = province
    unit.save()
    officer = MembershipFactory(
        role=Role.DEPARTMENT_OFFICER, administrative_unit=unit if depth == "unit" else province
    ).user
    assert permissions.can_manage_school(officer, school)
    assert not permissions.can_manage_school(officer, other_school)
    assert not permissions.is_department_wide(officer)


@pytest.mark.parametrize(
    ("starts", "ends", "is_current"), [(-9, -1, False), (1, None, False), (0, 0, True), (-9, 0, True)]
)
def test_a_membership_counts_from_its_first_day_to_its_last(school, starts, ends, is_current):
    today = timezone.localdate()
    user = MembershipFactory(
        role=Role.SCHOOL_MANAGER,
        school=school,
        starts_on=today + dt.timedelta(days=starts),
        ends_on=None if ends is None else today + dt.timedelta(days=ends),
    ).user
    assert permissions.can_manage_school(user, school) is is_current


def test_a_closed_account_may_do_nothing(manager, school):
    manager.is_active = False
    assert not permissions.can_view_school(manager, school)


def test_memberships_are_read_once_a_request(manager, django_assert_num_queries):
    schools = [SchoolFactory() for _n in range(3)]
    school_class = SchoolClassFactory(school=schools[0])
    with django_assert_num_queries(1):
        for school in schools:
            permissions.can_manage_school(manager, school)
        permissions.can_view_class(manager, school_class)
        permissions.roles_of(manager)
