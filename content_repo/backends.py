"""Permissions of the editor from memberships, which end by themselves: no group has to be kept in step."""

from django.contrib.auth.backends import BaseBackend

from content_repo.reviewers import reviews_in_department, reviews_in_school
from schools.choices import Role
from schools.permissions import memberships_of, roles_of

ENTRY = "wagtailadmin.access_admin"
SCHOOL_REVIEW = {f"content_repo.{action}_learningresource" for action in ("view", "change")}
# Never ``delete``: Wagtail asks it once a model, so its bulk action would delete the resources of every school.
DEPARTMENT_REVIEW = SCHOOL_REVIEW | {"content_repo.publish_learningresource"}


class MembershipBackend(BaseBackend):
    """What a role may do in the editor at all; which resources, its address guard decides (``wagtail_hooks``)."""

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """Return the names of the permissions that today's memberships give."""
        if obj is not None or not user_obj.is_active or user_obj.is_anonymous:
            return set()
        permissions = set()
        if Role.DEPARTMENT_OFFICER in roles_of(user_obj):
            permissions.add(ENTRY)
        if any(reviews_in_school(m) for m in memberships_of(user_obj)):
            permissions |= SCHOOL_REVIEW
        if any(reviews_in_department(m) for m in memberships_of(user_obj)):
            permissions |= DEPARTMENT_REVIEW
        return permissions

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        """Whether today's memberships give this permission."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj, app_label) -> bool:
        """Whether any permission of the app is given."""
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
