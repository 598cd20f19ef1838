"""Writes the Common Cartridge of a course to a file, piece by piece, and keeps it for its teacher."""

import zipfile
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.utils import timezone, translation

from content_repo.choices import PackageFormat, PackageState
from content_repo.models import Package
from content_repo.services.package_export import h5p_chunks
from courses.cartridge_documents import About, manifest
from courses.choices import ImportState
from courses.models import CourseExport
from courses.services.cartridge_contents import Contents, OutFile, course_contents
from courses.slugs import plain_slug
from media.delivery import delivery_of
from media.models import Upload
from media.problems import ObjectMissing, Refusal
from media.sandbox import scratch_folder
from media.services import release_upload, store_file
from media.stores import object_store

_STILL = (1980, 1, 1, 0, 0, 0)  # the same course makes the same bytes
MANIFEST = "imsmanifest.xml"


def make_cartridge(export_id: int) -> None:
    """Make the file of an export that waits; harmless to repeat."""
    found = CourseExport.objects.select_related("course__school", "course__teacher", "owner").filter(pk=export_id)
    export = found.first()
    if export is None or not _claim(export):
        return
    with translation.override(settings.LANGUAGE_CODE):
        try:
            upload = _made(export)
        except Refusal as refusal:
            _note(export, state=ImportState.FAILED, refusal=refusal.code)
            return
        except Exception:  # whatever it was, the teacher sees that it stopped; the worker writes it down
            _note(export, state=ImportState.FAILED)
            raise
    _note(export, state=ImportState.DONE, upload=upload)
    _release_older(export)


def export_name(export: CourseExport) -> str:
    """Return what the file is called."""
    return f"{plain_slug(export.course.title) or 'khoa-hoc'}.imscc"


def _claim(export: CourseExport) -> bool:
    waiting = CourseExport.objects.filter(pk=export.pk, state=ImportState.WAITING)
    return bool(waiting.update(state=ImportState.RUNNING, updated_at=timezone.now()))


def _note(export: CourseExport, **values) -> None:
    CourseExport.objects.filter(pk=export.pk).update(updated_at=timezone.now(), **values)


def _made(export: CourseExport) -> Upload:
    contents = course_contents(export.course, export.owner)
    _note(export, total=len(contents.files), done=0, report=contents.report)
    with scratch_folder() as folder:
        path = folder / "cartridge.imscc"
        _write(export, contents, path)
        with path.open("rb") as file:
            return store_file(
                file=cast(BinaryIO, file), name=export_name(export), owner=export.owner, school=export.course.school
            )


def _write(export: CourseExport, contents: Contents, path: Path) -> None:
    about = _about(export)
    with zipfile.ZipFile(path, "w") as archive:
        _put(archive, MANIFEST, manifest(about, contents.items, contents.resources))
        for name, data in contents.documents.items():
            _put(archive, name, data)
        for number, out in enumerate(contents.files.values(), start=1):
            with archive.open(_info(out.name, zipfile.ZIP_STORED), "w", force_zip64=False) as target:
                for chunk in _bytes_of(out):
                    target.write(chunk)
            _note(export, done=number)


def _about(export: CourseExport) -> About:
    course = export.course
    return About(
        identifier=f"course-{course.uuid}",
        title=course.title,
        description=course.summary,
        language=settings.LANGUAGE_CODE,
        author=str(course.teacher),
        date=timezone.localdate(course.latest_revision_created_at or export.created_at),
    )


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_info(name, zipfile.ZIP_DEFLATED), data)


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _STILL)
    info.compress_type = method
    info.external_attr = 0o644 << 16
    return info


def _bytes_of(out: OutFile):
    """Give the file as readers get it: pictures without their traces, packages complete and safe."""
    package = out.package
    if package and package.format == PackageFormat.H5P and package.state == PackageState.READY:
        yield from h5p_chunks(package=Package.objects.select_related("blob").get(pk=package.pk))
        return
    delivery = delivery_of(out.file.blob, name=out.file.name)
    key = delivery.key if delivery else out.file.blob.key
    try:
        with object_store().open(key) as chunks:
            yield from chunks
    except ObjectMissing as error:
        raise Refusal("store_down", f"missing {key}") from error


def _release_older(export: CourseExport) -> None:
    """A course keeps the newest file only."""
    older = CourseExport.objects.filter(course=export.course, created_at__lt=export.created_at)
    for former in older.select_related("upload"):
        if former.upload:
            release_upload(upload=former.upload)
        former.delete()
