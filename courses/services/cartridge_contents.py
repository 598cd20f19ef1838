"""What a course is as a Common Cartridge: its table of contents, pages, tests and files, before a byte is written."""

import re
import uuid as uuids
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content_repo.models import LearningResource, Package
from courses.cartridge_documents import LINK, PAGE, TEST, OutItem, OutResource, assessment, page, weblink
from courses.markdown import render_markdown
from courses.models import CoursePage, LessonPage
from courses.queries import Part, lesson_parts, lessons_of
from courses.queries.contents import ShownFile
from courses.slugs import plain_slug
from media.names import clean_name

OWN_LESSON = "lesson-"  # as content_repo.packages.cartridge.plan knows them again
_CHAPTER = "chapter-"
PAGES = "lessons/"
_LINK = re.compile(rb'href="/hoc/([0-9a-f-]{36})"')  # to a lesson of this site


@dataclass
class OutFile:
    """A file that goes into the cartridge: the blob as readers get it, or the whole package."""

    name: str
    file: ShownFile
    package: Package | None = None


@dataclass
class Contents:
    """All of a cartridge: documents as bytes by name, files to be copied, what is told of it."""

    items: list[OutItem] = field(default_factory=list)
    resources: list[OutResource] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, OutFile] = field(default_factory=dict)  # by identifier of the resource
    report: list[dict] = field(default_factory=list)
    lessons_count: int = 0

    @property
    def size_bytes(self) -> int:
        """About what it weighs."""
        return sum(map(len, self.documents.values())) + sum(out.file.blob.size_bytes for out in self.files.values())


def course_contents(course: CoursePage, user) -> Contents:
    """Return the contents of a course, drafts too, as ``user`` sees it."""
    lessons = list(lessons_of([course], with_drafts=True, with_body=True))
    builder = _Builder(lesson_parts(lessons, user), user)
    for lesson in lessons:
        builder.add(lesson)
    _lead_links(builder.contents, builder.first_pages)
    return builder.contents


def _lead_links(contents: Contents, first_pages: dict[str, str]) -> None:
    """Let links between the lessons lead to the pages they are now, and others to this site."""
    for name, data in contents.documents.items():
        beside = name.startswith(PAGES)

        def address(found: re.Match[bytes], beside: bool = beside) -> bytes:
            uuid = found[1].decode()
            page_name = first_pages.get(uuid) if beside else None
            return f'href="{page_name or f"{settings.SITE_URL}/hoc/{uuid}"}"'.encode()

        contents.documents[name] = _LINK.sub(address, data)


class _Builder:
    """Writes lesson after lesson."""

    def __init__(self, parts: dict[int, list[Part]], user):
        self._parts = parts
        self._user = user
        self._by_blob: dict[tuple[str, str], str] = {}
        self.contents = Contents()
        self.first_pages: dict[str, str] = {}  # of each lesson that has a page, without their folder

    def add(self, lesson: LessonPage) -> None:
        """Write one lesson behind the others, in its chapter."""
        writer = _LessonWriter(self, lesson)
        for part in self._parts[lesson.pk]:
            writer.write(part)
        item = writer.finish()
        self.contents.lessons_count += 1
        self._place(lesson.chapter, item)

    def _place(self, chapter: str, item: OutItem) -> None:
        items = self.contents.items
        if not chapter:
            items.append(item)
            return
        is_open = items and items[-1].identifier.startswith(_CHAPTER) and items[-1].title == chapter
        if not is_open:
            items.append(OutItem(f"{_CHAPTER}{len(items) + 1}", chapter))
        items[-1].children.append(item)

    def file(self, shown: ShownFile) -> tuple[str, str]:
        """Return (identifier, name) of the resource of a file; the same file under the same name is there once."""
        key = (shown.blob.sha256, shown.name)
        if key not in self._by_blob:
            identifier = f"file-{len(self._by_blob) + 1}"
            name = f"files/{len(self._by_blob) + 1}/{clean_name(shown.name)}"
            self._by_blob[key] = identifier
            self.contents.files[identifier] = OutFile(name, shown, shown.package)
            self.contents.resources.append(OutResource(identifier, PAGE, [name]))
        identifier = self._by_blob[key]
        return identifier, self.contents.files[identifier].name

    def may_give(self, resource: LearningResource) -> bool:
        """Whether the files of a resource may go on: its own author's, or under a licence that lets them."""
        return bool(resource.license_url) or resource.owner_id == self._user.pk


class _LessonWriter:
    """Writes one lesson: a page, or where it has questions a folder of pages and tests."""

    def __init__(self, builder: _Builder, lesson: LessonPage):
        self._builder = builder
        self._contents = builder.contents
        self._lesson = lesson
        self._number = builder.contents.lessons_count + 1
        self._html: list[SafeString] = []
        self._needed: list[str] = []
        self._questions: list[tuple[str, str, str]] = []
        self._children: list[OutItem] = []

    def write(self, part: Part) -> None:
        """Write one block."""
        value: Any = part.value  # a text, or what StreamField makes of a struct
        if part.kind == "question":
            self._end_page()
            identifier = f"question-{self._lesson.uuid}-{len(self._children)}-{len(self._questions)}"
            hint = render_markdown(value["answer"]) if value["answer"] else ""
            self._questions.append((identifier, render_markdown(value["question"]), hint))
            return
        self._end_test()
        if part.kind == "text":
            self._html.append(render_markdown(str(value)))
        elif part.kind == "resource":
            self._write_resource(part)
        elif part.file:
            self._write_file(part.kind, part.file, value["caption"])
        else:
            self._tell(value["name"], "missing_here")

    def finish(self) -> OutItem:
        """Return the line of the lesson in the table of contents."""
        self._end_test()
        if self._html or not self._children:
            self._end_page(is_forced=True)
        identifier = f"{OWN_LESSON}{self._lesson.uuid}"
        title = self._lesson.draft_title or self._lesson.title
        if len(self._children) == 1 and self._contents.resources[-1].type == PAGE:
            return OutItem(identifier, title, self._children[0].reference)
        return OutItem(identifier, title, children=self._children)

    def _write_file(self, kind: str, file: ShownFile, caption: str) -> None:
        identifier, name = self._builder.file(file)
        self._needed.append(identifier)
        address = f"../{quote(name)}"
        if kind == "image":
            shown = format_html('<img src="{}" alt="{}">', address, caption)
        elif kind == "video":
            is_sound = file.blob.media_type.startswith("audio/")
            tag = mark_safe("audio" if is_sound else "video")  # noqa: S308 - one of two words
            shown = format_html('<{} controls src="{}" title="{}"></{}>', tag, address, caption, tag)
        else:
            self._html.append(format_html('<p><a href="{}">{}</a></p>', address, caption or file.name))
            return
        below = format_html("<figcaption>{}</figcaption>", caption) if caption else ""
        self._html.append(format_html("<figure>{}{}</figure>", shown, below))

    def _write_resource(self, part: Part) -> None:
        value: Any = part.value
        if part.card is None:
            self._tell(value["resource"], "missing_here")
            return
        resource = part.card.resource
        address = f"{settings.SITE_URL}{resource.get_absolute_url()}"
        self._html.append(format_html('<p><a href="{}">{}</a></p>', address, resource.title))
        if value["note"]:
            self._html.append(format_html("<p>{}</p>", value["note"]))
        if not self._builder.may_give(resource):
            self._tell(resource.title, "rights_reserved")
            self._add_link(resource.title, address)
            return
        for file in part.files:
            family = file.blob.media_type.partition("/")[0]
            kind = {"image": "image", "video": "video", "audio": "video"}.get(family, "file")
            self._write_file(kind, file, "")

    def _add_link(self, title: str, address: str) -> None:
        """Also as a web link, which other systems list."""
        self._end_page()
        identifier = f"link-{uuids.uuid5(self._lesson.uuid, f'{address}{len(self._children)}')}"
        name = f"links/{identifier}.xml"
        self._contents.documents[name] = weblink(title, address)
        self._contents.resources.append(OutResource(identifier, LINK, [name]))
        self._children.append(OutItem(f"item-{identifier}", title, identifier))

    def _end_page(self, *, is_forced: bool = False) -> None:
        if not self._html and not is_forced:
            return
        part = f"-{len(self._children) + 1}" if self._children else ""
        identifier = f"page-{self._lesson.uuid}{part}"
        title = self._lesson.draft_title or self._lesson.title
        name = f"{PAGES}{self._number:03}-{plain_slug(title)[:40] or 'bai'}{part}.html"
        self._builder.first_pages.setdefault(str(self._lesson.uuid), name.removeprefix(PAGES))
        body = "\n".join(self._html)
        self._contents.documents[name] = page(title, settings.LANGUAGE_CODE, body)
        needed = list(dict.fromkeys(self._needed))
        self._contents.resources.append(OutResource(identifier, PAGE, [name], needed))
        self._children.append(OutItem(f"item-{identifier}", title, identifier))
        self._html, self._needed = [], []

    def _end_test(self) -> None:
        if not self._questions:
            return
        identifier = f"test-{self._lesson.uuid}-{len(self._children) + 1}"
        name = f"tests/{identifier}.xml"
        title = _("Câu hỏi suy nghĩ")
        self._contents.documents[name] = assessment(identifier, title, self._questions)
        self._contents.resources.append(OutResource(identifier, TEST, [name]))
        self._children.append(OutItem(f"item-{identifier}", title, identifier))
        self._questions = []

    def _tell(self, what: str, reason: str) -> None:
        row = {"what": what[:255], "lesson": self._lesson.draft_title or self._lesson.title, "reason": reason}
        self._contents.report.append(row)
