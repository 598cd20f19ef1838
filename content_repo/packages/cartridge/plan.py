"""Takes a cartridge apart into lessons: what stands in which, and what could not be taken and why.

Runs in the sandboxed child of media, free of Django; :mod:`courses.services.cartridge_import` carries the plan out::

    {"title", "description", "language", "version", "mark": what numbers of lessons follow in addresses of links,
     "lessons": [{"key", "chapter", "title", "is_outside": no line of the contents names it, "blocks": [block, …]}],
     "rows": [{"kind", "title", "place", "lesson": key or "", "outcome": "taken" | "partly" | "left",
               "reason": key of courses.cartridge_words or "", "detail"}]}

A block is ``{"kind": "text", "text"}``, ``{"kind": "member", "member", "caption"}``, ``{"kind": "link", "title",
"address"}``, ``{"kind": "topic", "title", "text"}`` or ``{"kind": "question", "question", "choices": [[text, is
right]], "answers": [text], "feedback", "form"}``; texts are CommonMark.
"""

from pathlib import Path

from content_repo.packages.cartridge.format import LIMITS, MANIFEST, open_cartridge, top_items
from content_repo.packages.cartridge.manifest import Cartridge, Item, Resource
from content_repo.packages.cartridge.taking import Taken, Taker
from media.archives import Archive
from media.problems import Refusal

MAX_BLOCKS = 60  # of a lesson, as the editor has it
MAX_CHAPTER = 120
MAX_TITLE = 160
LOOSE_FILES = "files"  # key of the lesson of all files that nothing names
OWN_LESSON = "lesson-"  # identifiers of folders that are one lesson, in cartridges made here
_OF_THE_WHOLE = ("not_marked",)
_NOT_SHOWN = {"support": "support", "tool": "tool", "unknown": "unknown_type"}


def plan_in_sandbox(path: Path, name: str, folder: Path) -> dict:
    """Return the plan of the cartridge at ``path`` (:func:`media.sandbox.call`)."""
    with Archive(path, limits=LIMITS) as archive:
        archive.strip_folder([MANIFEST])
        cartridge, problems = open_cartridge(archive)
        if cartridge is None or any(not problem.is_warning for problem in problems):
            raise Refusal("package_invalid", MANIFEST, [problem._asdict() for problem in problems])
        return Planner(cartridge, archive).plan()


class Planner:
    """Walks the table of contents, then what it leaves out."""

    def __init__(self, cartridge: Cartridge, archive: Archive):
        self._cartridge = cartridge
        self._taker = Taker(cartridge, archive)
        self._lessons: list[dict] = []
        self._rows: list[dict] = []
        self._used: set[str] = set()
        self._read: list[tuple[list[dict], dict]] = []  # blocks of each resource, and its row
        self._lesson_of: dict[str, str] = {}  # identifier of a resource → key of the lesson
        self._editions = {one.stands_for: one for one in cartridge.resources.values() if one.stands_for}

    def plan(self) -> dict:
        """Return the plan."""
        for item in top_items(self._cartridge):
            if item.children:
                self._folder(item, item.title)
            else:
                self._lesson(item, "")
        self._leftovers()
        lessons = [part for lesson in self._lessons for part in _parts(lesson)]
        self._settle_links({lesson["key"]: number for number, lesson in enumerate(lessons)})
        return {
            "title": self._cartridge.title,
            "description": self._cartridge.description,
            "language": self._cartridge.language,
            "version": self._cartridge.version,
            "mark": self._taker.places.mark,
            "lessons": lessons,
            "rows": self._rows,
        }

    def _folder(self, folder: Item, chapter: str) -> None:
        if folder.is_for_teachers:
            self._left("folder", folder.title, chapter, "for_teachers")
            self._used.update(item.reference for item in _below(folder))
            return
        if folder.identifier.startswith(OWN_LESSON):
            self._own_lesson(folder, chapter)
            return
        if folder.reference:
            self._lesson(folder, chapter)
        for item in folder.children:
            if item.children:
                own = item.identifier.startswith(OWN_LESSON)
                self._folder(item, chapter if own else " › ".join(filter(None, (chapter, item.title))))
            else:
                self._lesson(item, chapter)

    def _own_lesson(self, folder: Item, chapter: str) -> None:
        """A lesson that was cut where another kind of resource stands."""
        blocks: list[dict] = []
        for item in folder.children:
            blocks += self._blocks_of(item, chapter, self._key(folder)) or []
        self._add(folder, chapter, blocks)

    def _lesson(self, item: Item, chapter: str) -> None:
        if not item.reference:
            if item.title:
                self._left("heading", item.title, chapter, "heading")
            return
        blocks = self._blocks_of(item, chapter, self._key(item))
        if blocks is not None:
            self._add(item, chapter, blocks)

    def _key(self, item: Item) -> str:
        """Identifiers may repeat; the place in the row does not."""
        return f"{len(self._lessons)}:{item.identifier}"

    def _add(self, item: Item, chapter: str, blocks: list[dict], *, is_outside: bool = False) -> None:
        key = item.identifier if item.identifier == LOOSE_FILES else self._key(item)
        self._lessons.append(
            {
                "key": key,
                "chapter": _cut(chapter, MAX_CHAPTER),
                "title": _cut(item.title, MAX_TITLE),
                "is_outside": is_outside,
                "blocks": blocks,
            }
        )

    def _blocks_of(self, item: Item, chapter: str, key: str) -> list[dict] | None:
        """Return the blocks of one line of the contents, and write its row; None where nothing was taken."""
        resource = self._cartridge.resources.get(item.reference)
        title = item.title or (resource.identifier if resource else "")
        if resource is None:
            self._left("item", title, chapter, "not_in_manifest", item.reference[:200])
            return None
        self._used.add(resource.identifier)
        reason = "for_teachers" if item.is_for_teachers else _reason_not_shown(resource)
        if reason:
            self._left(resource.kind, title, chapter, reason, resource.type)
            return None
        return self._taken(resource, title, chapter, key)

    def _taken(self, resource: Resource, title: str, chapter: str, key: str) -> list[dict] | None:
        taken = self._take(resource)
        notes = taken.notes
        if resource.kind == "page" and not taken.blocks and not notes:
            self._row("page", title, chapter, "taken", "empty_page", lesson=key)
            self._lesson_of.setdefault(resource.identifier, key)
            return []  # the lesson keeps its place, to be written
        reason, detail = ("", "") if taken.blocks else ("empty", "")
        outcome = "left" if not taken.blocks else "partly" if notes else "taken"
        # What is said of the whole stands in its own row, as does the one reason of what was left.
        said = [note for note in notes if note["what"] in _OF_THE_WHOLE or not taken.blocks][:1]
        if said:
            reason, detail = said[0]["what"], said[0]["detail"]
            notes = [note for note in notes if note is not said[0]]
        row = self._row(resource.kind, title, chapter, outcome, reason, detail, key if taken.blocks else "")
        if taken.blocks:
            self._read.append((taken.blocks, row))
            self._lesson_of.setdefault(resource.identifier, key)
        for note in notes:
            self._row("part", title, chapter, "left", note["what"], note["detail"])
        return taken.blocks or None

    def _take(self, resource: Resource) -> Taken:
        """Take a resource, or the plain edition of it where it can't be taken itself."""
        taken = self._taker.take(resource)
        self._used.update(one for one in resource.dependencies if not self._is_page(one))
        edition = self._editions.get(resource.identifier)
        if edition is None:
            return taken
        self._used.add(edition.identifier)
        return taken if taken.blocks else self._taker.take(edition)

    def _row(
        self, kind: str, title: str, place: str, outcome: str, reason: str = "", detail: str = "", lesson: str = ""
    ) -> dict:
        values = {"kind": kind, "title": title, "place": place, "outcome": outcome}
        self._rows.append(values | {"reason": reason, "detail": detail, "lesson": lesson})
        return self._rows[-1]

    def _left(self, kind: str, title: str, place: str, reason: str, detail: str = "") -> None:
        self._row(kind, title, place, "left", reason, detail)

    def _settle_links(self, numbers: dict[str, int]) -> None:
        """Let links lead to lessons; those to what is no lesson become words, which the report says."""
        lessons = {identifier: numbers[key] for identifier, key in self._lesson_of.items() if key in numbers}
        for blocks, row in self._read:
            lost = self._taker.places.settle(blocks, lessons)
            if not lost:
                continue
            row["outcome"] = "partly"
            told = {"kind": "part", "title": row["title"], "place": row["place"], "outcome": "left", "lesson": ""}
            place = next(number for number, one in enumerate(self._rows) if one is row) + 1
            self._rows[place:place] = [told | {"reason": "inner_link", "detail": name} for name in lost]

    def _is_page(self, identifier: str) -> bool:
        """Whether a resource is a page, which is a lesson even where only another page needs it."""
        resource = self._cartridge.resources.get(identifier)
        return resource is not None and resource.kind == "page"

    def _leftovers(self) -> None:
        """What no line of the contents names: pages become lessons, files one lesson, the rest is told."""
        named = {file for identifier in self._used for file in self._files(identifier)} | self._taker.members_taken
        files: list[dict] = []
        for resource in self._cartridge.resources.values():
            if resource.identifier in self._used or resource.stands_for:
                continue
            reason = _reason_not_shown(resource)
            if reason:
                if reason != "support":  # files of the system it comes from
                    self._left(resource.kind, self._taker.title_of(resource), "", reason, resource.type)
            elif resource.kind == "file":
                if any(name not in named for name in resource.files):
                    files += self._loose_files(resource)
            else:
                self._loose_lesson(resource)
        if files:
            self._add(Item(LOOSE_FILES, ""), "", files, is_outside=True)

    def _loose_lesson(self, resource: Resource) -> None:
        taken = self._taker.take(resource)
        title = taken.title or self._taker.title_of(resource)
        item = Item(resource.identifier, title)
        blocks = self._taken(resource, title, "", self._key(item))
        if blocks is not None:
            self._add(item, "", blocks, is_outside=True)

    def _loose_files(self, resource: Resource) -> list[dict]:
        taken = self._taker.take(resource)
        title = self._taker.title_of(resource)
        if taken.blocks:
            self._row("file", title, "", "taken", lesson=LOOSE_FILES)
        for note in taken.notes:
            self._left("file", title, "", note["what"], note["detail"])
        return taken.blocks

    def _files(self, identifier: str) -> list[str]:
        resource = self._cartridge.resources.get(identifier)
        return resource.files if resource else []


def _reason_not_shown(resource: Resource) -> str:
    if resource.is_for_teachers or resource.intended_use == "lessonplan":
        return "for_teachers"
    if resource.is_protected:
        return "protected"
    return _NOT_SHOWN.get(resource.kind, "")


def _below(item: Item) -> list[Item]:
    return [item, *(one for child in item.children for one in _below(child))]


def _parts(lesson: dict) -> list[dict]:
    """Cut a lesson of more blocks than the editor shows into several."""
    blocks = lesson["blocks"]
    if len(blocks) <= MAX_BLOCKS:
        return [lesson]
    starts = range(0, len(blocks), MAX_BLOCKS)
    return [
        lesson
        | {
            "key": lesson["key"] if not start else f"{lesson['key']}+{number}",
            "title": lesson["title"] if not start else f"{_cut(lesson['title'], MAX_TITLE - 6)} ({number})",
            "blocks": blocks[start : start + MAX_BLOCKS],
        }
        for number, start in enumerate(starts, start=1)
    ]


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
