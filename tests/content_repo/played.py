"""H5P packages on the site, ready to be played."""

import io

from content_repo.models import Library, Package
from content_repo.services.libraries import trust_libraries
from media.services import store_file
from tests.factories.h5p import make_h5p


def played_package(
    owner, *, school=None, trusted_by=None, data: bytes | None = None, name="bai.h5p", **made
) -> Package:
    """Store a package as a form would and trust all libraries that came with it."""
    upload = store_file(file=io.BytesIO(data or make_h5p(**made)), name=name, owner=owner, school=school)
    waiting = list(Library.objects.filter(state="waiting"))
    trust_libraries(libraries=waiting, by=trusted_by)
    return Package.objects.select_related("blob").get(blob=upload.blob)
