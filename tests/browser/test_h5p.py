"""H5P as people use it: real packages wait for trust, are answered in the sandbox, and their scores are seen."""

import json
import re
import uuid
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.browser.conftest import axe_violations, overflow_px
from tests.browser.test_main_job import approve, choose_new_lesson, open_lesson, signed_in  # noqa: F401  fixture
from tests.corpus import PACKAGES, REASON

BROKEN_SCRIPTS = "uncaught"  # of real libraries, within their frame
SET = {
    "introPage": {"showIntroPage": False},
    "progressType": "dots",
    "passPercentage": 50,
    "questions": [
        {
            "library": "H5P.TrueFalse 1.8",
            "subContentId": str(uuid.UUID(int=number + 1, version=4)),
            "metadata": {"contentType": "True/False Question", "license": "U", "title": words},
            "params": {"question": f"<p>{words}</p>", "correct": "true", "behaviour": {"enableRetry": True}},
        }
        for number, words in enumerate(["2/4 bằng 1/2", "3/6 bằng 1/2"])
    ],
}


def question_set(path: Path) -> bytes:
    """The package with two questions of ours instead of its own, which hold no words."""
    target = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            is_content = name.startswith("content/")
            if name == "content/content.json":
                made.writestr(name, json.dumps(SET))
            elif not is_content and not name.endswith("/"):
                made.writestr(name, source.read(name))
    return target.getvalue()


def upload_packages(page, files: list[Path], title: str) -> str:
    """Upload files as one resource and send it for review; return the address of its page."""
    page.goto("/tai-len/")
    page.locator("[data-uploader] input[type=file]").set_input_files(files)
    stored = page.locator("[data-uploader] [data-status]", has_text="Đã tải lên")
    stored.nth(len(files) - 1).wait_for(timeout=120_000)
    page.get_by_label("Tên học liệu").fill(title)
    page.get_by_label("Loại học liệu").select_option(label="Bài giảng e-Learning")
    page.get_by_label("Môn học", exact=True).select_option(label="Toán")
    page.get_by_role("checkbox", name="Lớp 6", exact=True).check()
    page.get_by_label(re.compile("Yêu cầu cần đạt", re.I)).fill("So sánh được hai phân số cho trước.")
    page.locator("[name=has_consent]").check()
    page.get_by_role("button", name="Gửi duyệt").click()
    page.wait_for_url(re.compile(r"/kho/[0-9a-f-]{36}/"))
    return page.url


def trust_all_of(officer, resource_address: str, count: int) -> None:
    """Trust the libraries of each package that waits, as an officer who knows where the file comes from."""
    for _turn in range(count):
        officer.goto(resource_address)
        links = officer.get_by_role("link", name=re.compile("Chi tiết gói"))
        addresses = [link.get_attribute("href") for link in links.all()]
        waiting = []
        for address in addresses:
            officer.goto(address)
            if officer.get_by_role("link", name="Kiểm tra thư viện của gói").count():
                waiting.append(address)
                officer.get_by_role("link", name="Kiểm tra thư viện của gói").click()
                assert overflow_px(officer) <= 0
                officer.get_by_role("button", name="Tin cậy mọi thư viện của gói").click()
                officer.wait_for_load_state()
        if not waiting:
            return


def open_player(pupil, label: str):
    """Start one of the packages of the lesson; return its frame."""
    player = pupil.locator(f"section[aria-label='{label}']")
    player.get_by_role("button", name="Mở bài").click()
    return player.frame_locator("iframe")


def check(frame) -> None:
    frame.locator(".h5p-question-check-answer:visible").first.click()


def answer_multiple_choice(frame) -> None:
    frame.get_by_text("Oral history recorded").click()
    check(frame)


def answer_true_false(frame) -> None:
    frame.locator("[role=radio]", has_text="False").click()
    check(frame)


def answer_blanks(frame) -> None:
    for number, word in enumerate(["cat", "comfortable", "sun"]):
        frame.locator("input.h5p-text-input").nth(number).fill(word)
    check(frame)


def answer_drag_text(frame) -> None:
    for number, word in enumerate(["blue", "red", "orange"]):
        frame.locator(".ui-draggable", has_text=word).first.drag_to(frame.locator(".ui-droppable").nth(number))
    check(frame)


def answer_set(frame) -> None:
    true = frame.locator("[role=radio]:not([aria-disabled=true]):visible", has_text=re.compile("True|Đúng"))
    for _number in range(2):
        true.first.click()
        check(frame)
        frame.locator(".h5p-question-next:visible, .h5p-question-finish:visible").first.click()


TYPES = {
    "multichoice-1.16-lumi": ("A title - not sure where it displays", answer_multiple_choice, "/"),
    "truefalse-1.6-standalone-test": ("Hello World", answer_true_false, "1/1"),
    "blanks-1.14": ("Grammar Fill-in-the-Blanks", answer_blanks, "3/3"),
    "dragtext-1.8": ("Drag the Words", answer_drag_text, "/3"),
    "questionset-1.20": ("Hub Download Question Set All", answer_set, "2/2"),
}


@pytest.mark.skipif(not PACKAGES.exists(), reason=REASON)
def test_five_types_wait_for_trust_are_answered_and_their_scores_reach_the_teacher(signed_in, tmp_path):  # noqa: F811
    title = f"Bài tập tương tác {uuid.uuid4().hex[:8]}"
    files = []
    for name in TYPES:
        source = PACKAGES / "h5p-valid" / f"{name}.h5p"
        data = question_set(source) if name.startswith("questionset") else source.read_bytes()
        files.append(tmp_path / f"{name}.h5p")
        files[-1].write_bytes(data)
    teacher = signed_in("co.lan")
    address = upload_packages(teacher, files, title)
    assert teacher.get_by_text("Chờ kiểm tra thư viện").first.is_visible()

    approve(signed_in("to.truong"), title)
    officer = signed_in("can.bo.so")
    trust_all_of(officer, address, len(files))
    approve(officer, title)

    teacher.goto(address)
    teacher.get_by_role("link", name="Dùng cho khoá học của tôi").click()
    choose_new_lesson(teacher, title)

    pupil = signed_in("hs.nhi")
    pupil.context.guard.allow(BROKEN_SCRIPTS)
    open_lesson(pupil, title)
    lesson = pupil.url
    for label, answer, _score in TYPES.values():
        frame = open_player(pupil, label)
        with pupil.expect_response(re.compile(r"/statements/$"), timeout=60_000) as kept:
            answer(frame)
        assert kept.value.status == 200
    pupil.wait_for_timeout(3000)  # the last statements are sent in batches
    assert overflow_px(pupil) <= 0
    pupil.reload()
    for label, _answer, score in TYPES.values():
        assert score in pupil.locator(f"section[aria-label='{label}']").locator("xpath=..").inner_text()

    teacher.goto(lesson)
    teacher.locator("main a[href$='/ket-qua/']").first.click()
    row = teacher.get_by_role("row", name=re.compile("Nhi")).first.inner_text()
    assert row.count("100") >= 3 or row.count("1/1") >= 1, row
    assert not axe_violations(teacher)
