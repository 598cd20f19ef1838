"""Makes the draft course of a cartridge, lesson by lesson; begun again, it goes on where it was."""

import hashlib
import posixpath
import uuid as uuids
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.services import notify
from content_repo.models import Grade, Subject
from content_repo.packages.cartridge.format import LIMITS, MANIFEST
from courses.cartridge_words import refused
from courses.choices import ImportState
from courses.models import CartridgeImport, CoursePage, LessonPage
from courses.services.cartridge_blocks import (
    file_block,
    link_block,
    question_block,
    text_block,
    topic_blocks,
    with_lesson_links,
)
from courses.services.courses import create_course
from courses.services.lessons import create_lesson
from media.archives import Archive
from media.choices import UploadState
from media.models import Blob, Upload
from media.names import clean_name
from media.problems import ObjectMissing, Refusal, StoreTrouble
from media.sandbox import call, scratch_folder
from media.services import store_file
from media.stores import object_store

PLAN = "content_repo.packages.cartridge.plan:plan_in_sandbox"
MAX_ROWS = 3000


class _CourseGone(Exception):  # noqa: N818 - an answer
    """The draft course was deleted while it was being made."""


def take_in(import_id: int) -> None:
    """Carry an import out, if nobody else is at it; harmless to repeat."""
    found = CartridgeImport.objects.select_related("owner", "school", "blob").filter(pk=import_id).first()
    if found is None or not _claim(found):
        return
    with translation.override(settings.LANGUAGE_CODE):
        try:
            _Taking(found).run()
        except Refusal as refusal:
            _fail(found, [_row("course", found.name, refused(refusal.code), refusal.detail), *_rules(refusal)])
        except _CourseGone:
            _fail(found, [*found.report, _row("course", found.name, "course_gone")])
        except Exception:  # whatever it was, the teacher sees that it stopped; the worker writes it down
            _fail(found, [*found.report, _row("course", found.name, "not_finished")])
            raise


def _claim(found: CartridgeImport) -> bool:
    """Whether this worker has it now: one at a time, unless the one before has died."""
    now = timezone.now()
    waiting = CartridgeImport.objects.filter(pk=found.pk, state=ImportState.WAITING)
    started = found.options | {"started_at": now.isoformat()}
    return bool(waiting.update(state=ImportState.RUNNING, updated_at=now, options=started))


def _fail(found: CartridgeImport, report: list[dict]) -> None:
    values = {"state": ImportState.FAILED, "report": report[:MAX_ROWS], "updated_at": timezone.now()}
    CartridgeImport.objects.filter(pk=found.pk).update(**values)


def _rules(refusal: Refusal) -> list[dict]:
    return [_row("part", row.get("path", ""), row["rule"], row.get("detail", "")) for row in refusal.report]


def _row(kind: str, title: str, reason: str, detail: str = "") -> dict:
    row = {"kind": kind, "title": title, "place": "", "outcome": "left", "lesson": ""}
    return row | {"reason": reason, "detail": detail}


class _Taking:
    """One run."""

    def __init__(self, found: CartridgeImport):
        self._import = found
        self._stored: dict[str, tuple[Blob, str] | None] = {}
        self._rows: list[dict] = []

    def run(self) -> None:
        with scratch_folder() as folder:
            path = folder / "cartridge"
            _fetch(self._import.blob, path)
            plan = call(PLAN, path, self._import.name, folder)
            self._rows = plan["rows"]
            course = self._course(plan)
            uuids_of_lessons = [self._uuid(lesson["key"]) for lesson in plan["lessons"]]
            self._note(course=course, total=len(plan["lessons"]), done=0)
            with closing(Archive(path, limits=LIMITS)) as archive:
                archive.strip_folder([MANIFEST])
                for number, lesson in enumerate(plan["lessons"], start=1):
                    linked = with_lesson_links(lesson["blocks"], plan["mark"], uuids_of_lessons.__getitem__)
                    self._lesson(course, lesson | {"blocks": linked}, archive)
                    self._note(done=number)
        self._finish(course)

    def _course(self, plan: dict) -> CoursePage:
        options = self._import.options
        title = plan["title"] or self._import.name.rpartition(".")[0] or self._import.name
        return create_course(
            uuid=self._uuid("course"),
            teacher=self._import.owner,
            school=self._import.school,
            fields={
                "title": (options.get("title") or title)[:160],
                "subject": Subject.objects.get(pk=options["subject"]),
                "grade": Grade.objects.get(pk=options["grade"]),
                "school_year": options["school_year"],
                "summary": plan["description"][:2000],
            },
        )

    def _uuid(self, key: str) -> uuids.UUID:
        """The same for the same part of the same import, so that a second run makes nothing twice."""
        return uuids.uuid5(self._import.uuid, key)

    def _lesson(self, course: CoursePage, planned: dict, archive: Archive) -> None:
        uuid = self._uuid(planned["key"])
        for row in self._rows:
            if row["lesson"] == planned["key"]:
                row["lesson"] = str(uuid)
        if LessonPage.objects.filter(uuid=uuid).exists():
            return
        if not CoursePage.objects.filter(pk=course.pk).exists():
            raise _CourseGone
        title = planned["title"] or _("Tệp khác của khoá học")
        blocks = [made for block in planned["blocks"] for made in self._blocks(block, archive, title)]
        chapter = planned["chapter"] or (_("Ngoài mục lục") if planned["is_outside"] else "")
        create_lesson(
            uuid=uuid,
            course=course,
            by=self._import.owner,
            fields={"title": title, "chapter": chapter},
            blocks=blocks,
        )

    def _blocks(self, planned: dict, archive: Archive, lesson: str) -> Iterator[dict]:
        if planned["kind"] == "text":
            yield text_block(planned["text"])
        elif planned["kind"] == "link":
            yield link_block(planned["title"], planned["address"])
        elif planned["kind"] == "topic":
            yield from topic_blocks(planned["title"], planned["text"])
        elif planned["kind"] == "question":
            yield question_block(planned)
        elif stored := self._member(planned["member"], archive, lesson):
            yield file_block(*stored, planned["caption"])

    def _member(self, name: str, archive: Archive, lesson: str) -> tuple[Blob, str] | None:
        """Return blob and name of a file of the cartridge; None, with a row of the report, where it is refused."""
        if name not in self._stored:
            try:
                self._stored[name] = self._store(name, archive)
            except StoreTrouble:
                raise
            except Refusal as refusal:
                self._stored[name] = None
                self._rows.append(_row("part", lesson, refused(refusal.code), name))
        return self._stored[name]

    def _store(self, name: str, archive: Archive) -> tuple[Blob, str]:
        shown = clean_name(posixpath.basename(name))
        known = Upload.objects.filter(
            owner=self._import.owner,
            school=self._import.school,
            state=UploadState.STORED,
            blob__sha256=_sha256(archive.chunks(name)),
        )
        upload = known.select_related("blob").first()
        if upload is None:
            owner, school = self._import.owner, self._import.school
            upload = store_file(
                file=cast(BinaryIO, _Chunks(archive.chunks(name))), name=shown, owner=owner, school=school
            )
        assert upload.blob is not None  # a stored upload has one
        return upload.blob, shown

    def _note(self, **values) -> None:
        """Say how far it is; also that the worker lives."""
        CartridgeImport.objects.filter(pk=self._import.pk).update(updated_at=timezone.now(), **values)

    def _finish(self, course: CoursePage) -> None:
        self._note(state=ImportState.DONE, report=self._rows[:MAX_ROWS])
        notify(
            users=[self._import.owner],
            kind="courses.cartridge_taken",
            params={"title": course.title},
            url=f"/soan/nhap-khoa-hoc/{self._import.uuid}/",
        )


class _Chunks:
    """Pieces as a file, for those who read."""

    def __init__(self, chunks: Iterator[bytes]):
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._chunks, b"")
            if not piece:
                break
            self._rest += piece
        end = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece


def _sha256(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _fetch(blob: Blob, path: Path) -> None:
    try:
        with object_store().open(blob.key) as chunks, path.open("wb") as target:
            target.writelines(chunks)
    except ObjectMissing as error:
        raise Refusal("store_down", f"missing {blob.key}") from error
