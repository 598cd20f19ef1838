"""Which memberships review for which schools; the rules that predicates and queries share."""

from django.db.models import OuterRef, Q, QuerySet

from schools.choices import Role
from schools.models import Membership
from schools.permissions import is_department_wide

SCHOOL_REVIEW_ROLES = {Role.REVIEWER, Role.SCHOOL_MANAGER}
DEPARTMENT_REVIEW_ROLES = {Role.REVIEWER, Role.DEPARTMENT_OFFICER}


def reviews_in_school(membership: Membership) -> bool:
    """Whether a membership takes the school's step: reviewers and managers of that one school."""
    return membership.role in SCHOOL_REVIEW_ROLES and membership.school_id is not None


def reviews_in_department(membership: Membership) -> bool:
    """Whether a membership takes the Department's step: officers, and reviewers of more than one school."""
    return membership.role == Role.DEPARTMENT_OFFICER or (
        membership.role == Role.REVIEWER and membership.school_id is None
    )


def is_library_reviewer(user) -> bool:
    """Whether the user decides which H5P libraries may run: officers of the whole Department."""
    return is_department_wide(user)


def library_reviewers() -> QuerySet[Membership]:
    """Return the memberships of those who decide which H5P libraries may run."""
    everywhere = {"school__isnull": True, "administrative_unit__isnull": True}
    return Membership.objects.current().filter(role=Role.DEPARTMENT_OFFICER, user__is_active=True, **everywhere)


def school_reviewers(school_id: int | OuterRef) -> QuerySet[Membership]:
    """Return the memberships of those who take the step of one school."""
    return Membership.objects.current().filter(role__in=SCHOOL_REVIEW_ROLES, school_id=school_id, user__is_active=True)


def department_reviewers(school) -> QuerySet[Membership]:
    """Return the memberships of those who take the Department's step for one school."""
    unit = school.administrative_unit
    covers = Q(school=school) | Q(administrative_unit__in=[unit.pk, unit.parent_id])
    everywhere = Q(school__isnull=True, administrative_unit__isnull=True)
    reviewer_of_one_school = Q(role=Role.REVIEWER, school__isnull=False)
    return (
        Membership.objects.current()
        .filter(covers | everywhere, role__in=DEPARTMENT_REVIEW_ROLES, user__is_active=True)
        .exclude(reviewer_of_one_school)
    )


def scope_filter(memberships: list[Membership], prefix: str = "school") -> Q:
    """Return the condition «the school at ``prefix`` lies in the scope of one of the memberships»."""
    condition = Q(pk__in=[])
    for membership in memberships:
        if membership.school_id:
            condition |= Q(**{prefix: membership.school_id})
        elif unit := membership.administrative_unit_id:
            condition |= Q(**{f"{prefix}__administrative_unit": unit})
            condition |= Q(**{f"{prefix}__administrative_unit__parent": unit})
        else:
            return ~Q(pk__in=[])
    return condition
