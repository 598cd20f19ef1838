"""Taking a published resource away and back, and counting its downloads."""

from django.db import transaction
from django.db.models import F
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import ModelLogEntry

from content_repo.models import LearningResource
from content_repo.search.outbox import record_change

# Beyond this many, the index hears of every tenth download only: each entry costs it a commit.
EXACT_DOWNLOADS = 10


@transaction.atomic
def unpublish_resource(*, resource: LearningResource, by) -> None:
    """Take a published resource away from its readers; nothing is deleted. Repeating changes nothing."""
    UnpublishAction(resource, user=by).execute(skip_permission_checks=True)


@transaction.atomic
def republish_resource(*, resource: LearningResource, by) -> None:
    """Undo an unpublishing: publish again the version that had been reviewed and published last."""
    published = ModelLogEntry.objects.for_instance(resource).filter(action="wagtail.publish").first()
    if published and published.revision and not resource.live:
        published.revision.publish(user=by, skip_permission_checks=True)
        resource.refresh_from_db()


@transaction.atomic
def count_download(*, resource: LearningResource) -> None:
    """Count one download of a file of a published resource."""
    LearningResource.objects.filter(pk=resource.pk).update(downloads_count=F("downloads_count") + 1)
    count = resource.downloads_count + 1
    if count <= EXACT_DOWNLOADS or count % 10 == 0:
        record_change(resource)
