"""Slides as pictures: real files made here, looked at pixel by pixel; hostile ones are drawn without harm."""

import io
import re
import zipfile

import pytest
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from media import sandbox
from media.inspection import inspect_file
from media.kinds import KINDS
from media.problems import Refusal
from media.processing import draw_missing_pages
from media.queries import page_count, pages_wanted, preview_of
from media.services import prepare_pages
from media.slides.fonts import drawable
from tests.factories.media import picture_bytes, stored_upload

RED, BLUE, WHITE = RGBColor(0xC5, 0x43, 0x2B), RGBColor(0x25, 0x47, 0x7F), (255, 255, 255)
TITLE = "Hình thang cân: ẨN, Ữ, Ỗ, ợ, ẵ"


def presentation(*, layout=6):
    made = Presentation()
    made.slide_width, made.slide_height = Inches(10), Inches(5.625)
    return made, made.slides.add_slide(made.slide_layouts[layout])


def pptx_bytes(made):
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def deck_bytes(slides):
    made = Presentation()
    for number in range(slides):
        made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = f"Trang số {number + 1}"
    return pptx_bytes(made)


def changed(data, name, pattern, replacement):
    """Return the file with something replaced in one of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == name:
                new = re.sub(pattern, replacement, content, flags=re.DOTALL)
                assert new != content, f"{pattern} is not in {name}"
                content = new
            target.writestr(entry, content)
    return buffer.getvalue()


@pytest.fixture
def drawn(tmp_path):
    """Check and draw a file in the sandbox: the first slide's picture and its words."""

    def draw(made, count=1):
        path = tmp_path / "a.pptx"
        path.write_bytes(made if isinstance(made, bytes) else pptx_bytes(made))
        assert inspect_file(path, "a.pptx").kind == "office"
        pages = sandbox.draw_pages(path, "a.pptx", tmp_path, first=1, count=count)
        with Image.open(pages[0].path) as image:
            image.load()
            return image.convert("RGB"), pages[0]

    return draw


def near(image, x, y, color, tolerance=40):
    """Whether a place (in shares of the slide) has about this colour."""
    found = image.getpixel((round(x * (image.width - 1)), round(y * (image.height - 1))))
    return all(abs(one - two) <= tolerance for one, two in zip(found, color, strict=True))


def ink(image, left, top, right, bottom):
    """Share of dark pixels in a part of the slide."""
    box = (int(left * image.width), int(top * image.height), int(right * image.width), int(bottom * image.height))
    part = image.crop(box).convert("L").point(lambda value: 255 * (value < 128))
    return part.histogram()[255] / (part.width * part.height)


def test_a_shape_has_its_place_its_fill_and_its_outline(drawn):
    made, slide = presentation()
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(2), Inches(1), Inches(3), Inches(2))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RED
    shape.line.color.rgb = BLUE
    shape.line.width = Pt(6)
    image, page = drawn(made)
    assert (image.width, image.height, page.media_type) == (960, 540, "image/webp")
    assert near(image, 0.35, 0.35, RED) and near(image, 0.2, 0.3, BLUE)
    assert near(image, 0.1, 0.1, WHITE) and near(image, 0.52, 0.35, WHITE)


def test_a_theme_colour_is_the_themes(drawn):
    made, slide = presentation()
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(10), Inches(5))
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_2
    image, _page = drawn(made)
    assert near(image, 0.5, 0.5, (0xC0, 0x50, 0x4D))


def test_a_title_stands_where_its_layout_puts_it_and_is_read_out(drawn):
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = TITLE
    image, page = drawn(made)
    assert ink(image, 0.05, 0.05, 0.95, 0.2) > 0.02 and ink(image, 0, 0.3, 1, 1) == 0
    assert page.text == TITLE


def test_vietnamese_letters_are_all_there():
    letters = "ẨẪẦẤẬẮẰẲẴẶỄỆỂỀẾỘỖỔỒỐỚỜỞỠỢỨỪỬỮỰỲỴỶỸđĐươ"
    from media.slides.fonts import _has

    assert all(_has(letter) for letter in letters + letters.lower())
    assert drawable("Hi\u0300nh\u00a0\uf0b7\u200b") == "Hình •"


def test_points_of_a_list_have_marks_and_levels(drawn):
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    frame = slide.placeholders[1].text_frame
    frame.text = "Hai góc kề một đáy bằng nhau"
    deeper = frame.add_paragraph()
    deeper.text, deeper.level = "Góc C = góc D", 1
    image, _page = drawn(made)
    assert ink(image, 0.05, 0.28, 0.085, 0.4) > 0, "the mark of the first level stands left of its words"
    assert ink(image, 0.05, 0.41, 0.085, 0.5) == 0, "the second level is indented"


def test_long_text_is_set_smaller_instead_of_running_off_the_slide(drawn):
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.placeholders[1].text_frame.text = "Hai đường chéo bằng nhau. " * 40
    body = slide.placeholders[1].text_frame._txBody.bodyPr
    body.append(body.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}normAutofit", {}))
    image, _page = drawn(made)
    assert ink(image, 0.05, 0.25, 0.95, 0.9) > 0.05 and ink(image, 0, 0.97, 1, 1) == 0


def test_a_table_has_a_coloured_head_and_its_words(drawn):
    made, slide = presentation()
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(1), Inches(6), Inches(2)).table
    for row, words in enumerate((("Hình", "Diện tích"), ("Hình 1", "20 cm²"), ("Hình 2", "36 cm²"))):
        for column, text in enumerate(words):
            table.cell(row, column).text = text
    image, page = drawn(made)
    assert near(image, 0.3, 0.2, (0x4F, 0x81, 0xBD)) and ink(image, 0.1, 0.35, 0.7, 0.45) > 0
    assert page.text == "Hình Diện tích Hình 1 20 cm² Hình 2 36 cm²"


def test_a_picture_is_shown_and_cropped(drawn):
    made, slide = presentation()
    halves = Image.new("RGB", (200, 100), tuple(RED))
    halves.paste(tuple(BLUE), (100, 0, 200, 100))
    buffer = io.BytesIO()
    halves.save(buffer, "PNG")
    picture = slide.shapes.add_picture(buffer, Inches(1), Inches(1), Inches(4), Inches(3))
    picture.crop_left = 0.6
    image, _page = drawn(made)
    assert near(image, 0.15, 0.5, BLUE) and near(image, 0.45, 0.5, BLUE) and near(image, 0.6, 0.5, WHITE)


def test_groups_scale_and_turned_shapes_turn(drawn):
    made, slide = presentation()
    group = slide.shapes.add_group_shape()
    shape = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(1), Inches(1), Inches(1), Inches(1))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RED
    group.left, group.top, group.width, group.height = Inches(5), Inches(2), Inches(4), Inches(3)
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(1), Inches(2.5), Inches(3), Inches(0.4))
    bar.fill.solid()
    bar.fill.fore_color.rgb = BLUE
    bar.rotation = 90
    image, _page = drawn(made)
    assert near(image, 0.55, 0.4, RED) and near(image, 0.85, 0.85, RED)
    assert near(image, 0.25, 0.28, BLUE) and near(image, 0.12, 0.48, WHITE)


def test_a_background_and_the_shapes_of_the_layout_are_drawn(drawn):
    made, slide = presentation()
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = BLUE
    stripe = made.slide_layouts[6].shapes._spTree
    stripe.append(_stripe(made))
    image, _page = drawn(made)
    assert near(image, 0.5, 0.5, BLUE) and near(image, 0.5, 0.95, RED)


def _stripe(made):
    """Take a red bar at the foot of a slide from another presentation."""
    _other, slide = presentation()
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, Inches(5), Inches(10), Inches(0.625))
    bar.fill.solid()
    bar.fill.fore_color.rgb = RED
    return bar._element


def test_a_chart_is_a_frame_with_its_words(drawn):
    made, slide = presentation()
    chart = CategoryChartData()
    chart.categories = ["Tuần 1", "Tuần 2"]
    chart.add_series("Điểm trung bình", (7.5, 8.2))
    place = (Inches(1), Inches(1), Inches(6), Inches(3))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, chart)
    image, _page = drawn(made)
    assert near(image, 0.4, 0.6, (250, 247, 241), 12) and ink(image, 0.1, 0.18, 0.7, 0.3) > 0


def test_typical_pages_are_light(tmp_path):
    path = tmp_path / "a.pptx"
    made = Presentation()
    made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    for _number in range(4):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = TITLE
        slide.placeholders[1].text_frame.text = "\n".join(["Hai góc kề một đáy bằng nhau", "AC = BD"] * 3)
    made.save(path)
    pages = KINDS["office"].pages(path, "pptx", tmp_path, 1, 10)
    assert [page.name for page in pages] == ["page-1", "page-2", "page-3", "page-4"]
    assert all(page.path.stat().st_size <= 15_000 for page in pages)


def test_slides_become_a_preview_and_a_deck_gets_the_rest(teacher, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        blob = stored_upload(data=deck_bytes(23), name="a.pptx", owner=teacher).blob
    assert (preview_of(blob).kind, page_count(blob), pages_wanted(blob)) == ("pages", 10, 23)
    with django_capture_on_commit_callbacks(execute=True):
        prepare_pages(blob=blob)
    assert page_count(blob) == 23
    assert blob.renditions.get(name="page-12").text == "Trang số 12"
    with django_capture_on_commit_callbacks() as callbacks:
        prepare_pages(blob=blob)
    assert not callbacks


def test_pages_that_cannot_be_drawn_end_the_deck_there(teacher, monkeypatch):
    blob = stored_upload(data=deck_bytes(12), name="a.pptx", owner=teacher).blob
    draw_pages = sandbox.draw_pages

    def failing(path, name, folder, *, first, count):
        if first > 10:
            raise Refusal("too_complex")
        return draw_pages(path, name, folder, first=first, count=count)

    monkeypatch.setattr("media.processing.draw_pages", failing)
    draw_missing_pages(blob)
    blob.refresh_from_db()
    assert page_count(blob) == 10 and blob.facts["pages_ready"] == 10


def test_other_office_files_have_no_pages(tmp_path):
    office = KINDS["office"]
    assert not office.draws_pages(office.media_types["odp"]) and not office.draws_pages(office.media_types["docx"])
    assert office.pages(tmp_path / "none", "docx", tmp_path, 1, 10) == []


def test_a_file_that_is_no_presentation_inside_is_refused_and_keeps_its_text(tmp_path):
    path = tmp_path / "a.pptx"
    path.write_bytes(
        changed(
            deck_bytes(1),
            "ppt/presentation.xml",
            rb"<p:sldIdLst>.*</p:sldIdLst>",
            b"<p:sldIdLst><p:sldId id='256'/></p:sldIdLst>",
        )
    )
    with pytest.raises(Refusal) as refused:
        sandbox.draw_pages(path, "a.pptx", tmp_path, first=1, count=1)
    assert refused.value.code == "too_complex"
    made = sandbox.process(path, "a.pptx", tmp_path)
    assert made.pictures == [] and made.text == "Trang số 1"


HUGE_PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\0\0\0\x04\xc0\x0e\xd0\0\0\0\0IEND\xaeB`\x82"
)


@pytest.mark.parametrize(
    "data", [HUGE_PNG, b"no picture at all", picture_bytes("PNG")[:300]], ids=["huge", "none", "cut"]
)
def test_a_picture_that_cannot_be_drawn_leaves_a_frame(drawn, data):
    made, slide = presentation()
    slide.shapes.add_picture(io.BytesIO(picture_bytes("PNG", (20, 20))), Inches(1), Inches(1), Inches(4), Inches(3))
    slide.shapes.add_textbox(Inches(6), Inches(1), Inches(3), Inches(1)).text_frame.text = "Chữ vẫn còn"
    image, _page = drawn(changed(pptx_bytes(made), "ppt/media/image1.png", rb".*", lambda _match: data))
    assert ink(image, 0.6, 0.15, 0.9, 0.3) > 0


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (rb'cx="\d+"', b'cx="999999999999999999"'),
        (rb'cx="\d+"', b'cx="NaN"'),
        (rb'sz="\d+"', b'sz="2000000000"'),
        (rb"<a:prstGeom prst=\"\w+\"", b'<a:prstGeom prst="star999999999"'),
        (rb"<p:sp>(.*?)</p:sp>", b"<p:grpSp>" * 200 + rb"<p:sp>\1</p:sp>" + b"</p:grpSp>" * 200),
        (rb"<a:t>.*?</a:t>", b"<a:t>" + b"A" * 3_000_000 + b"</a:t>"),
        (rb'val="\w{6}"', b'val="zz"'),
    ],
    ids=["far", "nan", "letters", "star", "groups", "words", "colour"],
)
def test_strange_values_harm_nothing(drawn, pattern, replacement):
    made, slide = presentation()
    shape = slide.shapes.add_shape(MSO_SHAPE.OVAL, Inches(1), Inches(1), Inches(3), Inches(2))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RED
    shape.text_frame.text = "Chữ"
    shape.text_frame.paragraphs[0].runs[0].font.size = Pt(20)
    image, page = drawn(changed(pptx_bytes(made), "ppt/slides/slide1.xml", pattern, replacement))
    assert image.size == (960, 540) and len(page.text) <= 800


def test_a_strip_of_a_slide_is_no_strip_of_memory(drawn):
    made, _slide = presentation()
    made.slide_width, made.slide_height = Emu(914_400), Emu(51_206_400)
    image, _page = drawn(made)
    assert image.size == (960, 1920)


@pytest.mark.parametrize(
    ("name", "pattern", "replacement", "code"),
    [
        ("[Content_Types].xml", rb"presentation\.main", b"presentation.macroEnabled.main", "macro_not_allowed"),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            rb"</Relationships>",
            b'<Relationship Id="r9" Type="http://x/image" TargetMode="External" Target="http://x/a.png"/></Relationships>',
            "external_reference",
        ),
        ("ppt/slides/slide1.xml", rb"<p:sld ", b'<!DOCTYPE x [<!ENTITY a "b">]><p:sld ', "xml_forbidden"),
    ],
)
def test_hostile_presentations_are_refused(tmp_path, name, pattern, replacement, code):
    path = tmp_path / "a.pptx"
    path.write_bytes(changed(deck_bytes(1), name, pattern, replacement))
    with pytest.raises(Refusal) as refused:
        inspect_file(path, "a.pptx")
    assert refused.value.code == code
