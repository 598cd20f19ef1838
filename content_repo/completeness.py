"""What a resource must have before it goes to review (pure)."""

from content_repo.choices import ResourceKind
from content_repo.models import LearningResource


def missing_for_review(version: LearningResource) -> list[str]:
    """Return the names of the fields that a reviewer needs and that are empty; drafts may lack them."""
    missing = []
    if not version.files.all():
        missing.append("files")
    if not version.grades.all():
        missing.append("grades")
    if not version.author_name.strip():
        missing.append("author_name")
    if version.kind == ResourceKind.LESSON_PLAN and not version.outcomes.strip():
        missing.append("outcomes")
    return missing


def shows_people(version: LearningResource) -> bool:
    """Whether a version has pictures or videos, in which pupils may be seen."""
    return any(file.blob.media_type.startswith(("image/", "video/")) for file in version.files.all())
