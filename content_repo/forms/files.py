"""The files of a version as the form sends them: kept ones with name and order, new uploads behind them."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from content_repo.models import LearningResource
from content_repo.services import FileEntry
from media.models import Upload
from media.names import clean_name
from media.permissions import can_use_upload

MAX_FILES = 30


@dataclass(frozen=True)
class FileRow:
    """One row of the list: a file of the version, or an upload that no version holds yet."""

    entry: FileEntry
    position: int
    is_removed: bool = False
    is_new: bool = False


class FilesForm:
    """Reads ``kept`` (UUIDs), ``name-<uuid>``, ``position-<uuid>``, ``remove`` and ``upload`` of a POST."""

    def __init__(self, data: QueryDict | None, *, version: LearningResource | None, user, uploads: list[Upload] = ()):
        self.errors: list[str] = []
        self._current = {str(file.uuid): file for file in version.files.all()} if version else {}
        self.rows = self._read(data, user, uploads) if data is not None else self._unchanged()

    def is_valid(self) -> bool:
        """Whether every file can be attached."""
        if len(self.entries) > MAX_FILES:
            self.errors.append(_("Một học liệu có nhiều nhất %(number)s tệp.") % {"number": MAX_FILES})
        return not self.errors

    @property
    def entries(self) -> list[FileEntry]:
        """Files of the new version, in order."""
        kept = [row for row in self.rows if not row.is_removed]
        return [row.entry for row in sorted(kept, key=lambda row: row.position)]

    @property
    def shows_people(self) -> bool:
        """Whether pictures or videos are among the files."""
        return any(entry.blob.media_type.startswith(("image/", "video/")) for entry in self.entries)

    def _unchanged(self) -> list[FileRow]:
        return [
            FileRow(FileEntry(file.blob, file.name, file.uuid), position)
            for position, file in enumerate(self._current.values(), start=1)
        ]

    def _read(self, data: QueryDict, user, uploads: list[Upload]) -> list[FileRow]:
        removed = set(data.getlist("remove"))
        rows = [self._kept_row(key, data, key in removed) for key in data.getlist("kept") if key in self._current]
        found = {str(upload.uuid): upload for upload in [*_uploads(data.getlist("upload"), user), *uploads]}
        for key, upload in found.items():
            if key in self._current:
                continue
            if not can_use_upload(user, upload):
                self.errors.append(_("“%(name)s” chưa kiểm tra xong. Chờ một lát rồi lưu lại.") % {"name": upload.name})
                continue
            entry = FileEntry(upload.blob, upload.name, upload.uuid)
            rows.append(FileRow(entry, 1000 + len(rows), key in removed, is_new=True))
        return rows

    def _kept_row(self, key: str, data: QueryDict, is_removed: bool) -> FileRow:
        file = self._current[key]
        name = data.get(f"name-{key}", "").strip()
        name = clean_name(name) if name else file.name
        position = data.get(f"position-{key}", "")
        number = int(position) if position.isascii() and position.isdigit() and len(position) < 4 else file.position + 1
        return FileRow(FileEntry(file.blob, name, file.uuid), number, is_removed)


def _uploads(keys: list[str], user) -> list[Upload]:
    uuids = [uuid for key in keys if (uuid := _uuid(key))]
    found = {upload.uuid: upload for upload in Upload.objects.filter(uuid__in=uuids, owner=user).select_related("blob")}
    return [found[uuid] for uuid in uuids if uuid in found]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
