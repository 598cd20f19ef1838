"""One resource of a cartridge to the blocks of a lesson, by its kind."""

import posixpath
from typing import NamedTuple

from content_repo.packages.cartridge.documents import read_link, read_writing
from content_repo.packages.cartridge.manifest import Cartridge, Resource, member_path
from content_repo.packages.cartridge.pages import MAX_PAGE_BYTES, PageReader, plain_blocks
from content_repo.packages.cartridge.places import Places
from content_repo.packages.cartridge.qti import Question, Text, read_questions
from media.archives import Archive
from media.problems import Refusal
from media.safe_xml import parse_xml

_MAX_QUESTION = 2000  # as the editor has it
_MAX_ANSWER = 4000


class Taken(NamedTuple):
    """Blocks, notes on what was not taken (``{"what": reason, "detail"}``), and what the resource calls itself."""

    blocks: list[dict]
    notes: list[dict]
    title: str = ""


class Taker:
    """Takes resources of one cartridge; ``members_taken`` are the files that blocks show."""

    def __init__(self, cartridge: Cartridge, archive: Archive):
        self._cartridge = cartridge
        self._archive = archive
        self._names = set(archive.names)
        self.places = Places(cartridge, self._names)
        self.members_taken: set[str] = set()

    def take(self, resource: Resource) -> Taken:
        """Return what a lesson can hold of a resource."""
        readers = {
            "page": self._page,
            "file": self._files,
            "link": self._link,
            "topic": self._writing,
            "assignment": self._writing,
            "quiz": self._questions,
            "bank": self._questions,
        }
        try:
            taken = readers[resource.kind](resource)
        except Refusal as refusal:
            if refusal.code not in ("xml_bad", "xml_forbidden", "xml_too_deep", "too_large"):
                raise
            return Taken([], [{"what": "damaged", "detail": refusal.detail[:255]}])
        self.members_taken |= {block["member"] for block in taken.blocks if block["kind"] == "member"}
        return taken

    def title_of(self, resource: Resource) -> str:
        """Name a resource that no line of the contents names."""
        return posixpath.basename(self._main(resource)) or resource.identifier

    def _main(self, resource: Resource) -> str:
        return resource.href or next(iter(resource.files), "")

    def _read(self, resource: Resource) -> bytes | None:
        name = self._main(resource)
        return self._archive.read(name, MAX_PAGE_BYTES) if name in self._names else None

    def _missing(self, name: str) -> Taken:
        return Taken([], [{"what": "missing", "detail": name[:255]}])

    def _page(self, resource: Resource) -> Taken:
        data = self._read(resource)
        name = self._main(resource)
        if data is None:
            return self._missing(name)
        reader = PageReader(name, self.places)
        return Taken(reader.blocks(data), reader.notes, reader.title)

    def _files(self, resource: Resource) -> Taken:
        wanted = resource.files or [resource.href]
        blocks = [{"kind": "member", "member": name, "caption": ""} for name in wanted if name in self._names]
        return Taken(blocks, [{"what": "missing", "detail": name[:255]} for name in wanted if name not in self._names])

    def _link(self, resource: Resource) -> Taken:
        data = self._read(resource)
        if data is None:
            return self._missing(self._main(resource))
        link = read_link(parse_xml(data, self._main(resource)))
        if not link.address:
            return Taken([], [{"what": "no_address", "detail": link.title}], link.title)
        return Taken([{"kind": "link", **link._asdict()}], [], link.title)

    def _writing(self, resource: Resource) -> Taken:
        data = self._read(resource)
        name = self._main(resource)
        if data is None:
            return self._missing(name)
        writing = read_writing(parse_xml(data, name))
        reader = PageReader(name, self.places)
        blocks = reader.blocks(writing.text) if writing.is_html else plain_blocks(writing.text)
        if resource.kind == "topic":
            texts = "\n\n".join(block["text"] for block in blocks if block["kind"] == "text")
            files = [block for block in blocks if block["kind"] == "member"]
            blocks = [{"kind": "topic", "title": writing.title, "text": texts}, *files]
        for attachment in writing.attachments:
            member = member_path(attachment, posixpath.dirname(name))
            if member in self._names:
                blocks.append({"kind": "member", "member": member, "caption": ""})
            else:
                reader.notes.append({"what": "missing", "detail": attachment[:255]})
        return Taken(blocks, reader.notes, writing.title)

    def _questions(self, resource: Resource) -> Taken:
        data = self._read(resource)
        name = self._main(resource)
        if data is None:
            return self._missing(name)
        title, questions = read_questions(parse_xml(data, name))
        reader = _QuestionReader(name, self.places)
        blocks = [block for question in questions for block in reader.blocks(question)]
        notes = list(reader.notes)
        if blocks and any(block.get("choices") or block.get("answers") for block in blocks):
            notes.append({"what": "not_marked", "detail": ""})
        return Taken(blocks, notes, title)


class _QuestionReader:
    """Turns questions into blocks; pictures of a question stand before it."""

    def __init__(self, name: str, places: Places):
        self._name, self._places = name, places
        self.notes: list[dict] = []

    def blocks(self, question: Question) -> list[dict]:
        files: list[dict] = []
        asked = "\n\n".join(self._words(text, files) for text in question.asked)
        choices = [[self._words(text, files), key in question.right] for key, text in question.choices]
        if not asked and not choices:
            self._note("empty_question", question.title)
            return []
        if question.kind == "other":
            self._note("question_type", question.title)
        return [
            *files,
            {
                "kind": "question",
                "form": question.kind,
                "question": (asked or question.title)[:_MAX_QUESTION],
                "choices": choices,
                "answers": [] if question.choices else question.right,
                "feedback": "\n\n".join(self._words(text, files) for text in question.feedback)[:_MAX_ANSWER],
            },
        ]

    def _words(self, text: Text, files: list[dict]) -> str:
        words, is_html = text
        if not is_html:
            blocks = plain_blocks(words)
        else:
            reader = PageReader(self._name, self._places)
            blocks = reader.blocks(words)
            for note in reader.notes:
                self._note(note["what"], note["detail"])
        files += [block for block in blocks if block["kind"] == "member"]
        return "\n\n".join(block["text"] for block in blocks if block["kind"] == "text")

    def _note(self, what: str, detail: str) -> None:
        note = {"what": what, "detail": detail}
        if note not in self.notes:
            self.notes.append(note)
