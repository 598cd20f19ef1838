"""Slides as PPTX: large letters, few words, a picture where one helps."""

import io

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Cm, Pt

from elearn.demo.documents.docx_plan import without_dates
from elearn.demo.pictures import picture_png

INDIGO = RGBColor(0x1B, 0x36, 0x64)
TITLE_ONLY, TITLE_SLIDE, TITLE_AND_BODY = 5, 0, 1


def slides_pptx(text: str) -> bytes:
    """Return slides as PPTX: ``---`` starts a slide, ``#`` is its title, ``-`` a point, ``![name]`` a picture."""
    show = Presentation()
    show.slide_width, show.slide_height = Cm(25.4), Cm(14.29)
    for number, part in enumerate(text.split("\n---\n")):
        _add_slide(show, part.strip().splitlines(), is_first=number == 0)
    file = io.BytesIO()
    show.save(file)
    return without_dates(file)


def _add_slide(show, lines: list[str], is_first: bool) -> None:
    title, *rest = lines
    pictures = [line[2:-1] for line in rest if line.startswith("![")]
    words = [line.removeprefix("- ") for line in rest if not line.startswith("![")]
    slide = show.slides.add_slide(show.slide_layouts[TITLE_SLIDE if is_first else TITLE_ONLY])
    slide.shapes.title.text = title.removeprefix("# ")
    slide.shapes.title.text_frame.paragraphs[0].runs[0].font.color.rgb = INDIGO
    if is_first:
        _place(slide.shapes.title, 4, 3)
        slide.placeholders[1].text = "\n".join(words)
        _place(slide.placeholders[1], 8, 3)
        return
    _place(slide.shapes.title, 0.6, 2.2)
    if words:
        _add_points(slide, words, width=Cm(11.5 if pictures else 22.4))
    if pictures:
        left, width = (Cm(13.4), Cm(11)) if words else (Cm(4), Cm(17))
        slide.shapes.add_picture(io.BytesIO(picture_png(pictures[0])), left, Cm(3.4), width=width)


def _place(shape, top: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Cm(1.5), Cm(top), Cm(22.4), Cm(height)


def _add_points(slide, words: list[str], width) -> None:
    frame = slide.shapes.add_textbox(Cm(1.5), Cm(3.4), width, Cm(9)).text_frame
    frame.word_wrap = True
    for number, point in enumerate(words):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.font.size, paragraph.space_after = f"• {point}", Pt(26), Pt(12)
