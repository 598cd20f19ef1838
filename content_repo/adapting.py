"""Whether a package may be adapted, by whom, and under which licences the result may stand."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from content_repo.choices import License
from content_repo.exercises.writing import license_of_manifest
from content_repo.holding import own_resources_with
from content_repo.models import LearningResource, Package
from content_repo.permissions import AUTHOR_ROLES, is_owner
from content_repo.queries import resources_with
from media.choices import UploadState
from schools.permissions import has_role_at

_NO_DERIVATIVES = {License.CC_BY_ND, License.CC_BY_NC_ND}
# What the licence of an adaptation may be, by the licence of the original; share-alike stays what it is.
_COMPATIBLE: dict[str, tuple[str, ...]] = {
    License.CC0: tuple(License.values),
    License.CC_BY: tuple(value for value in License.values if value != License.CC0),
    License.CC_BY_SA: (License.CC_BY_SA,),
    License.CC_BY_NC: (License.CC_BY_NC, License.CC_BY_NC_SA, License.CC_BY_NC_ND),
    License.CC_BY_NC_SA: (License.CC_BY_NC_SA,),
    License.ALL_RIGHTS_RESERVED: (License.ALL_RIGHTS_RESERVED,),
}
NOT_ALLOWED = _("Giấy phép của bài này không cho sửa đổi, nên không làm bản phỏng theo được. Vẫn dùng nguyên bài được.")
RESERVED = _("Tác giả giữ mọi quyền. Chỉ tác giả và giáo viên cùng trường phỏng theo được.")
UNKNOWN = _("Gói này chưa thuộc học liệu nào đã công bố nên chưa biết giấy phép. Hỏi người đã tải lên.")


@dataclass(frozen=True)
class Terms:
    """What is known of the original; ``refusal`` in words where it may not be adapted."""

    resource: LearningResource | None = None
    license: str = ""
    allowed: tuple[str, ...] = field(default_factory=tuple)
    refusal: object = ""

    @property
    def license_name(self) -> str:
        """Name of the licence of the original."""
        return str(License(self.license).label) if self.license else ""


def terms_of(package: Package, user) -> Terms:
    """Return the terms for one user; the licence is that of the resource, narrowed by what the package itself says."""
    resource = _source(package, user)
    said = license_of_manifest(package.manifest.get("h5p_json") or {})
    if said in _NO_DERIVATIVES:
        return Terms(resource, said, refusal=NOT_ALLOWED)
    if resource is None:
        is_own = package.blob.uploads.filter(owner=user, state=UploadState.STORED).exists()
        return Terms(None, "", tuple(License.values)) if is_own else Terms(refusal=UNKNOWN)
    if is_owner(user, resource):
        return Terms(resource, resource.license, tuple(License.values))
    license_name = resource.license
    if license_name in _NO_DERIVATIVES:
        return Terms(resource, license_name, refusal=NOT_ALLOWED)
    if license_name == License.ALL_RIGHTS_RESERVED and not has_role_at(user, AUTHOR_ROLES, resource.school):
        return Terms(resource, license_name, refusal=RESERVED)
    return Terms(resource, license_name, _COMPATIBLE[license_name])


def _source(package: Package, user) -> LearningResource | None:
    """Return the user's own resource with the package, else the one that was published first."""
    own = own_resources_with(package, user).first()
    return own or resources_with(package, user).order_by("first_published_at", "pk").first()


def licenses_for(resource: LearningResource, version: LearningResource) -> tuple[str, ...] | None:
    """Return the licences that a version may stand under because of what its files are based on; None: any.

    The user's own originals bind nobody; of several originals all must agree.
    """
    originals = Package.objects.filter(adaptations__blob__in=[file.blob_id for file in version.files.all()])
    found: set[str] | None = None
    for package in originals.distinct():
        terms = terms_of(package, resource.owner)
        if terms.resource is None or terms.resource.owner_id == resource.owner_id:
            continue
        allowed = set(terms.allowed)
        found = allowed if found is None else found & allowed
    return None if found is None else tuple(value for value in License.values if value in found)
