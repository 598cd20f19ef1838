"""Lesson plans as DOCX, with the headings of Công văn 5512 and 2345."""

import io
import zipfile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def lesson_plan_docx(text: str) -> bytes:
    """Return a plan as DOCX: ``#`` is the title, ``##`` and ``###`` are headings, ``-`` starts a point."""
    document = Document()
    _set_page(document)
    for line in filter(None, map(str.strip, text.splitlines())):
        _add(document, line)
    file = io.BytesIO()
    document.save(file)
    return without_dates(file)


def _set_page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.name = "Times New Roman"


def _add(document, line: str) -> None:
    mark, _, words = line.partition(" ")
    if mark == "#":
        document.add_heading(words, level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif mark in ("##", "###"):
        document.add_heading(words, level=len(mark) - 1)
    elif mark == "-":
        document.add_paragraph(words, style="List Bullet")
    else:
        _add_labelled(document, line)


def _add_labelled(document, line: str) -> None:
    """Set what stands before the first colon («a) Mục tiêu:») in bold."""
    label, colon, words = line.partition(":")
    paragraph = document.add_paragraph()
    paragraph.add_run(label + colon).bold = bool(colon)
    paragraph.add_run(words)


def without_dates(file: io.BytesIO) -> bytes:
    """Pack the parts anew with one fixed date, so that the same plan always gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIRST_ZIP_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
