"""From the plan of a cartridge to the blocks of a lesson as StreamField stores them."""

import re
import uuid as uuids
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.file_blocks import kind_of_block
from media.models import Blob

MAX_QUESTION = 2000  # as the editor has it
MAX_ANSWER = 4000
MAX_NAME = 120
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def with_lesson_links(planned: Any, mark: str, uuid_of: Callable[[int], uuids.UUID]) -> Any:
    """Return a planned block with the addresses of lessons in the links that carry ``mark`` and a lesson's number."""
    if isinstance(planned, str):
        link = re.compile(rf"\]\({re.escape(mark)}(\d+)\)")
        return link.sub(lambda found: f"]({reverse('courses:lesson', args=[uuid_of(int(found[1]))])})", planned)
    if isinstance(planned, dict):
        return {name: with_lesson_links(value, mark, uuid_of) for name, value in planned.items()}
    if isinstance(planned, list):
        return [with_lesson_links(value, mark, uuid_of) for value in planned]
    return planned


def text_block(text: str) -> dict:
    """Return a block of text."""
    return {"type": "text", "value": text, "id": str(uuids.uuid4())}


def file_block(blob: Blob, name: str, caption: str) -> dict:
    """Return the block that shows a file; a caption that only repeats the name is none."""
    caption = "" if caption.strip() == name else caption[:300]
    value = {"blob": blob.sha256, "name": name[:MAX_NAME], "caption": caption}
    return {"type": kind_of_block(blob), "value": value, "id": str(uuids.uuid4())}


def link_block(title: str, address: str) -> dict:
    """Return a text of one link."""
    return text_block(f"[{_escaped(title or address)}](<{address.replace('<', '%3C').replace('>', '%3E')}>)")


def topic_blocks(title: str, text: str) -> Iterator[dict]:
    """Give what a discussion asks: a question, or where it is too long the text of it."""
    asked = text or title
    if len(asked) <= MAX_QUESTION:
        yield _question(asked, "")
        return
    yield text_block(text)
    yield _question(title or _("Em nghĩ gì về nội dung này?"), "")


def question_block(planned: dict) -> dict:
    """Return a question with what can be chosen below it, and what is right as the hint."""
    choices = planned["choices"]
    lines = [f"- {_letter(place)}. {_one_line(text)}" for place, (text, _is_right) in enumerate(choices)]
    asked = "\n\n".join(filter(None, (planned["question"], "\n".join(lines))))
    answer = "\n\n".join(filter(None, (_right_words(planned), planned["feedback"])))
    return _question(asked, answer)


def _right_words(planned: dict) -> str:
    right = [
        f"{_letter(place)}. {_one_line(text)}" for place, (text, is_right) in enumerate(planned["choices"]) if is_right
    ]
    right = right or planned["answers"]
    return _("Đáp án: %(answers)s") % {"answers": "; ".join(right)} if right else ""


def _question(asked: str, answer: str) -> dict:
    value = {"question": asked[:MAX_QUESTION], "answer": answer[:MAX_ANSWER]}
    return {"type": "question", "value": value, "id": str(uuids.uuid4())}


def _letter(place: int) -> str:
    return _LETTERS[place] if place < len(_LETTERS) else str(place + 1)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
