"""Read packages among files that were stored before packages were read, and resolve anew what waits."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from content_repo.choices import PackageState
from content_repo.models import Package
from content_repo.package_reading import KINDS_READ, read_blob
from content_repo.services.packages import resolve_packages
from media.models import Blob
from media.problems import ObjectMissing, Refusal
from media.sandbox import scratch_folder
from media.stores import object_store

# Names of files that some upload or resource gives; without any, the type found in the bytes.
_EXTENSIONS = {"application/epub+zip": "epub"}


class Command(BaseCommand):
    """``manage.py read_packages``: run once after an upgrade; can be stopped and run again.

    Files that are no good packages stay what they are, to be downloaded.
    """

    help = "Read packages among files that were stored before packages were read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to begin, for a run that was stopped."""
        parser.add_argument("--after", type=int, default=0, metavar="KEY", help="go on after the blob of this key")

    def handle(self, *, after: int, **options):
        """Read one file after another, oldest first, then resolve what waits."""
        waiting = Blob.objects.filter(
            kind__in=KINDS_READ, package__isnull=True, libraries__isnull=True, pk__gt=after
        ).order_by("pk")
        total = waiting.count()
        for number, blob in enumerate(waiting.defer("text").iterator(chunk_size=200), start=1):
            self.stdout.write(f"{number}/{total} {blob.pk} {blob} {self._read(blob)}")
        changed = resolve_packages(packages=Package.objects.filter(state=PackageState.WAITING))
        self.stdout.write(f"{len(changed)} of those that waited can be played now")

    def _read(self, blob: Blob) -> str:
        try:
            with scratch_folder() as folder:
                path = folder / "stored"
                with path.open("wb") as target, object_store().open(blob.key) as chunks:
                    target.writelines(chunks)
                package = read_blob(blob, path, _name_of(blob))
        except Refusal as refusal:
            return f"is no good package: {refusal.detail or refusal.code}"
        except ObjectMissing:
            return "has no bytes; run verify_blobs"
        return f"is {package.format}, {package.state}" if package else "is a plain archive"


def _name_of(blob: Blob) -> str:
    """Return a name it goes by; what a file is called says what it promises to be."""
    named = (
        blob.uploads.values_list("name", flat=True).first()
        or blob.resource_files.values_list("name", flat=True).first()
    )
    return named or f"tep.{_EXTENSIONS.get(blob.media_type, 'zip')}"
