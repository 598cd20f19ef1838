"""Background work of courses: keys in, fetch, do the work."""

from django_tasks import task

from courses.services.cartridge_making import make_cartridge
from courses.services.cartridge_taking import take_in


@task()
def take_in_cartridge(import_id: int) -> None:
    """Make the draft course of a cartridge; can be repeated."""
    take_in(import_id)


@task()
def make_course_cartridge(export_id: int) -> None:
    """Make the file of a course; can be repeated."""
    make_cartridge(export_id)
