"""Predicates on schools, classes and people: one function a question, used by views, API and Wagtail alike."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser

from schools.choices import Role
from schools.models import Membership, School, SchoolClass

DEPARTMENT_ROLES = {Role.DEPARTMENT_OFFICER}
STAFF_ROLES = {Role.TEACHER, Role.SCHOOL_MANAGER}
MANAGING_ROLES = {Role.SCHOOL_MANAGER, Role.DEPARTMENT_OFFICER}


def memberships_of(user) -> list[Membership]:
    """Current memberships of a user with school, class and unit; read once a request and kept on the user object."""
    if user is None or isinstance(user, AnonymousUser) or not user.is_active:
        return []
    if not hasattr(user, "_current_memberships"):
        user._current_memberships = list(
            user.memberships.current().select_related(
                "school__administrative_unit", "school_class", "administrative_unit"
            )
        )
    return user._current_memberships


def forget_memberships(user) -> None:
    """Drop the memberships kept on a user object after they have changed."""
    user.__dict__.pop("_current_memberships", None)


def roles_of(user) -> set[str]:
    """Roles the user holds anywhere."""
    return {membership.role for membership in memberships_of(user)}


def covers_school(membership: Membership, school: School) -> bool:
    """Whether the scope of a membership holds the school: itself, its unit or that unit's parent, or all."""
    if membership.school_id:
        return membership.school_id == school.pk
    if membership.administrative_unit_id:
        unit = school.administrative_unit
        return membership.administrative_unit_id in {unit.pk, unit.parent_id}
    return True


def has_role_at(user, roles: Collection[str], school: School) -> bool:
    """Whether the user holds one of the roles with a scope that covers the school."""
    return any(m.role in roles and covers_school(m, school) for m in memberships_of(user))


def is_department_wide(user) -> bool:
    """Whether the user is an officer of the Department for all schools."""
    return any(
        m.role == Role.DEPARTMENT_OFFICER and not m.school_id and not m.administrative_unit_id
        for m in memberships_of(user)
    )


def own_school_ids(user) -> set[int]:
    """Primary keys of the schools that the user belongs to by name (not through a unit)."""
    return {m.school_id for m in memberships_of(user) if m.school_id}


def can_view_school(user, school: School) -> bool:
    """Members of a school, and officers and reviewers whose scope covers it."""
    return any(covers_school(m, school) for m in memberships_of(user))


def can_manage_school(user, school: School) -> bool:
    """Managers of the school and officers of the Department whose scope covers it: classes, rosters, passwords."""
    return has_role_at(user, MANAGING_ROLES, school)


def teaches_class(user, school_class: SchoolClass) -> bool:
    """Whether the user has a teacher's membership of that very class."""
    return any(m.role == Role.TEACHER and m.school_class_id == school_class.pk for m in memberships_of(user))


def can_view_class(user, school_class: SchoolClass) -> bool:
    """Its teachers, and those who manage its school. Pupils see their class through their courses, not the list."""
    return teaches_class(user, school_class) or can_manage_school(user, school_class.school)


def can_reset_password(user, pupil) -> bool:
    """Teachers of one of the pupil's classes and managers of the pupil's school; never for a colleague."""
    memberships = memberships_of(pupil)
    if not memberships or any(m.role != Role.PUPIL for m in memberships) or pupil.is_superuser:
        return False
    return any(m.school_class is not None and can_view_class(user, m.school_class) for m in memberships)


def can_list_schools(user) -> bool:
    """Officers of the Department, and managers, who find their own school there."""
    return bool(roles_of(user) & MANAGING_ROLES)


def can_list_classes(user) -> bool:
    """Those who teach or manage classes."""
    return bool(roles_of(user) & (STAFF_ROLES | MANAGING_ROLES))


def can_end_membership(user, membership: Membership) -> bool:
    """Managers of the school, but nobody their own role: a school must not lose its last manager by a slip."""
    return (
        membership.school is not None
        and membership.user_id != user.pk
        and membership.role != Role.PUPIL
        and can_manage_school(user, membership.school)
    )


def can_read_open_data(user) -> bool:
    """Officers of the Department read the list of schools as open data."""
    return Role.DEPARTMENT_OFFICER in roles_of(user)
