"""Who is what where: giving, ending and moving memberships; rows are ended, never rewritten."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import notify
from schools.choices import Role
from schools.models import AdministrativeUnit, Membership, School, SchoolClass
from schools.permissions import forget_memberships


@transaction.atomic
def add_membership(
    *,
    user: User,
    role: Role | str,
    school: School | None = None,
    school_class: SchoolClass | None = None,
    administrative_unit: AdministrativeUnit | None = None,
    by: User | None = None,
) -> Membership:
    """Give a role within a scope from today on; one already in force is returned as it is.

    ``by`` is the person who gives it: the receiver then finds a notification.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two clicks at once must not give two rows
    scope = {"school": school, "school_class": school_class, "administrative_unit": administrative_unit}
    current = Membership.objects.current().filter(user=user, role=role, **scope).first()
    if current is not None:
        return current
    membership = Membership.objects.create(user=user, role=role, **scope)
    forget_memberships(user)
    if by is not None and by.pk != user.pk:
        where = " · ".join(str(part) for part in (school_class, school, administrative_unit) if part)
        notify(
            users=[user],
            kind="schools.role_given",
            params={"role": str(role), "where": where, "by": str(by)},
            url=reverse("accounts:account"),
        )
    return membership


def end_membership(*, membership: Membership) -> None:
    """End a membership as of yesterday; one that began today never was. Ending it twice changes nothing."""
    today = timezone.localdate()
    if membership.starts_on >= today:
        Membership.objects.filter(pk=membership.pk).delete()
    elif membership.ends_on is None or membership.ends_on >= today:
        membership.ends_on = today - dt.timedelta(days=1)
        membership.save(update_fields=["ends_on"])
    forget_memberships(membership.user)


@transaction.atomic
def transfer_pupil(*, pupil: User, to_class: SchoolClass) -> Membership:
    """Make the class the pupil's only one; the memberships before end, and stay for the record."""
    for membership in Membership.objects.current().filter(user=pupil, role=Role.PUPIL).exclude(school_class=to_class):
        end_membership(membership=membership)
    return add_membership(user=pupil, role=Role.PUPIL, school=to_class.school, school_class=to_class)
