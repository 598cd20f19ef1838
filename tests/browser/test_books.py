"""Books as a pupil reads them: chapter after chapter, footnotes and back, larger letters, on from the same place."""

import json
import re

from tests.browser.conftest import axe_violations, overflow_px
from tests.browser.test_main_job import open_lesson, signed_in  # noqa: F401  fixture
from tests.browser.test_scorm import package_lesson  # noqa: F401  fixture
from tests.factories.epub import book_files, epub_bytes, xhtml

LONG = "".join(f"<p>Đoạn {number}. Gió heo may thổi qua vườn, lá rụng đầy sân.</p>" for number in range(60))
FIRST = (
    f'<h1>Chương một</h1><p>Trời thu<a href="c2.xhtml#ghi-chu" id="goi">*</a></p><p id="ngoai">'
    f'<a href="https://vi.wikipedia.org/wiki/Thu">ngoài</a></p>{LONG}<p id="cuoi">Hết chương một</p>'
)
SECOND = f'<h1>Chương hai</h1>{LONG}<p id="ghi-chu">Ghi chú: mùa thu.</p><p>Hết sách</p>'
ATTACK = '<script>document.title = "ran"; parent.postMessage({type: "go", address: "x"}, "*")</script>'


def book() -> bytes:
    """A book of two chapters with a footnote in the second, a way out, and a script."""
    pages = {"c1.xhtml": xhtml(FIRST, title="Một", head=ATTACK), "c2.xhtml": xhtml(SECOND, title="Hai")}
    return epub_bytes(book_files(pages))


def opened(page, title: str):
    """Open the lesson as a pupil and the book in it; return the reader and the chapter."""
    open_lesson(page, title)
    return started(page)


def is_near_the_end(response) -> bool:
    """Whether this keeps a place in the second chapter, far down."""
    if not re.search(r"/states/position/", response.url) or response.request.method != "PUT":
        return False
    place = json.loads(response.request.post_data)
    return place["chapter"] == 1 and place["fraction"] > 0.9


def started(page):
    page.get_by_role("button", name="Mở sách").first.click()
    reader = page.frame_locator("[data-player] iframe")
    return reader, reader.frame_locator("[data-chapter]")


def test_a_pupil_reads_a_book_and_goes_on_where_she_stopped(signed_in, package_lesson):  # noqa: F811
    title, _address = package_lesson(book())
    pupil = signed_in("hs.nhi")
    reader, chapter = opened(pupil, title)
    place = reader.locator("[data-place]")
    chapter.get_by_role("heading", name="Chương một").wait_for()
    assert place.inner_text() == "Chương 1/2 · 0 %"
    assert reader.locator("[data-note]").is_visible()
    assert overflow_px(pupil) <= 0

    chapter.locator("#goi").click()  # a footnote in another chapter, and back
    chapter.get_by_text("Ghi chú: mùa thu.").wait_for()
    reader.get_by_role("button", name="Quay lại chỗ đọc").click()
    chapter.get_by_role("heading", name="Chương một").wait_for()

    chapter.locator("#ngoai a").click()
    reader.locator("[data-address]", has_text="https://vi.wikipedia.org/wiki/Thu").wait_for()
    reader.get_by_role("button", name="Đóng").click()

    before = chapter.locator("#cuoi").evaluate("(words) => words.getBoundingClientRect().height")
    reader.get_by_role("button", name="Chữ to hơn").click()
    assert chapter.locator("#cuoi").evaluate("(words) => words.getBoundingClientRect().height") > before

    reader.get_by_role("button", name="Chương sau").click()
    chapter.get_by_role("heading", name="Chương hai").wait_for()
    with pupil.expect_response(is_near_the_end):
        chapter.locator("#ghi-chu").evaluate("(note) => note.scrollIntoView()")
    pupil.reload()
    reader, chapter = started(pupil)
    chapter.get_by_text("Ghi chú: mùa thu.").wait_for()
    reader.get_by_text("Chương 2/2").wait_for()
    assert chapter.locator("html").evaluate("(page) => page.ownerDocument.title") == "Hai"


def test_the_reader_is_usable_by_keyboard_and_screen_reader(signed_in, package_lesson):  # noqa: F811
    title, _address = package_lesson(book())
    pupil = signed_in("hs.nhi")
    reader, chapter = opened(pupil, title)
    chapter.get_by_role("heading", name="Chương một").wait_for()
    reader.get_by_role("button", name="Mục lục").press("Enter")
    reader.get_by_role("link", name="Chương 2").press("Enter")
    chapter.get_by_role("heading", name="Chương hai").wait_for()
    reader.locator("body").press("ArrowLeft")
    chapter.get_by_role("heading", name="Chương một").wait_for()
    assert not axe_violations(pupil)
