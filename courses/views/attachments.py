"""Files that come with a lesson: uploads the browser has finished, and plain files without JavaScript."""

import uuid as uuids

from django.http import HttpRequest
from django.utils.translation import gettext as _

from content_repo.services import store_files
from courses.forms.lessons import block_for_upload
from media.models import Upload
from media.permissions import can_use_upload
from schools.models import School

MOST_FILES = 10


def attached_blocks(request: HttpRequest, school: School) -> tuple[list[dict], list[str]]:
    """Return a block for each file that came with the request, and words on those that were not taken."""
    stored = store_files(files=request.FILES.getlist("file")[:MOST_FILES], owner=request.user, school=school)
    uploads, problems = stored.uploads, stored.problems
    for upload in _named_uploads(request):
        if can_use_upload(request.user, upload):
            uploads.append(upload)
        else:
            problems.append(_("“%(name)s” chưa tải lên xong. Chờ tải xong rồi lưu lại.") % {"name": upload.name})
    return [block_for_upload(upload.blob, upload.name) for upload in uploads], problems


def _named_uploads(request: HttpRequest) -> list[Upload]:
    wanted = []
    for text in request.POST.getlist("upload")[:MOST_FILES]:
        try:
            wanted.append(uuids.UUID(text))
        except ValueError:
            continue
    return list(Upload.objects.filter(uuid__in=wanted, owner=request.user).select_related("blob").order_by("pk"))
