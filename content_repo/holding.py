"""Where a package lies among the resources of one person."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from content_repo.models import LearningResource, Package
from content_repo.permissions import can_edit_resource
from content_repo.queries import latest_version


def own_resources_with(package: Package, user) -> QuerySet[LearningResource]:
    """Return the user's resources that hold the package, or held it in some version."""
    holds = Q(version_blobs__blob=package.blob_id) | Q(files__blob=package.blob_id)
    return LearningResource.objects.filter(holds, owner=user).distinct().order_by("pk")


def places_of(package: Package, user) -> Iterator[tuple[LearningResource, UUID]]:
    """Yield the drafts the user may change now whose newest version holds the package, with the UUID of the file."""
    for resource in own_resources_with(package, user):
        if can_edit_resource(user, resource):
            for file in latest_version(resource).files.all():
                if file.blob_id == package.blob_id:
                    yield resource, file.uuid
