"""What media tells of files: one was found fit, unused ones are being swept."""

from django.dispatch import receiver

from content_repo.package_reading import read_blob
from content_repo.services.libraries import sweep_libraries
from media.signals import file_examined, sweeping


@receiver(file_examined)
def read_package(sender, blob, path, name, **kwargs):
    """Read a package while its upload is being checked, so that a bad one is never taken."""
    read_blob(blob, path, name)


@receiver(sweeping)
def sweep_unused_libraries(sender, counts, is_dry_run, **kwargs):
    """Take away libraries that nobody has decided about and no package holds any more."""
    counts["libraries deleted"] += sweep_libraries(is_dry_run=is_dry_run)
