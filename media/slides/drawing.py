"""Opens a presentation and draws some of its slides."""

from pathlib import Path

from lxml import etree
from pptx import Presentation

from media.kinds.base import Picture, page_words
from media.problems import Refusal
from media.slides.canvas import Canvas
from media.slides.colors import Theme
from media.slides.frames import draw_graphic_frame
from media.slides.painting import FILLS, fill_of, paint_picture
from media.slides.shapes import Sheet, Space, draw_tree
from media.slides.xml import child, down, is_on

GOOD_BYTES, MOST_BYTES = 15_000, 40_000  # of a page: what is aimed at, and what is never passed if it can be helped
_QUALITIES = (60, 48, 38, 28, 18, 10)
_READABLE = 28  # small letters stay clear down to here
_LARGEST, _SMALLEST = 51_206_400, 914_400  # EMU: what PowerPoint allows


def draw_slides(path: Path, folder: Path, first: int, count: int) -> list[Picture]:
    """Return pictures ``page-N`` of up to ``count`` slides from ``first`` on, each with its words."""
    try:
        presentation = Presentation(str(path))
        slides = list(presentation.slides)
        width, height = presentation.slide_width or 12_192_000, presentation.slide_height or 6_858_000
        defaults = down(presentation.part._element, "defaultTextStyle")
    except Exception as error:  # python-pptx raises what the file happens to break
        raise Refusal("too_complex", f"pptx: {error}") from error
    size = (max(_SMALLEST, min(_LARGEST, width)), max(_SMALLEST, min(_LARGEST, height)))
    return [
        _picture(slide, number, size, defaults, folder)
        for number, slide in enumerate(slides[first - 1 : first - 1 + count], start=first)
    ]


def _picture(slide, number: int, size: tuple[int, int], defaults, folder: Path) -> Picture:
    canvas = Canvas(*size)
    _draw(slide, canvas, defaults)
    image = canvas.small()
    path = folder / f"page-{number}"
    for quality in _QUALITIES:
        image.save(path, "WEBP", quality=quality, method=5)
        size_bytes = path.stat().st_size
        if size_bytes <= GOOD_BYTES or (quality <= _READABLE and size_bytes <= MOST_BYTES):
            break
    return Picture(path.name, path, "image/webp", image.width, image.height, page_words(_words(slide)))


def _draw(slide, canvas: Canvas, defaults) -> None:
    layout, master = slide.slide_layout, slide.slide_layout.slide_master
    trees = [_tree(one) for one in (layout, master)]
    theme = Theme(_theme_root(master), child(master._element, "clrMap"))
    space = Space(canvas.unit, canvas.unit)

    def sheet(source) -> Sheet:
        return Sheet(canvas, theme, source.part, trees, master._element, defaults, draw_graphic_frame)

    _paint_background([slide, layout, master], canvas, theme)
    if is_on(slide._element, "showMasterSp", True):
        if is_on(layout._element, "showMasterSp", True):
            draw_tree(sheet(master), _tree(master), space, placeholders=False)
        draw_tree(sheet(layout), _tree(layout), space, placeholders=False)
    draw_tree(sheet(slide), _tree(slide), space, placeholders=True)


def _tree(source):
    return down(source._element, "cSld/spTree")


def _theme_root(master):
    for relationship in master.part.rels.values():
        if relationship.reltype.endswith("/theme") and not relationship.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            return etree.fromstring(relationship.target_part.blob, parser)
    return None


def _paint_background(sources: list, canvas: Canvas, theme: Theme) -> None:
    """Paint the background of the slide, else of its layout, else of its master."""
    corners = canvas.frame.place([(0, 0), (1, 0), (1, 1), (0, 1)])
    for source in sources:
        background = down(source._element, "cSld/bg")
        properties, reference = child(background, "bgPr"), child(background, "bgRef")
        if reference is not None:
            color = theme.color_in(reference)
            if color:
                canvas.fill(corners, color)
            return
        if child(properties, *FILLS) is not None:
            fill = fill_of(properties, theme)
            if fill is not None:
                canvas.fill(corners, fill)
            paint_picture(canvas, properties, source.part, canvas.frame)
            return


def _words(slide) -> str:
    """Return the words of a slide in the order they stand in the file."""
    paragraphs = slide._element.iter("{*}p")
    return " ".join("".join(part.text or "" for part in paragraph.iter("{*}t")) for paragraph in paragraphs)
