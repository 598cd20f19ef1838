"""Worksheets as PDF, in a font that has all letters of Vietnamese."""

import io
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from elearn.demo.pictures import picture_png
from elearn.demo.pictures.canvas import FONT_DIR


def worksheet_pdf(text: str) -> bytes:
    """Return a worksheet as PDF: ``---`` starts a page, ``![name]`` is a picture, ``![blank]`` an empty box."""
    _register_fonts()
    file = io.BytesIO()
    title = text.splitlines()[0].lstrip("# ")
    margins = {"leftMargin": 2 * cm, "rightMargin": 2 * cm, "topMargin": 1.8 * cm, "bottomMargin": 1.8 * cm}
    document = SimpleDocTemplate(file, pagesize=A4, title=title, lang="vi-VN", invariant=1, **margins)
    document.build([_flowable(line) for line in filter(None, map(str.strip, text.splitlines()))])
    return file.getvalue()


@cache
def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont("Roboto", str(FONT_DIR / "Roboto-Regular.ttf")))
    pdfmetrics.registerFont(TTFont("Roboto-Bold", str(FONT_DIR / "Roboto-Bold.ttf")))


_BODY = {"fontName": "Roboto", "fontSize": 12, "leading": 19, "spaceAfter": 7}
_BOLD = {"fontName": "Roboto-Bold", "leading": 24, "spaceBefore": 8, "spaceAfter": 8}
STYLES = {
    "#": ParagraphStyle("title", fontSize=16, **_BOLD),
    "##": ParagraphStyle("heading", fontSize=13, **_BOLD),
    "-": ParagraphStyle("point", leftIndent=18, bulletIndent=6, **_BODY),
    "": ParagraphStyle("body", **_BODY),
}


def _flowable(line: str):
    if line == "---":
        return PageBreak()
    if line == "![blank]":
        return _blank_box()
    if line.startswith("!["):
        return _picture(line[2:-1])
    mark, _, words = line.partition(" ")
    if mark in ("#", "##"):
        return Paragraph(escape(words), STYLES[mark])
    if mark == "-":
        return Paragraph(escape(words), STYLES["-"], bulletText="•")
    return Paragraph(escape(line), STYLES[""])


def _blank_box():
    return Table([[Spacer(1, 6 * cm)]], colWidths=[16.5 * cm], style=[("BOX", (0, 0), (-1, -1), 1, "#857b69")])


def _picture(name: str):
    image = Image(io.BytesIO(picture_png(name)))
    image.drawHeight *= 12 * cm / image.drawWidth
    image.drawWidth = 12 * cm
    return image
