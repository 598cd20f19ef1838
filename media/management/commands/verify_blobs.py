"""Hash every stored object again and report those that are damaged or missing."""

import hashlib

from django.core.management.base import BaseCommand, CommandError

from media.models import Blob
from media.problems import ObjectMissing
from media.stores import object_store


class Command(BaseCommand):
    """``manage.py verify_blobs``: exits with 1 when an object is not what its row says."""

    help = __doc__

    def handle(self, **options):
        checked = 0
        problems = []
        for blob in Blob.objects.order_by("pk").only("sha256", "size_bytes").iterator():
            checked += 1
            if problem := _problem(blob):
                problems.append(problem)
                self.stderr.write(f"{problem}: {blob.key}")
        if problems:
            raise CommandError(f"{len(problems)} of {checked} objects are damaged or missing.")
        self.stdout.write(f"{checked} objects are sound.")


def _problem(blob: Blob) -> str:
    digest = hashlib.sha256()
    try:
        with object_store().open(blob.key) as chunks:
            for chunk in chunks:
                digest.update(chunk)
    except ObjectMissing:
        return "missing"
    return "" if digest.hexdigest() == blob.sha256 else "damaged"
