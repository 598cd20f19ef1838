"""Building blocks of a lesson; few and named, because their definitions land in migrations.

They are shown by ``courses/templates/courses/blocks/<name>.html``, given what :mod:`courses.queries.contents` fetched
for the whole lesson at once.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks


class TextBlock(blocks.TextBlock):
    """Text in CommonMark, so that a phone's text box and the editor write the same thing."""

    class Meta:
        icon = "pilcrow"
        label = _("Văn bản")


class ResourceReferenceBlock(blocks.StructBlock):
    """A published resource of the repository, or one file of it, shown in place.

    ``resource`` is the UUID of a :class:`content_repo.models.LearningResource`; an empty ``file`` shows all files.
    """

    resource = blocks.CharBlock(max_length=36, label=_("Mã học liệu"))
    file = blocks.CharBlock(max_length=36, required=False, label=_("Mã tệp"))
    note = blocks.CharBlock(max_length=300, required=False, label=_("Lời dặn"))

    class Meta:
        icon = "doc-full"
        label = _("Học liệu trong kho")


class UploadedFileBlock(blocks.StructBlock):
    """A file that the teacher uploaded for this lesson: ``blob`` is its SHA-256."""

    blob = blocks.CharBlock(max_length=64)
    name = blocks.CharBlock(max_length=120, label=_("Tên tệp"))
    caption = blocks.CharBlock(max_length=300, required=False, label=_("Chú thích"))


class ImageBlock(UploadedFileBlock):
    """A picture, scaled for small links; the caption is also its text alternative."""

    class Meta:
        icon = "image"
        label = _("Ảnh")


class VideoBlock(UploadedFileBlock):
    """A video or a sound recording that loads only when played."""

    class Meta:
        icon = "media"
        label = _("Video, âm thanh")


class FileBlock(UploadedFileBlock):
    """A file to download."""

    class Meta:
        icon = "download"
        label = pgettext_lazy("one", "Tệp")


class QuestionBlock(blocks.StructBlock):
    """A question to think about; the answer opens on demand and nothing is marked."""

    question = blocks.TextBlock(label=_("Câu hỏi"))
    answer = blocks.TextBlock(required=False, label=_("Gợi ý trả lời"))

    class Meta:
        icon = "help"
        label = _("Câu hỏi suy nghĩ")


LESSON_BLOCKS = [
    ("text", TextBlock()),
    ("image", ImageBlock()),
    ("resource", ResourceReferenceBlock()),
    ("video", VideoBlock()),
    ("file", FileBlock()),
    ("question", QuestionBlock()),
]
