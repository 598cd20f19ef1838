"""Making, changing, adapting and upgrading exercises: always a new .h5p that passes the same checks as an upload."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from PIL import Image

from content_repo.choices import License
from content_repo.exercises.base import ExerciseType, Kit, Values
from content_repo.exercises.kits import TrustedShelf
from content_repo.exercises.writing import Origin, Sheet, h5p_bytes
from content_repo.models import LearningResource, Package
from content_repo.packages.h5p.libraries import LibraryName
from content_repo.queries import latest_version
from content_repo.services.drafting import FileEntry, create_resource, save_draft
from content_repo.stored_members import MemberMissing, read_member
from media.choices import UploadState
from media.models import Blob, Upload
from media.names import clean_name
from media.problems import ObjectMissing, Refusal
from media.services import store_file
from media.stores import object_store
from schools.models import School

PICTURE_SIDE, PICTURE_QUALITY, PICTURE_BYTES = 960, 72, 200_000
MAX_PICTURE_BYTES = 20_000_000
MAX_MEMBERS_BYTES = 60_000_000
_KEPT_TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}


@dataclass(frozen=True)
class PictureFile:
    """A picture for the content: its value in the form and its bytes."""

    value: dict
    data: bytes


class StoredExercise(NamedTuple):
    """A made .h5p in storage: what was found in it, and what the file is called."""

    package: Package
    name: str


@dataclass(frozen=True)
class Making:
    """All that one exercise is made of."""

    exercise: ExerciseType
    kit: Kit
    shelf: TrustedShelf
    values: Values
    sheet: Sheet
    picture: PictureFile | None = None
    base: Package | None = None  # what is changed; its other members go along


def write_exercise(making: Making) -> bytes:
    """Return the .h5p; pure but for reading the members of what is changed."""
    values = {**making.values, "picture": making.picture.value if making.picture else None}
    before = making.base.content if making.base and isinstance(making.base.content, dict) else None
    params = making.exercise.to_params(values, making.kit, before)
    files = members_named(making.base, params) if making.base else {}
    if making.picture:
        files[making.picture.value["path"]] = making.picture.data
    main = LibraryName(making.kit.main.machine_name, making.kit.main.major, making.kit.main.minor)
    sheet = making.sheet
    if making.base and not sheet.before:
        sheet = replace(sheet, before=dict(making.base.manifest.get("h5p_json") or {}))
    needed = making.shelf.needed(main, params)
    return h5p_bytes(sheet=sheet, main=main, needed=needed, params=params, files=files)


def store_exercise(
    *, data: bytes, title: str, owner, school: School | None, based_on: Package | None = None
) -> StoredExercise:
    """Store a made .h5p as an upload of its maker, through the same checks as any other.

    The same bytes again give the upload that is there. Raises :class:`~media.problems.Refusal`; what is never put
    into a resource is swept like any upload.
    """
    digest = hashlib.sha256(data).hexdigest()
    stored = Upload.objects.filter(
        owner=owner, state=UploadState.STORED, blob__sha256=digest, blob__package__isnull=False
    )
    upload = stored.select_related("blob__package").first()
    if upload is None:
        name = f"{clean_name(title.replace('/', '-'))[:100].rstrip('. ') or 'bai-tuong-tac'}.h5p"
        upload = store_file(file=io.BytesIO(data), name=name, owner=owner, school=school)
    package = Package.objects.select_related("blob").get(blob=upload.blob)
    if based_on and package.based_on_id is None and package.pk != based_on.pk:
        Package.objects.filter(pk=package.pk).update(based_on=based_on)
        package.based_on = based_on
    return StoredExercise(package, upload.name)


def create_exercise(*, uuid: UUID, owner, school: School, stored: StoredExercise, fields: dict) -> LearningResource:
    """Put a made exercise into a new draft; sent again, perhaps changed, it goes on top of the draft made first.

    Raises :class:`~content_repo.services.drafting.UuidTakenError`.
    """
    existing = owner.learning_resources.filter(uuid=uuid).first()
    if existing is None:
        entry = FileEntry(stored.package.blob, stored.name, uuid)
        return create_resource(uuid=uuid, owner=owner, school=school, fields=fields, files=[entry])
    replace_file(resource=existing, file_uuid=uuid, stored=stored, by=owner, fields=fields)
    return existing


@transaction.atomic
def replace_file(
    *, resource: LearningResource, file_uuid: UUID, stored: StoredExercise, by, fields: dict | None = None
) -> bool:
    """Give one file of a resource new bytes, in a new version of the draft; False when nothing is new.

    What is published stays until the review is over, and the bytes before stay in the history.
    """
    version = latest_version(LearningResource.objects.select_for_update().get(pk=resource.pk))
    entries = [FileEntry(file.blob, file.name, file.uuid) for file in version.files.all()]
    new = FileEntry(stored.package.blob, stored.name, file_uuid)
    changed = [new if entry.uuid == file_uuid else entry for entry in entries]
    if new not in changed:
        changed.append(new)
    if changed == entries and all(_current(version, name) == value for name, value in (fields or {}).items()):
        return False
    kept = {name: _current(version, name) for name in ("title",)}
    save_draft(resource=resource, by=by, fields=kept | (fields or {}), files=changed)
    return True


def _current(version: LearningResource, name: str) -> object:
    return list(version.grades.all()) if name == "grades" else getattr(version, name)


# --- Pictures and members ---------------------------------------------------------------------------------------


def members_named(package: Package, params: object) -> dict[str, bytes]:
    """Return the members of a package that parameters name by path, so that a copy holds what it shows."""
    named = {path for path in _paths(params) if f"content/{path}" in package.members}
    return {path: read_content(package, path) for path in sorted(named)}


def read_content(package: Package, path: str) -> bytes:
    """Return one member below ``content/``; Refusal when it can't be read."""
    try:
        return read_member(package.blob.key, package.members[f"content/{path}"], MAX_MEMBERS_BYTES)
    except (MemberMissing, KeyError) as error:
        raise Refusal("bad_zip", path) from error


def _paths(value: object):
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            if isinstance(one.get("path"), str):
                yield one["path"].split("#")[0]
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def picture_in(package: Package, value: dict) -> PictureFile | None:
    """Return the picture that content already has; None when its bytes are not there."""
    path = str(value.get("path", ""))
    if f"content/{path}" not in package.members:
        return None
    return PictureFile({**value, "path": path}, read_content(package, path))


def picture_of_upload(upload: Upload, alt: str) -> PictureFile:
    """Return an uploaded picture, small enough for a slow link, without what a camera writes into it."""
    renditions = upload.blob.renditions.select_related("blob") if upload.blob else None
    rendition = renditions.filter(name="clean").first() if renditions is not None else None
    if rendition is None:
        raise Refusal("bad_image", "no clean copy")
    data = _bytes_of(rendition.blob)
    extension = _KEPT_TYPES.get(rendition.blob.media_type)
    width, height, mime = rendition.width or 0, rendition.height or 0, rendition.blob.media_type
    if extension is None or len(data) > PICTURE_BYTES or max(width, height) > PICTURE_SIDE * 2:
        data, width, height = _smaller(data)
        extension, mime = "jpg", "image/jpeg"
    path = f"images/{hashlib.sha256(data).hexdigest()[:16]}.{extension}"
    value = {"path": path, "mime": mime, "width": width, "height": height, "alt": alt}
    return PictureFile(value, data)


def _bytes_of(blob: Blob) -> bytes:
    try:
        with object_store().open(blob.key) as chunks:
            return b"".join(chunks)
    except ObjectMissing as error:
        raise Refusal("bad_image", "missing") from error


def _smaller(data: bytes) -> tuple[bytes, int, int]:
    """Make a JPEG of our own clean copy."""
    with Image.open(io.BytesIO(data)) as image:
        bare = Image.new("RGB", image.size, "white")
        upright = image.convert("RGBA")
        bare.paste(upright, mask=upright.getchannel("A"))
    bare.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=PICTURE_QUALITY, optimize=True, progressive=True)
    return file.getvalue(), bare.width, bare.height


def sheet_of(*, title: str, author: str, license_name: str = License.CC_BY, origin: Origin | None = None) -> Sheet:
    """Return what h5p.json says of an exercise made here."""
    return Sheet(title=title, author=author, license=license_name, origin=origin)
