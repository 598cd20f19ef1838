"""The catalogue page as visitors and scripts get it."""

import gzip
import re

import pytest
from django.urls import reverse
from django.utils import translation

from content_repo.catalogue import grade_words
from content_repo.choices import ResourceKind, Visibility
from content_repo.curriculum_loading import load_curriculum
from content_repo.models import Grade, Subject, TextbookSeries
from content_repo.search.filters import Filters, read_filters
from content_repo.search.indexer import apply_changes
from tests.factories.content_repo import BlobFactory, GradeFactory, ResourceFactory, SubjectFactory

pytestmark = pytest.mark.django_db

URL = "/kho/"


def page(client, query=""):
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def make(count=1, **fields):
    for number in range(count):
        ResourceFactory(**{"title": f"Bài {number}: hình thang cân", **fields})
    apply_changes()


def test_a_card_says_what_it_is_whose_and_what_it_costs(client, school):
    make(title="Hình thang cân", school=school, author_name="Hoàng Thị Lan", files=[BlobFactory(size_bytes=420_000)])
    html = page(client)
    for words in ("Hình thang cân", "Giáo án điện tử", "Toán, lớp 8", "Hoàng Thị Lan, Trường THCS Hồng Vân", "420 KB"):
        assert words in html
    assert "DOCX" in html
    assert "c-toan" in html


def test_the_page_keeps_what_was_asked(client):
    make(2)
    html = page(client, "q=hinh+thang&lop=8&nhe=1&sap=moi")
    assert 'value="hinh thang"' in html
    assert re.search(r'name="lop" value="8" checked', html)
    assert re.search(r'name="nhe" value="1" checked', html)
    assert '<option value="moi" selected>' in html
    assert "?q=hinh+thang&amp;nhe=1&amp;sap=moi" in html  # the link that drops grade 8


def test_results_are_paged_and_the_pages_keep_the_filters(client):
    make(27)
    html = page(client, "lop=8")
    assert html.count("<article") == 12
    assert "Xem thêm 12 kết quả" in html
    assert "lop=8&amp;trang=2" in html
    last = page(client, "lop=8&trang=3")
    assert last.count("<article") == 3
    assert "Xem thêm" not in last


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "", "999999999999", "٣"])
def test_a_page_number_that_makes_no_sense_shows_a_page(client, number):
    make(13)
    assert page(client, f"trang={number}").count("<article") in (12, 1)


def test_a_page_past_the_end_shows_the_last(client):
    make(13)
    html = page(client, "trang=99")
    assert html.count("<article") == 1
    assert "Trang 2/2" in html


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "%E1%BB%81" * 900, "lop=abc", "mon=" + "x" * 300, "sap=khong", "nhe=2"]
)
def test_filters_that_make_no_sense_do_no_harm(client, query):
    make()
    assert "Kho học liệu" in page(client, query)


def test_what_is_typed_is_escaped(client):
    make()
    assert "<script>alert" not in page(client, "q=%3Cscript%3Ealert(1)%3C/script%3E&lop=%3Cscript%3Ealert(1)")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_three_queries_whatever_it_shows(client, count, django_assert_num_queries):
    make(count)
    page(client)
    with django_assert_num_queries(1):  # names of the schools; the curriculum is in the cache
        page(client, "lop=8")


@pytest.mark.parametrize("count", [1, 3])
def test_signed_in_the_page_asks_a_constant_number_of_queries(sign_in, teacher, count, django_assert_num_queries):
    make(count, school=teacher.memberships.first().school)
    client = sign_in(teacher)
    page(client)
    with django_assert_num_queries(5):  # session, user, memberships, unread news, names of the schools
        page(client, "lop=8")


def test_twelve_cards_and_all_filters_fit_the_budget(client, sign_in, teacher):
    load_curriculum()
    grades, subjects = list(Grade.objects.all()), list(Subject.objects.all())
    series = list(TextbookSeries.objects.all())
    for number in range(40):
        ResourceFactory(
            title=f"Bài {number}. {subjects[number % 29].name} – kế hoạch bài dạy hai tiết theo hướng năng lực",
            kind=list(ResourceKind)[number % 9],
            subject=subjects[number % 29],
            grades=[grades[number % 12]],
            textbook_series=series[number % 4],
        )
    apply_changes()
    body = sign_in(teacher).get(URL).content
    assert body.count(b"<article") == 12
    assert len(gzip.compress(body)) <= 8_000


def test_without_an_index_the_page_says_so(client):
    html = page(client)
    assert "Kho đang được lập chỉ mục" in html
    assert "Áp dụng" not in html


def test_an_empty_repository_says_so_and_asks_a_teacher_to_share(client, sign_in, teacher):
    apply_changes()
    assert "Kho chưa có học liệu nào" in page(client)
    assert reverse("content_repo:upload") not in page(client)
    assert reverse("content_repo:upload") in page(sign_in(teacher))


def test_where_nothing_matches_the_page_offers_conditions_to_drop(client):
    make(3)
    make(title="Cây tre", subject=SubjectFactory(key="ngu-van", name="Ngữ văn"), grades=[GradeFactory(number=6)])
    html = page(client, "mon=ngu-van&lop=8")
    assert "Chưa có học liệu khớp với bộ lọc" in html
    assert re.search(r'class="chip" href="\?lop=8">.*Ngữ văn <b class="num">3</b>', html)
    assert re.search(r'class="chip" href="\?mon=ngu-van">.*Lớp 8 <b class="num">1</b>', html)


def test_a_slip_is_answered_with_a_question_never_silently(client):
    make(title="Hình thang cân")
    html = page(client, "q=thamg")
    assert "Ý bạn là" in html
    assert "?q=thang" in html
    assert "<article" not in html


def test_results_with_most_of_the_words_are_announced(client):
    make(title="Hình thang cân")
    html = page(client, "q=hinh+thang+can+zzzz")
    assert "chứa đủ các từ" in html
    assert html.count("<article") == 1


def test_a_filter_with_nothing_to_choose_between_is_left_out(client):
    make(2)
    html = page(client)
    assert "<legend>Giấy phép</legend>" not in html
    assert "<legend>Trường</legend>" in html  # two schools
    assert "<legend>Giấy phép</legend>" in page(client, "gp=CC-BY-4.0")


def test_the_panel_to_share_is_for_those_who_may(client, sign_in, teacher, pupil):
    make()
    assert "Chia sẻ giáo án" not in page(client)
    assert "Chia sẻ giáo án" in page(sign_in(teacher))
    assert "Chia sẻ giáo án" not in page(sign_in(pupil))


def test_another_schools_material_shows_nowhere_on_the_page(sign_in, school, stranger):
    make(title="Đề bí mật", school=school, visibility=Visibility.SCHOOL)
    make(title="Bài chung")
    html = page(sign_in(stranger), "q=de+bi+mat")
    assert "Đề bí mật" not in html
    assert school.name not in html
    assert school.name not in page(sign_in(stranger))


def test_a_script_gets_the_number_alone(client):
    make(2)
    response = client.get(f"{URL}?lop=8", headers={"accept": "application/json"})
    assert response.json() == {"count": 2}
    assert "Accept" in response["Vary"]


def test_suggestions_are_json_with_addresses(client):
    resource = ResourceFactory(title="Phân số bằng nhau")
    apply_changes()
    answer = client.get(reverse("content_repo:suggest"), {"q": "phan"})
    assert answer.json() == {
        "suggestions": [{"text": "Phân số bằng nhau", "url": reverse("content_repo:resource", args=[resource.uuid])}]
    }
    assert client.get(reverse("content_repo:suggest")).json() == {"suggestions": []}


def test_the_catalogue_is_only_read(client):
    assert client.post(URL).status_code == 405
    assert client.post(reverse("content_repo:suggest")).status_code == 405


def test_filters_survive_the_way_to_the_address_and_back(rf):
    filters = Filters(text="phân số & 50%", facets={"grade": ("6", "7"), "kind": ("audio",)}, is_light=True, sort="moi")
    assert read_filters(rf.get(f"/?{filters.query()}").GET) == filters
    assert filters.toggled("grade", "7").facets == {"grade": ("6",), "kind": ("audio",)}
    assert filters.toggled("kind", "audio").facets == {"grade": ("6", "7")}


@pytest.mark.parametrize(
    ("grades", "said"),
    [([], ""), ([8], "lớp 8"), ([6, 7], "lớp 6, 7"), ([6, 7, 8, 9], "lớp 6–9"), ([6, 8], "lớp 6, 8")],
)
def test_grades_read_as_a_teacher_says_them(grades, said):
    assert grade_words(grades) == said


def test_the_page_speaks_english_where_it_is_asked_to(client):
    make(subject=SubjectFactory(key="toan"))
    with translation.override("vi"):  # the request leaves its language behind in the thread
        html = client.get(URL, headers={"accept-language": "en"}).content.decode()
    assert "Mathematics, " in html
