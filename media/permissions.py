"""Who may bring files in, and who may use what was brought."""

from media.choices import UploadState
from media.models import Upload
from schools.choices import Role
from schools.models import School
from schools.permissions import memberships_of, roles_of

UPLOADING_ROLES = {Role.TEACHER, Role.SCHOOL_MANAGER, Role.DEPARTMENT_OFFICER}


def can_upload(user) -> bool:
    """Teachers, managers of schools and officers of the Department, wherever they are."""
    return bool(roles_of(user) & UPLOADING_ROLES)


def can_use_upload(user, upload: Upload) -> bool:
    """The owner of a stored upload may attach its blob."""
    return user.is_authenticated and upload.owner_id == user.pk and upload.state == UploadState.STORED


def school_charged(user) -> School | None:
    """The school whose storage an upload of this user fills; None for officers of the Department."""
    for membership in memberships_of(user):
        if membership.role in UPLOADING_ROLES and membership.school_id:
            return membership.school
    return None
