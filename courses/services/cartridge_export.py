"""Beginning the export of a course as a Common Cartridge."""

import uuid as uuids

from django.db import transaction

from accounts.models import User
from courses.models import CourseExport, CoursePage
from courses.services.cartridge_making import make_cartridge
from courses.services.courses import NotYours
from courses.tasks import make_course_cartridge

AT_ONCE_BYTES = 4 * 1024**2  # made while the teacher waits


def start_export(*, uuid: uuids.UUID, course: CoursePage, by: User, size_bytes: int) -> CourseExport:
    """Have the file of a course made, at once where it is small; the same id again changes nothing.

    :raises NotYours: the id belongs to another export.
    """
    with transaction.atomic():
        export, is_new = CourseExport.objects.get_or_create(uuid=uuid, defaults={"course": course, "owner": by})
        if (export.course_id, export.owner_id) != (course.pk, by.pk):
            raise NotYours
        if is_new and size_bytes > AT_ONCE_BYTES:
            transaction.on_commit(lambda: make_course_cartridge.enqueue(export.pk))
    if is_new and size_bytes <= AT_ONCE_BYTES:
        make_cartridge(export.pk)
        export.refresh_from_db()
    return export
