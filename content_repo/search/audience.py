"""Who finds what, as terms inside the query: a document names its audiences, a visitor names the ones they belong to.

The terms say the same as ``content_repo.permissions.can_view_published``; a test holds them together.
"""

from content_repo.choices import Visibility
from content_repo.models import LearningResource
from schools.permissions import memberships_of

EVERYONE = "public"
SIGNED_IN = "province"
WHOLE_DEPARTMENT = "department"


def audiences_of(resource: LearningResource) -> list[str]:
    """Return the audiences of a published resource; its school and unit are at hand."""
    if resource.visibility == Visibility.PUBLIC:
        return [EVERYONE]
    if resource.visibility == Visibility.PROVINCE:
        return [SIGNED_IN]
    unit = resource.school.administrative_unit
    units = [f"unit:{pk}" for pk in (unit.pk, unit.parent_id) if pk]
    return [f"owner:{resource.owner_id}", f"school:{resource.school_id}", *units, WHOLE_DEPARTMENT]


def audiences_for(user) -> list[str]:
    """Return the audiences a user belongs to; ``None`` and anonymous users are everyone."""
    if user is None or not user.is_authenticated or not user.is_active:
        return [EVERYONE]
    audiences = {EVERYONE, SIGNED_IN, f"owner:{user.pk}"}
    for membership in memberships_of(user):
        if membership.school_id:
            audiences.add(f"school:{membership.school_id}")
        elif membership.administrative_unit_id:
            audiences.add(f"unit:{membership.administrative_unit_id}")
        else:
            audiences.add(WHOLE_DEPARTMENT)
    return sorted(audiences)
