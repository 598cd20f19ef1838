"""Storing content that was upgraded in the browser: a new .h5p, checked and made safe like any upload."""

from uuid import UUID

from content_repo.exercises.kits import TrustedShelf
from content_repo.exercises.writing import Sheet, h5p_bytes
from content_repo.models import LearningResource, Package
from content_repo.packages.h5p.libraries import LibraryName
from content_repo.services.exercises import members_named, replace_file, store_exercise


def upgrade_package(
    *, package: Package, resource: LearningResource, file_uuid: UUID, after: LibraryName, params: dict, by
) -> Package:
    """Put upgraded content into a new version of the draft; what is published and the old bytes stay.

    The content is made safe by the semantics of the new libraries when it is kept. Sent twice, it makes one version.
    Raises :class:`~media.problems.Refusal`.
    """
    before = dict(package.manifest.get("h5p_json") or {})
    sheet = Sheet(title=package.title, author=str(by), license=resource.license, before=before)
    needed = TrustedShelf().needed(after, params)
    files = members_named(package, params)
    data = h5p_bytes(sheet=sheet, main=after, needed=needed, params=params, files=files)
    stored = store_exercise(data=data, title=package.title, owner=by, school=resource.school, based_on=package.based_on)
    replace_file(resource=resource, file_uuid=file_uuid, stored=stored, by=by)
    return stored.package
