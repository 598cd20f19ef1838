"""The change log: one row a change, written in the transaction of the change."""

from django.db import connection, transaction

from content_repo.models import LearningResource, SearchChange

LOG_LOCK = 0x6B686F  # any number of our own


def record_change(resource: LearningResource) -> SearchChange:
    """Ask for a resource to be indexed anew: after publishing, unpublishing or a change of what is public."""
    return _append(resource=resource, resource_uuid=resource.uuid)


def record_removal(resource: LearningResource) -> SearchChange:
    """Ask for a resource that was just deleted to be taken out."""
    return _append(resource=None, resource_uuid=resource.uuid)


def _append(**row) -> SearchChange:
    """Add a row to the log.

    Followers read the log in order of ``id``. On PostgreSQL a later row could be committed before an earlier one and
    the earlier one be passed over; the lock, held until the commit, makes the order of the two the same. SQLite has
    one writer at a time anyway.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])
        return SearchChange.objects.create(**row)
