"""SCORM as people use it: a teacher's package becomes a lesson, a pupil stops and goes on, the score is seen."""

import re
import uuid

import pytest

from tests.browser.conftest import DESKTOP, axe_violations, overflow_px
from tests.browser.test_main_job import (
    approve,
    choose_new_lesson,
    open_lesson,
    signed_in,  # noqa: F401  fixture
    upload_and_submit,
)
from tests.corpus import HOSTILE, REASON
from tests.factories.scorm import course_package, frameset_package, quiz_package

OPEN = re.compile("Mở bài")


@pytest.fixture
def package_lesson(signed_in, tmp_path):  # noqa: F811
    """Return a function that publishes a package and puts it into a new lesson; it returns the lesson's title."""

    def package_lesson(data: bytes) -> tuple[str, str]:
        title = f"Bài giảng tương tác {uuid.uuid4().hex[:8]}"
        file = tmp_path / f"{title}.zip"
        file.write_bytes(data)
        teacher = signed_in("co.lan")
        address = upload_and_submit(teacher, file, title)
        approve(signed_in("to.truong"), title)
        approve(signed_in("can.bo.so"), title)
        teacher.goto(address)
        teacher.get_by_role("link", name="Dùng cho khoá học của tôi").click()
        choose_new_lesson(teacher, title)
        return title, address

    return package_lesson


def open_package(page, title: str):
    """Open the lesson as a pupil, start the package, and return the page of the SCO."""
    open_lesson(page, title)
    return start(page)


def start(page):
    """Start the package of the page; return its frame and the SCO in it."""
    page.get_by_role("button", name=OPEN).first.click()
    frame = page.frame_locator("[data-player] iframe")
    return frame, frame.frame_locator("[data-stage] iframe")


@pytest.mark.parametrize("version", ["1.2", "2004"])
def test_a_pupil_stops_and_goes_on_and_the_teacher_sees_the_score(signed_in, package_lesson, version):  # noqa: F811
    title, _address = package_lesson(quiz_package(version))
    pupil = signed_in("hs.nhi")
    pupil.context.guard.allow("request to another host: http://localhost:")
    _frame, sco = open_package(pupil, title)
    assert sco.locator("#seen").inner_text() == "ab-initio||"
    sco.locator("#answer").fill("2/5")
    with pupil.expect_response(re.compile(r"/states/cmi/I1/")):
        sco.get_by_role("button", name="Dừng").click()

    pupil.reload()
    frame, sco = start(pupil)
    sco.locator("#seen", has_text="resume|cau-1|2/5").wait_for()
    sco.locator("#answer").fill("3/5")
    with pupil.expect_response(re.compile(r"/statements/")) as kept:
        sco.get_by_role("button", name="Trả lời").click()
    assert kept.value.status == 200
    frame.get_by_text("90/100").wait_for()
    assert overflow_px(pupil) <= 0

    teacher = signed_in("co.lan")
    teacher.goto(pupil.url)
    teacher.locator("main a[href$='/ket-qua/']").first.click()
    assert "90" in teacher.get_by_role("row", name=re.compile("Nhi")).first.inner_text()


def test_parts_open_one_after_the_other_and_the_contents_say_how_far(signed_in, package_lesson):  # noqa: F811
    title, _address = package_lesson(course_package())
    pupil = signed_in("hs.nhi")
    pupil.context.guard.allow("request to another host: http://localhost:")
    frame, sco = open_package(pupil, title)
    sco.get_by_role("heading", name="Phần 1").wait_for()
    frame.get_by_role("button", name="Mục lục").click()
    assert frame.get_by_role("button", name="Phần 2 Chưa mở được").is_disabled()
    frame.get_by_role("button", name="Mục lục").click()
    for number in (1, 2, 3):
        sco.get_by_role("heading", name=f"Phần {number}").wait_for()
        sco.get_by_role("button", name="Xong").click()
        frame.locator("[data-pause]").get_by_role("button", name="Phần sau").click()
    sco.get_by_role("link", name="Đọc thêm").click()
    sco.get_by_text("https://example.org/").wait_for()
    assert sco.get_by_text("Tóm tắt bài học về phân số").is_visible()
    frame.get_by_role("button", name="Mục lục").click()
    assert frame.get_by_text("Đã học", exact=True).count() == 4
    inner = next(each for each in pupil.frames if each.url.endswith("/choi/"))
    assert not axe_violations(inner)


def test_pages_of_frames_find_their_parent_and_windows_open_inside(signed_in, package_lesson):  # noqa: F811
    title, _address = package_lesson(frameset_package())
    pupil = signed_in("hs.nhi")
    pupil.set_viewport_size(DESKTOP)
    pupil.context.guard.allow("request to another host: http://localhost:")
    frame, sco = open_package(pupil, title)
    right = sco.frame_locator("frame[name=right]")
    right.get_by_role("button", name="Mở cửa sổ").click()
    frame.frame_locator("[data-windows] iframe").get_by_text("thấy API", exact=True).wait_for()
    frame.get_by_role("button", name="Đóng").click()
    right.get_by_role("button", name="Xong").click()
    frame.get_by_text("70/100").wait_for()


@pytest.mark.skipif(not HOSTILE.exists(), reason=REASON)
@pytest.mark.parametrize("name", ["grade_cheat", "exit_top", "service_worker", "storage_fill"])
def test_a_package_reaches_nothing_of_the_site(signed_in, package_lesson, name):  # noqa: F811
    title, _address = package_lesson((HOSTILE / "scorm" / f"{name}.zip").read_bytes())
    pupil = signed_in("hs.nhi")
    guard = pupil.context.guard
    guard.allow("request to another host: http://localhost:|console error|uncaught")
    pupil.evaluate("localStorage.setItem('kept', 'still here')")
    asked: list[tuple[str, str]] = []
    pupil.context.on("request", lambda request: asked.append((request.method, request.url)))
    _frame, sco = open_package(pupil, title)
    address = pupil.url
    sco.locator("body").wait_for(state="attached")
    pupil.wait_for_timeout(2000)
    assert pupil.url == address
    assert pupil.evaluate("localStorage.getItem('kept')") == "still here"
    assert not [url for _method, url in asked if "/api/grades/" in url or "evil.example" in url]
    assert not [url for _method, url in asked if url.endswith("/sw.js")]
    inner = next(each for each in pupil.frames if each.url.endswith("/choi/"))
    assert not pupil.context.service_workers
    assert inner.evaluate("document.cookie") == ""
