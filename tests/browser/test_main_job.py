"""The main job, as people do it: a teacher's upload becomes a pupil's finished lesson."""

import random
import re
import uuid
import wave
from pathlib import Path

import pytest
from docx import Document

from tests.browser.conftest import sign_in, throttle

PASSWORDS = {
    "co.lan": "phan-so-bang-nhau",
    "to.truong": "to-khoa-hoc-tu-nhien",
    "can.bo.so": "so-giao-duc-hue",
    "hs.nhi": "suoi-trong-6a",
}
COURSE = "Toán 6: Phân số"
BOTH_STACKS = pytest.mark.parametrize("stack", ["embedded", "production"], indirect=True)


@pytest.fixture
def signed_in(new_context):
    """Return a function that gives the page of a person, signed in on a phone."""

    def signed_in(username):
        page = new_context().new_page()
        sign_in(page, username, PASSWORDS[username])
        return page

    return signed_in


def write_lesson_plan(path: Path, title: str) -> Path:
    """Write a real Word file as a teacher would send."""
    document = Document()
    document.add_heading("KẾ HOẠCH BÀI DẠY", level=1)
    document.add_paragraph(title)
    document.add_paragraph("Môn học: Toán; lớp: 6. Thời gian thực hiện: 2 tiết.")
    document.add_heading("I. Mục tiêu", level=2)
    document.add_paragraph("Quy đồng mẫu nhiều phân số và so sánh hai phân số khác mẫu.")
    document.save(path)
    return path


def upload_and_submit(page, file: Path, title: str) -> str:
    """Upload a lesson plan and send it for review; return the address of its page."""
    page.goto("/tai-len/")
    page.locator("[data-uploader] input[type=file]").set_input_files(file)
    page.locator("[data-uploader] [data-status]", has_text="Đã tải lên").wait_for(timeout=60_000)
    page.get_by_label("Tên học liệu").fill(title)
    page.get_by_label("Loại học liệu").select_option(label="Giáo án điện tử")
    page.get_by_label("Môn học", exact=True).select_option(label="Toán")
    lop_6 = page.get_by_role("checkbox", name="Lớp 6", exact=True)
    lop_6.check()
    page.get_by_label(re.compile("Yêu cầu cần đạt", re.I)).fill("So sánh được hai phân số cho trước.")
    page.locator("[name=has_consent]").check()
    page.get_by_role("button", name="Gửi duyệt").click()
    page.wait_for_url(re.compile(r"/kho/[0-9a-f-]{36}/"))
    assert page.get_by_role("heading", name=title).is_visible()
    return page.url


def approve(page, title: str) -> None:
    """Take the step of the review that waits for this reviewer."""
    page.goto("/duyet/?q=" + title.split()[-1])
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("button", name=re.compile("^Duyệt")).click()
    page.wait_for_url("**/duyet/**")


def open_lesson(pupil, title: str) -> None:
    """Go to a lesson through its course, whose chapters may be open or closed."""
    pupil.goto("/khoa-hoc/")
    pupil.get_by_role("link", name=COURSE).first.click()
    pupil.locator("details", has_text=title).evaluate("(chapter) => chapter.setAttribute('open', '')")
    pupil.locator("details").get_by_role("link", name=title).first.click()
    pupil.wait_for_load_state()


@BOTH_STACKS
def test_a_teachers_upload_becomes_a_pupils_finished_lesson(stack, signed_in, new_context, tmp_path):
    """Upload → two reviews → found without tone marks → part of a course → taken → seen by the teacher."""
    mark = uuid.uuid4().hex[:8]
    title = f"So sánh phân số khác mẫu {mark}"
    file = write_lesson_plan(tmp_path / f"KHBD Toán 6 – {title}.docx", title)

    teacher = signed_in("co.lan")
    address = upload_and_submit(teacher, file, title)
    visitor = new_context().new_page()
    visitor.context.guard.allow("404")
    assert visitor.goto(address).status == 404

    approve(signed_in("to.truong"), title)
    assert visitor.goto(address).status == 404
    approve(signed_in("can.bo.so"), title)
    assert visitor.goto(address).status == 200

    teacher.goto("/thong-bao/")
    assert teacher.get_by_role("main").get_by_text(title).first.is_visible()

    visitor.goto("/kho/")
    search_until_found(visitor, f"so sanh phan so khac mau {mark}", title)

    lesson_title = f"Bài thêm {mark}"
    teacher.goto(address)
    teacher.get_by_role("link", name="Dùng cho khoá học của tôi").click()
    choose_new_lesson(teacher, lesson_title)

    pupil = signed_in("hs.nhi")
    open_lesson(pupil, lesson_title)
    assert pupil.get_by_role("main").get_by_text(title).first.is_visible()
    with pupil.expect_download() as download:
        pupil.get_by_role("main").get_by_role("link", name=re.compile("Tải")).first.click()
    assert Path(download.value.path()).read_bytes() == file.read_bytes()
    lesson_url = pupil.url
    pupil.get_by_role("button", name="Đánh dấu đã học").click()
    pupil.wait_for_url(lambda url: url != lesson_url)
    pupil.goto(lesson_url)
    assert pupil.get_by_text("Em đã học xong bài này.").is_visible()

    teacher.goto("/soan/")
    teacher.get_by_role("link", name=COURSE).first.click()
    teacher.get_by_role("link", name=re.compile("Tiến độ")).first.click()
    assert_done(teacher, lesson_title)


@BOTH_STACKS
def test_an_upload_survives_a_killed_server_and_a_reloaded_page(stack, signed_in, tmp_path):
    """Half sent: kill -9 of the server, then a reload; only what is missing is sent again, and no byte is wrong."""
    mark = uuid.uuid4().hex[:8]
    file = write_recording(tmp_path / f"Bài nghe {mark}.wav", seconds=60)
    teacher = signed_in("co.lan")
    teacher.context.guard.allow("Failed to load resource|server error 50[234]")
    # rclone refuses a part while the request that the reload cut off still writes it; the uploader tries again
    teacher.context.guard.allow("server error 500: .*/incoming/")
    teacher.goto("/tai-len/")
    throttle(teacher, kbps=8000, latency_ms=50)
    choose_file(teacher, file)
    wait_until_sent(teacher, 0.2)
    stack.restart_web(kill=True)
    wait_until_sent(teacher, 0.5)

    teacher.on("dialog", lambda dialog: dialog.accept())
    with teacher.expect_response(lambda response: response.url.endswith("/api/uploads/")) as listing:
        teacher.reload()
    begun = next(row for row in listing.value.json()["results"] if mark in row["name"])
    sent_again = set()
    teacher.on("request", lambda request: sent_again.add(request.url) if request.method == "PUT" else None)
    teacher.locator("[data-uploader] [data-name]", has_text=mark).wait_for()
    choose_file(teacher, file)
    teacher.locator("[data-uploader] [data-status]", has_text="Đã tải lên").wait_for(timeout=90_000)
    assert begun["received"]
    assert len(sent_again) == begun["parts_count"] - len(begun["received"])
    goes_past_django = stack.name == "production"  # straight to object storage
    assert all(("/api/" not in address) == goes_past_django for address in sent_again)

    teacher.get_by_label("Tên học liệu").fill(f"Bài nghe {mark}")
    teacher.get_by_label("Loại học liệu").select_option(label="Bài nghe")
    teacher.get_by_label("Môn học", exact=True).select_option(label="Toán")
    teacher.get_by_role("checkbox", name="Lớp 6", exact=True).check()
    teacher.get_by_role("button", name="Lưu nháp").click()
    teacher.wait_for_url(re.compile(r"/kho/[0-9a-f-]{36}/sua/"))
    teacher.get_by_role("link", name="Xem học liệu").click()
    with teacher.expect_download(timeout=60_000) as download:
        teacher.get_by_role("main").get_by_role("link", name=re.compile("^Tải")).first.click()
    assert Path(download.value.path()).read_bytes() == file.read_bytes()


def write_recording(path: Path, *, seconds: int) -> Path:
    """Write a WAV of noise, 86 KB a second, which no compression makes smaller."""
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(44_100)
        recording.writeframes(random.Random(path.name).randbytes(seconds * 88_200))
    return path


def choose_file(page, file: Path) -> None:
    """Pick a file in the uploader."""
    page.locator("[data-uploader] input[type=file]").set_input_files(file)


def wait_until_sent(page, share: float) -> None:
    """Wait until the progress bar of the upload has passed a share of the file."""
    page.wait_for_function(
        "share => [...document.querySelectorAll('[data-uploader] progress')].some(bar => bar.position >= share)",
        arg=share,
        timeout=60_000,
    )


def search_until_found(page, words: str, title: str) -> None:
    """Search until the indexer has followed; it takes a second or two."""
    for _attempt in range(20):
        page.locator("main [name=q]").first.fill(words)
        page.get_by_role("button", name="Tìm", exact=True).click()
        page.wait_for_load_state()
        if page.get_by_role("link", name=title).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{words!r} does not find {title!r}")


def choose_new_lesson(page, lesson_title: str) -> None:
    """Put the resource into a new lesson of the course and publish the lesson."""
    group = page.locator(f"[name=target] optgroup[label='{COURSE}']")
    page.locator("[name=target]").select_option(value=group.locator("option").first.get_attribute("value"))
    page.get_by_label("Tên bài mới").fill(lesson_title)
    page.get_by_role("button", name="Thêm vào bài").click()
    page.wait_for_url("**/soan/bai/**")
    page.get_by_role("button", name="Lưu và đăng").click()
    page.wait_for_url("**/soan/khoa-hoc/**")


def assert_done(page, lesson_title: str) -> None:
    """See in the teacher's table that one pupil has done the lesson, and who."""
    page.locator("summary", has_text="Theo bài").click()
    assert "1/" in page.get_by_role("row", name=re.compile(lesson_title)).inner_text()
    last = page.get_by_role("row", name=re.compile("Nhi")).last.get_by_role("cell").last
    assert "Đã học" in last.inner_text()
