"""Taking files that came with a form itself, without the uploader."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext as _

from media.models import Blob, Upload
from media.problems import Refusal
from media.refusals import refusal_message, report_address
from media.services import store_file

MAX_FORM_FILE_BYTES = 20_000_000


@dataclass
class StoredFiles:
    """What was taken, and in words why the others were not."""

    uploads: list[Upload] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def store_files(*, files: Iterable[UploadedFile], owner, school) -> StoredFiles:
    """Check and store files of a form; a refused one leaves nothing behind and does not stop the others."""
    stored = StoredFiles()
    for file in files:
        name = file.name or ""
        if (file.size or 0) > MAX_FORM_FILE_BYTES:
            stored.problems.append(_("“%(name)s” nặng quá 20 MB. Bật JavaScript để tải tệp lớn.") % {"name": name})
            continue
        try:
            stored.uploads.append(store_file(file=cast(BinaryIO, file), name=name, owner=owner, school=school))
        except Refusal as refusal:
            stored.problems.append(_refused(name, refusal))
    return stored


def _refused(name: str, refusal: Refusal) -> str:
    """Return why a file was not taken, with the way to the report where there is one."""
    reason = refusal_message(refusal.code, refusal.detail, refusal.report)
    words = _("“%(name)s” chưa được nhận. %(reason)s") % {"name": name[:120], "reason": reason}
    address = report_address(refusal.figures.get("upload"), refusal.report)
    return format_html('{} <a href="{}">{}</a>', words, address, _("Xem báo cáo")) if address else words


def store_cover(*, file: UploadedFile, owner, school) -> tuple[Blob | None, list[str]]:
    """Check and store a cover, which must be a picture; return it, or in words why not."""
    stored = store_files(files=[file], owner=owner, school=school)
    blob = stored.uploads[0].blob if stored.uploads else None
    if blob is None:
        return None, stored.problems
    if not blob.media_type.startswith("image/"):
        return None, [_("Ảnh bìa phải là tệp ảnh (JPEG, PNG hoặc WebP).")]
    return blob, []
