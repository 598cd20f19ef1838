"""The attendance list on the screen and as files: who sees it, filters, corrections, exports."""

import csv
import io
import uuid

import pytest
from openpyxl import load_workbook

from live_classes.models import AttendanceCorrection
from tests.factories.live_classes import make_live_class
from tests.live_classes.attending import make_ended, new_pupil, was_there

PAGES = ("diem-danh/", "diem-danh.csv", "diem-danh.xlsx")


@pytest.fixture
def ended(teacher, school_class):
    """A class of forty minutes that ended an hour ago."""
    return make_ended(teacher=teacher, school_class=school_class)


@pytest.fixture
def three(ended, school_class):
    """Ẩn was there, Bình was cut off, Yến never came."""
    people = {name: new_pupil(school_class, name) for name in ("Yến", "Ẩn", "Bình")}
    was_there(ended, people["Ẩn"], 0, 40)
    was_there(ended, people["Bình"], 1, 11, has_left=False)
    return people


def page_of(client, live_class, query="") -> str:
    answer = client.get(f"/lop-truc-tuyen/{live_class.uuid}/diem-danh/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def names_in(page: str) -> list[str]:
    return [part.split("</b>")[0] for part in page.split('class="who"><b>')[1:]]


def sent(**fields) -> dict:
    return {"uuid": str(uuid.uuid4()), "mark": "excused", "minutes": "", "reason": "Gia đình đã xin phép."} | fields


def correct_path(live_class, user) -> str:
    return f"/lop-truc-tuyen/{live_class.uuid}/diem-danh/{user.uuid}/"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 200), ("manager", 200), ("pupil", 404), ("colleague", 404), ("stranger", 404), ("officer", 404)],
)
def test_who_leads_and_who_manages_the_school_see_attendance(request, sign_in, ended, three, page, who, status):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(f"/lop-truc-tuyen/{ended.uuid}/{page}").status_code == status


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_signs_in_first(client, ended, page):
    answer = client.get(f"/lop-truc-tuyen/{ended.uuid}/{page}")
    assert answer.status_code == 302 and "/dang-nhap/" in answer["Location"]
    assert client.post(f"/lop-truc-tuyen/{ended.uuid}/{page}").status_code in (302, 405)


def test_the_list_says_minutes_marks_and_drops(sign_in, teacher, ended, three):
    page = page_of(sign_in(teacher), ended)
    assert names_in(page) == ["Hồ Văn Ẩn", "Hồ Văn Bình", "Hồ Văn Yến"]
    assert "rớt mạng, chưa trở lại" in page and "chưa vào" in page
    assert "1 lần, 29 phút" in page
    assert "Có mặt" in page and "Chưa rõ" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?sap_xep=phut", ["Yến", "Bình", "Ẩn"]),
        ("?sap_xep=vao", ["Ẩn", "Bình", "Yến"]),
        ("?danh_dau=unknown", ["Yến"]),
        ("?danh_dau=present", ["Ẩn", "Bình"]),
        ("?q=ho+van+binh", ["Bình"]),
        ("?q=khong-co-ai", []),
        ("?danh_dau=abc&sap_xep=abc&trang=99", ["Ẩn", "Bình", "Yến"]),
        ("?in=1", ["Ẩn", "Bình", "Yến"]),
    ],
)
def test_the_list_is_filtered_sorted_and_searched(sign_in, teacher, ended, three, query, names):
    page = page_of(sign_in(teacher), ended, query)
    assert [name.split()[-1] for name in names_in(page)] == names
    assert names or "Không có ai khớp" in page


def test_a_long_list_comes_in_pages_and_is_printed_whole(sign_in, teacher, ended, school_class):
    for number in range(52):
        new_pupil(school_class, f"Em{number:02}")
    client = sign_in(teacher)
    assert len(names_in(page_of(client, ended))) == 50
    assert len(names_in(page_of(client, ended, "?trang=2"))) == 2
    assert len(names_in(page_of(client, ended, "?in=1"))) == 52


def test_the_page_costs_the_same_for_one_as_for_many(
    sign_in,
    teacher,
    ended,
    school_class,
    django_assert_max_num_queries,
):
    for number in range(20):
        was_there(ended, new_pupil(school_class, f"Em{number:02}"), 0, 40)
    client = sign_in(teacher)
    page_of(client, ended)
    with django_assert_max_num_queries(12):
        page_of(client, ended)


def test_while_the_class_goes_on_the_list_says_as_of_when(sign_in, teacher, school_class, pupil):
    live_class = make_live_class(teacher=teacher, school_class=school_class, state="open")
    assert "Lớp đang học" in page_of(sign_in(teacher), live_class)


def test_before_the_class_there_is_no_list_yet(sign_in, teacher, school_class, pupil):
    live_class = make_live_class(teacher=teacher, school_class=school_class)
    assert "chưa mở" in page_of(sign_in(teacher), live_class)
    assert sign_in(teacher).get(f"/lop-truc-tuyen/{live_class.uuid}/diem-danh.csv").status_code == 200


def test_a_correction_goes_back_to_the_list_and_shows_its_reason(sign_in, teacher, ended, three):
    client = sign_in(teacher)
    answer = client.post(correct_path(ended, three["Yến"]), sent(), follow=True)
    assert answer.redirect_chain == [(f"/lop-truc-tuyen/{ended.uuid}/diem-danh/", 302)]
    page = answer.content.decode()
    assert "Gia đình đã xin phép." in page and "Vắng có phép" in page and "máy đo: Chưa rõ" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": " "}, "Ghi lí do"),
        ({"mark": "absent"}, "absent"),
        ({"minutes": "41"}, "chỉ có 40 phút"),
        ({"minutes": "-1"}, "Số phút"),
        ({"minutes": "abc"}, "Số phút"),
        ({"uuid": "abc"}, "Cần sửa"),
        ({"reason": "x" * 301}, "Lí do"),
        ({"reason": "a\x00b"}, "Lí do"),
    ],
)
def test_a_bad_correction_is_shown_again_and_nothing_is_kept(sign_in, teacher, ended, three, fields, words):
    answer = sign_in(teacher).post(correct_path(ended, three["Yến"]), sent(**fields))
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not AttendanceCorrection.objects.exists()


def test_corrections_come_by_post_from_those_who_may(
    sign_in,
    teacher,
    manager,
    pupil,
    colleague,
    stranger,
    ended,
    three,
):
    path = correct_path(ended, three["Yến"])
    assert sign_in(teacher).get(path).status_code == 405
    for user in (pupil, colleague):
        assert sign_in(user).post(path, sent()).status_code == 404
    assert sign_in(teacher).post(correct_path(ended, stranger), sent()).status_code == 404
    assert not AttendanceCorrection.objects.exists()
    assert sign_in(manager).post(path, sent()).status_code == 302


def test_the_csv_opens_in_excel_and_runs_no_formula(sign_in, teacher, ended, three, school_class):
    new_pupil(school_class, "+cmd", "=HYPERLINK(1)")
    sign_in(teacher).post(correct_path(ended, three["Yến"]), sent(reason="@SUM(A1)"))
    answer = sign_in(teacher).get(f"/lop-truc-tuyen/{ended.uuid}/diem-danh.csv?sap_xep=phut")
    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text[1:], newline=""))
    assert head[:5] == ["Họ và tên", "Tên đăng nhập", "Khách", "Điểm danh", "Số phút"]
    assert len(rows) == 4 and rows[-1][4] == "40"
    cells = [cell for row in rows for cell in row]
    assert "'=HYPERLINK(1) +cmd" in cells and "'@SUM(A1)" in cells


def test_the_workbook_holds_numbers_as_numbers_and_no_formula(sign_in, teacher, ended, three, school_class):
    new_pupil(school_class, "+cmd", "=1+1")
    sign_in(teacher).post(correct_path(ended, three["Yến"]), sent(mark="unknown", reason="a\x01b"))
    answer = sign_in(teacher).get(f"/lop-truc-tuyen/{ended.uuid}/diem-danh.xlsx?danh_dau=unknown")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=4))
    assert [row[0].value for row in rows] == ["=1+1 +cmd", "Hồ Văn Yến"]
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert all(row[4].data_type == "n" for row in rows)
    assert ended.title in sheet["A1"].value
