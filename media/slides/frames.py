"""Tables, diagrams, charts and embedded objects; what is not drawn itself is a frame with its words."""

from lxml import etree

from media.slides.canvas import Frame
from media.slides.colors import WHITE, Color
from media.slides.painting import fill_of, related_bytes
from media.slides.shapes import INSET_X, INSET_Y, Sheet, Space, draw_body, draw_shape, draw_tree
from media.slides.styles import Cascade
from media.slides.text import Paragraph, Setting, draw_text, read_paragraphs
from media.slides.xml import A, R, child, down, is_on, local, number

_EDGE, _PAPER = Color(133, 123, 105), Color(250, 247, 241)
_MOST_CELLS = 2_000
_MOST_WORDS = 40
_MOST_BYTES = 4 * 1024**2


def draw_graphic_frame(sheet: Sheet, element, space: Space) -> None:
    """Draw what a graphic frame holds."""
    frame = space.frame(child(element, "xfrm"))
    data = down(element, "graphic/graphicData")
    if frame is None or data is None:
        return
    table = child(data, "tbl")
    if table is not None:
        _draw_table(sheet, table, frame)
        return
    picture = next(data.iter("{*}pic"), None)  # what an embedded object looks like
    if picture is not None:
        draw_shape(sheet, picture, space)
        return
    if not _draw_diagram(sheet, data, frame):
        _draw_words(sheet, frame, _words(sheet, data))


def _draw_table(sheet: Sheet, table, frame: Frame) -> None:
    widths = [number(column, "w") for column in child(table, "tblGrid") if local(column) == "gridCol"]
    rows = [row for row in table if local(row) == "tr"]
    if not widths or len(widths) * len(rows) > _MOST_CELLS:
        return
    across = frame.width / (sum(widths) or 1)
    columns = [width * across for width in widths]
    properties = child(table, "tblPr")
    y = frame.y
    for index, row in enumerate(rows):
        look = _RowLook(
            sheet, index, is_head=index == 0 and is_on(properties, "firstRow"), is_banded=is_on(properties, "bandRow")
        )
        cells = [cell for cell in row if local(cell) == "tc"]
        height = max([number(row, "h") * sheet.canvas.unit, *_heights(sheet, cells, columns, look)])
        if y > sheet.canvas.height * 2:
            return
        _draw_row(sheet, cells, columns, Frame(frame.x, y, frame.width, height), look)
        y += height


class _RowLook:
    """How a row is coloured where its cells don't say: the usual table style, by the first accent of the theme."""

    def __init__(self, sheet: Sheet, index: int, *, is_head: bool, is_banded: bool):
        accent = sheet.theme.named("accent1")
        band = Color(*(round(part + (255 - part) * 0.8) for part in accent[:3]))
        self.fill = accent if is_head else band if is_banded and index % 2 else None
        own = [_HEAD] if is_head else []
        self.cascade = Cascade(sheet.theme, own, [sheet.defaults])
        self.is_head = is_head


_HEAD = etree.fromstring(
    f'<a:lstStyle xmlns:a="{A[1:-1]}"><a:lvl1pPr><a:defRPr b="1"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
    "</a:defRPr></a:lvl1pPr></a:lstStyle>"
)


def _spans(cells: list, columns: list[float]) -> list[tuple]:
    """Return cells with their place and width; those that another one covers are left out."""
    found = []
    for place, cell in enumerate(cells[: len(columns)]):
        span = int(max(1, min(len(columns) - place, number(cell, "gridSpan", 1))))
        if not is_on(cell, "hMerge"):
            found.append((cell, sum(columns[:place]), sum(columns[place : place + span])))
    return found


def _heights(sheet: Sheet, cells: list, columns: list[float], look: _RowLook) -> list[float]:
    margin = 2 * INSET_Y * sheet.canvas.unit
    heights = []
    for cell, _left, width in _spans(cells, columns):
        paragraphs = read_paragraphs(child(cell, "txBody"), look.cascade)
        if is_on(cell, "vMerge") or not paragraphs:
            continue
        setting = Setting(paragraphs, max(10.0, width - 2 * INSET_X * sheet.canvas.unit), sheet.canvas.unit)
        heights.append(setting.fit(float("inf")).height + margin)
    return heights


def _draw_row(sheet: Sheet, cells: list, columns: list[float], row: Frame, look: _RowLook) -> None:
    for cell, left, width in _spans(cells, columns):
        properties = child(cell, "tcPr")
        frame = Frame(row.x + left, row.y, width, row.height)
        corners = frame.place([(0, 0), (1, 0), (1, 1), (0, 1)])
        fill = fill_of(properties, sheet.theme) if properties is not None else None
        if fill is None and child(properties, "noFill") is None:
            fill = look.fill
        if fill is not None:
            sheet.canvas.fill(corners, fill)
        sheet.canvas.stroke(corners, WHITE if look.is_head else _EDGE, 2, closed=True)
        body = child(cell, "txBody")
        if body is not None and not is_on(cell, "vMerge"):
            draw_body(sheet, body, look.cascade, frame, [properties, child(body, "bodyPr")])


def _draw_diagram(sheet: Sheet, data, frame: Frame) -> bool:
    """Draw a diagram (SmartArt) by the shapes its program left beside it; tell whether there were any."""
    ids = child(data, "relIds")
    model = related_bytes(sheet.part, ids.get(f"{R}dm")) if ids is not None else None
    if not model or len(model) > _MOST_BYTES:
        return False
    named = next(_parsed(model).iter("{*}dataModelExt"), None)
    drawing = related_bytes(sheet.part, named.get("relId")) if named is not None else None
    if not drawing or len(drawing) > _MOST_BYTES:
        return False
    tree = next(_parsed(drawing).iter("{*}spTree"), None)
    if tree is None:
        return False
    draw_tree(sheet, tree, Space(sheet.canvas.unit, sheet.canvas.unit, frame.x, frame.y), placeholders=True)
    return True


def _parsed(data: bytes):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _words(sheet: Sheet, data) -> list[str]:
    """Return the words of a chart or diagram: titles, names, categories."""
    words: list[str] = []
    for element in data:
        for name, key in (("chart", "id"), ("relIds", "dm")):
            part = related_bytes(sheet.part, element.get(f"{R}{key}")) if local(element) == name else None
            if part and len(part) <= _MOST_BYTES:
                root = _parsed(part)
                words += [one.text for one in root.iter("{*}t", "{*}v") if one.text and one.text.strip()]
    plain = [word.strip() for word in words if not word.strip().replace(".", "").replace("-", "").isdigit()]
    return list(dict.fromkeys(plain))[:_MOST_WORDS]


def _draw_words(sheet: Sheet, frame: Frame, words: list[str]) -> None:
    corners = frame.place([(0, 0), (1, 0), (1, 1), (0, 1)])
    sheet.canvas.fill(corners, _PAPER)
    sheet.canvas.stroke(corners, _EDGE, 3, "dash", closed=True)
    if not words:
        return
    cascade = Cascade(sheet.theme, [], [sheet.defaults])
    look, _level = cascade.paragraph(None)
    run = cascade.run(None, None, 0)
    paragraphs = [Paragraph(look, "", [(" · ".join(words), run)])]
    margin = INSET_X * sheet.canvas.unit
    width = max(10.0, frame.width - 2 * margin)
    setting = Setting(paragraphs, width, sheet.canvas.unit).fit(max(4.0, frame.height - 2 * margin))
    draw_text(sheet.canvas.draw, setting, frame.x + margin, frame.y + margin, width)
