"""The lesson as edited on the site: a form of its own for each block, reordered by plain submit buttons.

The whole lesson travels with each request, so that adding, moving or looking for a resource loses nothing typed.
"""

import uuid as uuids
from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.file_blocks import kind_of_block
from courses.models import LessonPage
from media.choices import UploadState
from media.models import Blob, Upload
from media.names import clean_name

MAX_BLOCKS = 60
LESSON_FIELDS = ("title", "chapter", "estimated_minutes")


class LessonForm(forms.Form):
    """What a lesson is called and how long it takes."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên bài"), max_length=160, widget=forms.TextInput(attrs={"class": "inp"}))
    chapter = forms.CharField(
        label=_("Chương"),
        max_length=120,
        required=False,
        help_text=_("Các bài liền nhau ghi cùng tên chương thì xếp chung một chương."),
        widget=forms.TextInput(attrs={"class": "inp", "list": "chapters"}),
    )
    estimated_minutes = forms.IntegerField(
        label=_("Thời gian học (phút)"),
        min_value=1,
        max_value=600,
        required=False,
        widget=forms.NumberInput(attrs={"class": "inp", "inputmode": "numeric"}),
    )


class BlockForm(forms.Form):
    """One block; ``kind`` is its name in the StreamField."""

    kind = ""
    title = ""
    id = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["class"] = "inp"

    @property
    def place(self) -> str:
        """Position of the block in the lesson, from 0, as the buttons say it."""
        return str(self.prefix).removeprefix("b")

    def value(self):
        """Value of the block as StreamField stores it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "id"}

    def as_block(self) -> dict:
        """Return the block as StreamField stores it."""
        return {"type": self.kind, "value": self.value(), "id": self.cleaned_data["id"] or str(uuids.uuid4())}


class TextBlockForm(BlockForm):
    """Text in CommonMark."""

    kind = "text"
    title = _("Văn bản")
    text = forms.CharField(
        label=_("Văn bản"),
        max_length=20_000,
        help_text=_("Dòng trống ngăn đoạn; # mở đề mục; - mở gạch đầu dòng; **chữ đậm**."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def value(self) -> str:
        """Text itself."""
        return self.cleaned_data["text"]


class QuestionBlockForm(BlockForm):
    """A question and a hint."""

    kind = "question"
    title = _("Câu hỏi suy nghĩ")
    question = forms.CharField(label=_("Câu hỏi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    answer = forms.CharField(
        label=_("Gợi ý trả lời"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ResourceBlockForm(BlockForm):
    """A resource of the repository, with words for the pupils."""

    kind = "resource"
    title = _("Học liệu trong kho")
    resource = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Lời dặn"), max_length=300, required=False)

    def value(self) -> dict:
        """UUIDs as text."""
        cleaned = self.cleaned_data
        return {"resource": str(cleaned["resource"]), "file": str(cleaned["file"] or ""), "note": cleaned["note"]}


class UploadedBlockForm(BlockForm):
    """A file of the teacher's."""

    blob = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    name = forms.CharField(label=_("Tên tệp"), max_length=120)
    caption = forms.CharField(label=_("Chú thích"), max_length=300, required=False)

    def clean_name(self) -> str:
        """Drop what would not be seen, or make the name read otherwise than it is."""
        return clean_name(self.cleaned_data["name"])


class ImageBlockForm(UploadedBlockForm):
    """A picture."""

    kind = "image"
    title = _("Ảnh")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["caption"].help_text = _("Cũng là lời tả ảnh cho người không nhìn thấy ảnh.")


class VideoBlockForm(UploadedBlockForm):
    """Video or sound."""

    kind = "video"
    title = _("Video, âm thanh")


class FileBlockForm(UploadedBlockForm):
    """A file to download."""

    kind = "file"
    title = pgettext_lazy("one", "Tệp")


BLOCK_FORMS = {
    form.kind: form
    for form in (TextBlockForm, ImageBlockForm, ResourceBlockForm, VideoBlockForm, FileBlockForm, QuestionBlockForm)
}
TYPED_KINDS = ("text", "question")  # blocks that start empty


class LessonEditor:
    """The lesson form and the forms of its blocks, filled from the page or from what was sent."""

    def __init__(self, form: LessonForm, blocks: list[BlockForm], known_blobs: Iterable[str] = ()):
        self.form, self.blocks = form, blocks
        self.known_blobs = set(known_blobs)
        self.problems: list[str] = []

    @classmethod
    def of(cls, lesson: LessonPage | None, initial: dict | None = None) -> "LessonEditor":
        """Open a lesson (its newest revision), or an empty one with one text to write."""
        if lesson is None:
            values = {"uuid": uuids.uuid4(), **(initial or {})}
            return cls(LessonForm(initial=values), _unbound([{"kind": "text"}]))
        values = {"uuid": lesson.uuid, **{name: getattr(lesson, name) for name in LESSON_FIELDS}}
        blocks = _block_values(lesson)
        return cls(LessonForm(initial=values), _unbound(blocks), (block["blob"] for block in blocks if "blob" in block))

    @classmethod
    def sent(cls, data, known_blobs: Iterable[str] = (), added: Iterable[dict] = ()) -> "LessonEditor":
        """Read what was sent, and put ``added`` blocks (files that came with it) at the end.

        ``known_blobs``: SHA-256 of files that are in the lesson already.
        """
        count = data.get("blocks", "0")
        total = min(int(count), MAX_BLOCKS) if count.isdecimal() and len(count) < 4 else 0
        values = [value for place in range(total) if (value := _sent_block(data, f"b{place}"))]
        return cls(LessonForm(data), _bound([*values, *added][:MAX_BLOCKS]), known_blobs)

    def is_valid(self, user) -> bool:
        """Whether all parts are right, and each file is the user's own or in the lesson already."""
        parts = [self.form, *self.blocks]
        if any([not part.is_valid() for part in parts]):  # noqa: C419 - all parts, to show all that is wrong
            return False
        sent = {form.cleaned_data["blob"]: form for form in self.blocks if "blob" in form.fields}
        foreign = sent.keys() - self.usable_shas(user)
        for sha in foreign:
            sent[sha].add_error("name", _("Tệp này chưa tải lên xong. Tải lên lại giúp nhé."))
        return not foreign

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id of the field, label, words) of everything that is wrong, in the order of the page."""
        return [
            (field.id_for_label, field.label, error)
            for part in (self.form, *self.blocks)
            if part.is_bound
            for field in part
            for error in field.errors
        ]

    @property
    def fields(self) -> dict:
        """Title, chapter and minutes, once valid."""
        return {name: self.form.cleaned_data[name] for name in LESSON_FIELDS}

    def as_blocks(self) -> list[dict]:
        """Blocks as StreamField stores them, once valid."""
        return [form.as_block() for form in self.blocks]

    def values(self) -> list[dict]:
        """Blocks as typed so far, right or not."""
        return [{"kind": form.kind, **{name: form[name].value() or "" for name in form.fields}} for form in self.blocks]

    def shas(self) -> set[str]:
        """SHA-256 of the files of all blocks."""
        return {value["blob"] for value in self.values() if "blob" in value}

    def usable_shas(self, user) -> set[str]:
        """Those of the files that are the user's own or in the lesson already; of others not even the size is told."""
        shas = self.shas()
        return (shas & self.known_blobs) | own_blobs(user, shas)

    def resource_uuids(self) -> set[uuids.UUID]:
        """Resources of all blocks."""
        found = set()
        for value in self.values():
            try:
                found.add(uuids.UUID(str(value.get("resource", ""))))
            except ValueError:
                continue
        return found

    def changed(self, action: str, added: Iterable[dict] = ()) -> "LessonEditor":
        """Return the editor after ``up:2``, ``down:2``, ``remove:2``, ``add:text``; unknown actions change nothing.

        ``added`` are blocks to put at the end: files that came with the request, a resource picked.
        """
        values = self.values()
        name, _colon, argument = action.partition(":")
        place = int(argument) if argument.isdecimal() and len(argument) < 4 else len(values)
        if name == "add" and argument in TYPED_KINDS:
            values.append({"kind": argument})
        elif name == "remove" and place < len(values):
            del values[place]
        elif name == "up" and 0 < place < len(values):
            values.insert(place - 1, values.pop(place))
        elif name == "down" and place < len(values) - 1:
            values.insert(place + 1, values.pop(place))
        form = LessonForm(initial={name: self.form[name].value() for name in self.form.fields})
        return LessonEditor(form, _unbound([*values, *added][:MAX_BLOCKS]), self.known_blobs)


def _sent_block(data, prefix: str) -> dict | None:
    form = BLOCK_FORMS.get(data.get(f"{prefix}-kind", ""))
    if form is None:
        return None
    return {"kind": form.kind, **{name: data.get(f"{prefix}-{name}", "") for name in form.base_fields}}


def _bound(values: list[dict]) -> list[BlockForm]:
    """Forms whose values are validated."""
    return [
        BLOCK_FORMS[value["kind"]]({f"b{place}-{name}": part for name, part in value.items()}, prefix=f"b{place}")
        for place, value in enumerate(values)
    ]


def _unbound(values: list[dict]) -> list[BlockForm]:
    return [BLOCK_FORMS[value["kind"]](initial=value, prefix=f"b{place}") for place, value in enumerate(values)]


def _block_values(lesson: LessonPage) -> list[dict]:
    values = []
    for block in lesson.body.get_prep_value():
        value = block["value"] if isinstance(block["value"], dict) else {"text": block["value"]}
        values.append({"kind": block["type"], "id": block["id"], **value})
    return values


def own_blobs(user, shas: Iterable[str]) -> set[str]:
    """Return those of these SHA-256 whose bytes the user has uploaded."""
    stored = Upload.objects.filter(owner=user, state=UploadState.STORED, blob__sha256__in=list(shas))
    return set(stored.values_list("blob__sha256", flat=True))


def block_for_upload(blob: Blob, name: str) -> dict:
    """Return the values of the block that suits a file: picture, video or sound, else a download."""
    return {"kind": kind_of_block(blob), "blob": blob.sha256, "name": name}
