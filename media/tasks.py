"""Background work of bytes: ids in, fetch, do the work."""

from django_tasks import task

from media.checking import check_upload
from media.models import Blob, Upload
from media.processing import draw_missing_pages, process_blob


@task()
def check(upload_id: int) -> None:
    """Check an upload that is complete, then have a preview made of what is new."""
    blob = check_upload(Upload.objects.get(pk=upload_id))
    if blob and not blob.is_processed:
        make_renditions.enqueue(blob.pk)


@task()
def make_renditions(blob_id: int) -> None:
    """Make text and renditions of a blob."""
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob:  # it may have been swept
        process_blob(blob)


@task()
def make_pages(blob_id: int) -> None:
    """Make the pages of a blob that is to be shown in class."""
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob:
        draw_missing_pages(blob)
