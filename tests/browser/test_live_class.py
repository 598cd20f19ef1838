"""A live class as people live it: a teacher with a microphone, a pupil on a phone behind a link that breaks."""

import datetime as dt
import re
import uuid

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation
from pptx.util import Pt

from tests.browser.conftest import DESKTOP, axe_violations, overflow_px, sign_in
from tests.browser.test_main_job import PASSWORDS
from tests.stacks.slow_link import SlowLinkThread

HUE = dt.timezone(dt.timedelta(hours=7))
SLIDES = ["Phân số bằng nhau", "Tính chất cơ bản", "Luyện tập"]
# What a page may note while its link is cut.
CUT = r"ERR_|WebSocket connection|Failed to load resource: net|AxiosError|Failed to fetch"
WAIT_MS = 30_000
# How loud what a page plays is: root mean square with four places.
LOUD, SILENT = re.compile(r"^0\.(0[1-9]|[1-9])|^[1-9]"), re.compile(r"^0\.000")


def write_slides(path):
    """Write a real PowerPoint file."""
    deck = Presentation()
    for title in SLIDES:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "Nhân cả tử và mẫu với cùng một số khác 0"
        slide.placeholders[1].text_frame.paragraphs[0].font.size = Pt(24)
    deck.save(path)
    return path


@pytest.fixture
def signed_in(new_context):
    """Return a function that gives the page of a person: ``signed_in(name, base_url=…, viewport=…)``."""

    def signed_in(username, **options) -> Page:
        page = new_context(permissions=["microphone"], **options).new_page()
        sign_in(page, username, PASSWORDS[username])
        return page

    return signed_in


@pytest.fixture
def slow_link(stack):
    """A link of 128 kbit/s and 200 ms in front of the stack, which the test cuts."""
    with SlowLinkThread(int(stack.url.rsplit(":", 1)[1]), kbps=128, rtt_ms=200) as link:
        yield link


def plan_class(teacher: Page, title: str) -> str:
    """Plan a class of 6A that begins in some minutes; return the address of its page."""
    teacher.goto("/lop-truc-tuyen/moi/")
    choice = teacher.get_by_label("Lớp hoặc khoá học")
    choice.select_option(label=next(text for text in choice.locator("option").all_inner_texts() if "6A" in text))
    teacher.get_by_label("Tên buổi học").fill(title)
    begins = dt.datetime.now(HUE) + dt.timedelta(minutes=5)
    teacher.get_by_label("Ngày", exact=True).fill(begins.strftime("%Y-%m-%d"))
    teacher.get_by_label("Giờ bắt đầu").fill(begins.strftime("%H:%M"))
    teacher.context.guard.allow("400")  # another test's class is at this time: the form asks
    teacher.get_by_role("button", name="Lên lịch", exact=True).click()
    at_the_same_time = teacher.get_by_label("Vẫn xếp buổi học vào giờ này")
    expect(at_the_same_time.or_(teacher.get_by_role("heading", name=title, level=1))).to_be_visible()
    if at_the_same_time.count():
        at_the_same_time.check()
        teacher.get_by_role("button", name="Lên lịch", exact=True).click()
    teacher.wait_for_url(re.compile(r"/lop-truc-tuyen/[0-9a-f-]{36}/"))
    return re.search(r"/lop-truc-tuyen/[0-9a-f-]{36}/", teacher.url)[0]


def open_class(teacher: Page, address: str) -> None:
    """Begin the class and stand in its room."""
    teacher.goto(address)
    teacher.get_by_role("button", name="Bắt đầu lớp").click()
    teacher.wait_for_url("**/phong/")
    expect(teacher.locator("[data-starting]")).to_be_hidden(timeout=WAIT_MS)


def enter(page: Page, address: str) -> None:
    """Come into the room and wait until it is there."""
    page.goto(f"{address}phong/")
    expect(page.locator("[data-starting]")).to_be_hidden(timeout=WAIT_MS)


def say(page: Page, text: str) -> None:
    """Write to the class."""
    page.locator("#room-text").fill(text)
    page.locator("#room-text").press("Enter")


def draw_a_line(teacher: Page) -> None:
    """Draw with the pen across the board."""
    board = teacher.locator("[data-box]").bounding_box()
    left, top = board["x"] + board["width"] * 0.3, board["y"] + board["height"] * 0.5
    teacher.mouse.move(left, top)
    teacher.mouse.down()
    for step in range(25):
        teacher.mouse.move(left + step * 8, top + (step % 5) * 6)
    teacher.mouse.up()


@pytest.mark.parametrize("stack", ["embedded"], indirect=True)
def test_a_class_goes_on_over_a_link_that_breaks(stack, slow_link, signed_in, tmp_path):
    """Slides, chat, hand, stroke, poll and voice arrive; after a cut nothing is missing and the lost part is heard."""
    teacher = signed_in("co.lan", viewport=DESKTOP)
    address = plan_class(teacher, f"Phân số bằng nhau {uuid.uuid4().hex[:6]}")
    add_slides(teacher, address, write_slides(tmp_path / "phan-so.pptx"))
    pupil = signed_in("hs.nhi", base_url=f"http://127.0.0.1:{slow_link.port}")
    pupil.goto(address)
    expect(pupil.get_by_role("heading", level=1)).to_be_visible()
    open_class(teacher, address)
    pupil.wait_for_url("**/phong/", timeout=60_000)  # the lobby lets in by itself
    expect(pupil.locator("[data-starting]")).to_be_hidden(timeout=WAIT_MS)

    show_second_slide(teacher)
    expect(pupil.locator(".stage-no")).to_contain_text("2/3", timeout=WAIT_MS)
    expect(pupil.locator("[data-picture]")).to_be_visible(timeout=WAIT_MS)
    teacher.get_by_role("button", name=re.compile("^Bút")).first.click()
    draw_a_line(teacher)
    expect(pupil.locator("[data-board] > *").first).to_be_attached(timeout=WAIT_MS)

    say(pupil, "Thưa cô, em chào cô ạ")
    teacher.get_by_role("tab", name=re.compile("Trò chuyện")).click()
    expect(teacher.locator("[data-timeline]")).to_contain_text("em chào cô", timeout=WAIT_MS)
    pupil.get_by_role("button", name="Giơ tay").click()
    teacher.get_by_role("tab", name="Lớp học").click()
    expect(teacher.locator("[data-hands]")).to_contain_text("Nhi", timeout=WAIT_MS)

    ask(teacher, "Phân số nào bằng 1/2?", ["2/4", "3/5"])
    pupil.get_by_role("button", name="2/4").click(timeout=WAIT_MS)
    expect(teacher.locator("[data-polls]")).to_contain_text("100%", timeout=WAIT_MS)
    teacher.get_by_role("button", name="Hiện kết quả cho lớp").click()
    expect(pupil.locator("[data-timeline]")).to_contain_text("100%", timeout=WAIT_MS)

    pupil.get_by_role("button", name="Bật tiếng").click()
    teacher.locator("[data-speaker] [data-mic]").click()
    hear(pupil)

    pupil.context.guard.allow(CUT)
    slow_link.cut(is_noticed=True)
    expect(pupil.locator("[data-strip]")).to_be_visible(timeout=WAIT_MS)
    say(pupil, "Em viết lúc mất mạng")
    expect(pupil.locator("[data-timeline]")).to_contain_text("chờ gửi")
    for number in range(1, 6):
        say(teacher, f"Câu {number} khi em mất mạng")
    pupil.wait_for_timeout(10_000)  # long enough that voice was missed
    slow_link.resume()
    expect(pupil.locator("[data-strip]")).to_be_hidden(timeout=WAIT_MS)
    said = pupil.locator("[data-timeline] .tx")
    expect(said.filter(has_text="khi em mất mạng")).to_have_count(5, timeout=WAIT_MS)
    expect(said.filter(has_text="khi em mất mạng")).to_have_text(
        [f"Câu {number} khi em mất mạng" for number in range(1, 6)]
    )
    expect(said.filter(has_text="Em viết lúc mất mạng")).to_have_count(1, timeout=WAIT_MS)
    teacher.get_by_role("tab", name=re.compile("Trò chuyện")).click()
    expect(teacher.locator("[data-timeline] .tx", has_text="Em viết lúc mất mạng")).to_have_count(1, timeout=WAIT_MS)

    missed = pupil.get_by_role("button", name=re.compile("Nghe lại"))
    expect(missed).to_be_visible(timeout=40_000)
    teacher.locator("[data-speaker] [data-mic]").click()  # the teacher is silent: what is heard now is what was missed
    expect(pupil.locator("[data-room]")).to_have_attribute("data-energy", SILENT, timeout=WAIT_MS)
    missed.click()
    hear(pupil, "data-missed-energy")
    assert axe_violations(pupil) == []
    assert overflow_px(pupil) == 0

    teacher.get_by_role("button", name=re.compile("Kết thúc")).first.click()
    teacher.get_by_role("dialog").get_by_role("button", name="Kết thúc lớp").click()
    teacher.wait_for_url(lambda url: "/phong/" not in url)
    expect(pupil.get_by_role("dialog")).to_contain_text("đã kết thúc", timeout=WAIT_MS)
    see_afterwards(teacher, pupil, address)


def add_slides(teacher: Page, address: str, path) -> None:
    """Give the class its slides and wait until their pages are made."""
    teacher.goto(f"{address}tep/")
    teacher.locator("[data-uploader] input[type=file]").set_input_files(path)
    teacher.locator("[data-uploader] [data-status]", has_text="Đã tải lên").wait_for(timeout=60_000)
    teacher.get_by_role("button", name="Thêm làm trang chiếu").click()
    for _turn in range(30):
        if teacher.get_by_text(re.compile("3 trang")).first.is_visible():
            return
        teacher.wait_for_timeout(2000)
        teacher.reload()
    raise AssertionError("the pages of the slides were not made")


def show_second_slide(teacher: Page) -> None:
    """Choose the deck and its second page."""
    deck = teacher.locator("select[data-deck]")
    choice = deck.locator("option", has_text="phan-so")
    expect(choice).to_have_count(1, timeout=WAIT_MS)
    deck.select_option(label=choice.inner_text())
    teacher.get_by_role("group", name="Các trang").get_by_role("button", name="2").click()
    expect(teacher.locator(".stage-no")).to_contain_text("2/3", timeout=WAIT_MS)


def ask(teacher: Page, question: str, options: list[str]) -> None:
    """Ask the class a quick question."""
    teacher.get_by_role("button", name="Hỏi nhanh").first.click()
    form = teacher.locator("[data-poll-form]")
    form.get_by_role("textbox", name="Câu hỏi").fill(question)
    for number, option in enumerate(options):
        form.locator("[name=option]").nth(number).fill(option)
    form.locator("[name=key]").first.check()
    form.locator("button:not([type=button])").click()


def hear(page: Page, attribute: str = "data-energy") -> None:
    """Wait until this page plays something that is no silence."""
    expect(page.locator("[data-room]")).to_have_attribute(attribute, LOUD, timeout=WAIT_MS)


def see_afterwards(teacher: Page, pupil: Page, address: str) -> None:
    """Look at attendance and replay: the cut cost the pupil no presence, and what was said is there."""
    teacher.goto(f"{address}diem-danh/")
    row = teacher.get_by_role("main").locator("tr, li", has_text="Nhi").first
    expect(row).to_contain_text("Có mặt")
    pupil.goto(f"{address}xem-lai/")
    expect(pupil.get_by_role("main")).to_contain_text("Câu 5 khi em mất mạng", timeout=WAIT_MS)
    assert axe_violations(pupil) == []
    assert overflow_px(pupil) == 0


@pytest.mark.parametrize("stack", ["production"], indirect=True)
def test_a_class_survives_the_death_of_its_web_processes(stack, signed_in):
    """Behind nginx, over several processes and Redis: both see each other's words, also after ``kill -9``."""
    teacher = signed_in("co.lan", viewport=DESKTOP)
    address = plan_class(teacher, f"Máy chủ khởi động lại {uuid.uuid4().hex[:6]}")
    open_class(teacher, address)
    pupil = signed_in("hs.nhi")
    enter(pupil, address)
    teacher.get_by_role("tab", name=re.compile("Trò chuyện")).click()
    say(pupil, "Em có mặt ạ")
    expect(teacher.locator("[data-timeline] .tx", has_text="Em có mặt")).to_have_count(1, timeout=WAIT_MS)

    for page in (teacher, pupil):
        page.context.guard.allow(CUT + "|50[234]")
    stack.restart_web(kill=True)
    say(pupil, "Em vẫn ở đây")
    say(teacher, "Cô cũng vậy")
    for page in (teacher, pupil):
        for text in ("Em có mặt", "Em vẫn ở đây", "Cô cũng vậy"):
            expect(page.locator("[data-timeline] .tx", has_text=text)).to_have_count(1, timeout=60_000)
