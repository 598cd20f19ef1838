"""Builders of the demo files: from the texts in ``content/resources/`` to DOCX, PDF, PPTX, PNG and sound."""

from collections.abc import Callable

from elearn.demo.documents.docx_plan import lesson_plan_docx
from elearn.demo.documents.melody import melody_file
from elearn.demo.documents.pdf_sheet import worksheet_pdf
from elearn.demo.documents.pptx_slides import slides_pptx
from elearn.demo.pictures import picture_png
from elearn.demo.reading import resource_text


def build_file(*, builder: str, source: str, name: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a file described in ``content/resources/index.json``."""
    return BUILDERS[builder](source, name)


BUILDERS: dict[str, Callable[[str, str], tuple[str, bytes]]] = {
    "docx": lambda source, name: (name, lesson_plan_docx(resource_text(source))),
    "pdf": lambda source, name: (name, worksheet_pdf(resource_text(source))),
    "pptx": lambda source, name: (name, slides_pptx(resource_text(source))),
    "picture": lambda source, name: (name, picture_png(source)),
    "melody": lambda _source, name: melody_file(name),
}
