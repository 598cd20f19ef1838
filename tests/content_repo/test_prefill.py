"""Reading titles, subjects and grades out of file names and Word files."""

import pytest

from content_repo.choices import ResourceKind
from content_repo.prefill import guess_from_name, plain

SUBJECTS = [
    (1, "Toán"),
    (2, "Ngữ văn"),
    (3, "Khoa học tự nhiên"),
    (4, "Lịch sử và Địa lí"),
    (5, "Tiếng Anh"),
    (6, "Tin học"),
]


@pytest.mark.parametrize(
    ("name", "title", "subject", "grades", "kind"),
    [
        ("KHBD Toán 8 – Bài 14 Hình thang cân.docx", "Bài 14 Hình thang cân", 1, [8], ResourceKind.LESSON_PLAN),
        ("Giao an Toan 6 - Phan so bang nhau.docx", "Phan so bang nhau", 1, [6], ResourceKind.LESSON_PLAN),
        ("KHTN6_Bài 17_Tế bào.pptx", "Bài 17 – Tế bào", 3, [6], ResourceKind.SLIDES),
        ("Ngữ văn lớp 9 Mùa xuân nho nhỏ.mp3", "Mùa xuân nho nhỏ", 2, [9], ResourceKind.AUDIO),
        ("Phiếu học tập Lịch sử và Địa lí 7.pdf", "", 4, [7], ResourceKind.WORKSHEET),
        ("IMG_2041.jpg", "", None, [], ResourceKind.PICTURE),
        ("Unit 3 Teen stress.docx", "Unit 3 Teen stress", None, [], ResourceKind.LESSON_PLAN),
    ],
)
def test_a_file_name_tells_title_subject_grade_and_kind(name, title, subject, grades, kind):
    guess = guess_from_name(name, SUBJECTS)
    assert (guess.title, guess.subject_id, guess.grades, guess.kind) == (title, subject, grades, kind)


def test_the_first_lines_of_a_lesson_plan_tell_what_its_name_does_not():
    text = (
        "Trường THCS Hồng Vân\nTÊN BÀI DẠY: HÌNH THANG CÂN\nMôn học/Hoạt động giáo dục: Toán; lớp: 8\nThời gian: 2 tiết"
    )
    guess = guess_from_name("Document1.docx", SUBJECTS, text)
    assert (guess.title, guess.subject_id, guess.grades) == ("HÌNH THANG CÂN", 1, [8])


def test_an_empty_name_guesses_nothing():
    assert guess_from_name("", SUBJECTS).is_empty


@pytest.mark.parametrize("text", ["Ẩn dụ", "Đường thẳng", "Ữ"])
def test_plain_text_keeps_every_letter_in_its_place(text):
    assert len(plain(text)) == len(text)
