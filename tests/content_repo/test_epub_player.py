"""Books as they are read on the site: nothing of them runs, pages find their place, links are the reader's."""

import gzip
import io

import pytest
from django.urls import reverse

from content_repo.models import Package
from content_repo.package_addresses import member_base, package_token
from content_repo.players import PLAYERS
from content_repo.players.epub_pages import picture_page, shown_page
from media.services import store_file
from tests.factories.epub import book_files, epub_bytes, opf, xhtml

OURS = '<meta name="ours"/>'


@pytest.fixture
def book(teacher, school):
    """Store a book of these pages as its teacher would; returns its package."""

    def _book(files=None) -> Package:
        upload = store_file(file=io.BytesIO(epub_bytes(files)), name="sach.epub", owner=teacher, school=school)
        return Package.objects.select_related("blob").get(blob=upload.blob)

    return _book


def page(package: Package, client, name: str, **headers) -> tuple:
    response = client.get(f"{member_base(package)}{name}", headers=headers)
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Encoding") == "gzip":
        data = gzip.decompress(data)
    return response, data.decode()


@pytest.mark.django_db
def test_the_document_of_the_reader_lists_the_contents(client, book):
    package = book()
    response = client.get(reverse("content_repo:package_frame", args=[package_token(package)]))
    html = response.content.decode()
    assert response.status_code == 200
    assert '<a href="OPS/c1.xhtml">Chương 1</a>' in html
    assert "Lan Nguyễn" in html
    assert response["Content-Security-Policy"].startswith("sandbox allow-scripts allow-modals;")
    assert "bài tương tác" not in html


@pytest.mark.django_db
def test_a_page_lets_only_the_readers_own_script_run(client, book):
    package = book(book_files({"c1.xhtml": xhtml("<p>A</p>", head="<script>x()</script>")}))
    response, html = page(package, client, "OPS/c1.xhtml")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    sources = policy["script-src"].split()
    assert len(sources) == 1
    assert sources[0].startswith("http://testserver/static/content_repo/player/chapter")
    assert "allow-same-origin" not in policy["sandbox"]
    assert policy["frame-src"] == policy["object-src"] == policy["form-action"] == "'none'"
    assert "x()" not in html
    assert response["Content-Type"] == "application/xhtml+xml"


@pytest.mark.django_db
def test_pages_go_out_small_and_are_asked_for_once(client, book):
    package = book()
    first, html = page(package, client, "OPS/c1.xhtml", accept_encoding="gzip")
    assert first["Content-Encoding"] == "gzip"
    assert "Gió heo may" in html
    again, _html = page(package, client, "OPS/c1.xhtml", accept_encoding="gzip", if_none_match=first["ETag"])
    assert again.status_code == 304


@pytest.mark.django_db
def test_other_members_are_served_as_they_lie_in_the_book(client, book):
    files = book_files()
    files["OPS/book.opf"] = opf(items='<item id="css" href="a.css" media-type="text/css"/>')
    files["OPS/a.css"] = "p { color: red }"
    response, css = page(book(files), client, "OPS/a.css")
    assert (response["Content-Type"], css) == ("text/css; charset=utf-8", "p { color: red }")


@pytest.mark.django_db
def test_a_drawing_in_the_row_of_pages_is_shown_as_a_picture(client, book):
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><rect width="9" height="9"/></svg>'
    files = book_files()
    item = '<item id="s" href="bia.svg" media-type="image/svg+xml"/>'
    files |= {
        "OPS/bia.svg": drawing,
        "OPS/book.opf": opf(items=item, spine='<itemref idref="s"/><itemref idref="c1"/>'),
    }
    package = book(files)
    response, html = page(package, client, "OPS/bia.svg")
    assert response["Content-Type"] == "application/xhtml+xml"
    assert "<img" in html
    assert "x()" not in html
    raw, svg = page(package, client, "OPS/bia.svg?goc=1")
    assert (raw["Content-Type"], svg) == ("image/svg+xml", drawing)


@pytest.mark.django_db
def test_the_price_is_the_first_chapter_not_the_book(book):
    long = xhtml("<p>" + "".join(f"Câu số {n} của chương dài. " for n in range(20000)) + "</p>")
    package = book(book_files({"c1.xhtml": xhtml("<p>Ngắn</p>"), "c2.xhtml": long}))
    assert PLAYERS["epub"].size_bytes(package) < 12_000


@pytest.mark.django_db
def test_a_page_that_is_not_in_the_book_is_not_found(client, book):
    assert page(book(), client, "OPS/c9.xhtml")[0].status_code == 404


@pytest.mark.django_db
def test_a_scripted_book_says_that_its_scripts_do_not_run(client, book):
    package = book(book_files({"c1.xhtml": xhtml("<p>A</p>", head="<script>x()</script>")}))
    html = client.get(reverse("content_repo:package_frame", args=[package_token(package)])).content.decode()
    assert "chương trình không chạy" in html


def test_our_styles_come_before_those_of_the_book():
    html = shown_page(xhtml("", head='<link rel="stylesheet" href="a.css"/>').encode(), OURS).decode()
    assert html.index('name="ours"') < html.index("a.css")


@pytest.mark.parametrize(
    "body",
    [
        '<p onclick="evil()">A</p>',
        "<script>evil()</script>",
        '<iframe src="evil"></iframe>',
        '<embed src="evil"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><script>evil()</script></svg>',
        '<p ONLOAD="evil()">A</p>',
    ],
)
def test_what_would_run_is_left_out(body):
    assert "evil" not in shown_page(xhtml(body).encode(), OURS).decode()


def test_what_would_lead_away_is_left_out_of_the_head():
    head = '<meta http-equiv="refresh" content="0;url=https://evil.example"/><base href="https://evil.example/"/>'
    head += '<link rel="prefetch" href="https://evil.example/x"/>'
    assert "evil" not in shown_page(xhtml("<p>A</p>", head=head).encode(), OURS).decode()


def test_words_for_readers_without_scripts_and_without_plugins_are_shown():
    body = "<noscript><p>Không cần</p></noscript><object data='a.xml' type='application/x-quiz'><p>Câu hỏi</p></object>"
    html = shown_page(xhtml(body).encode(), OURS).decode()
    assert "<div><p>Không cần</p></div>" in html
    assert "<div><p>Câu hỏi</p></div>" in html


def test_text_behind_what_is_left_out_stays():
    assert "trước  sau" in shown_page(xhtml("<p>trước <script>x</script> sau</p>").encode(), OURS).decode()


def test_sounds_and_films_have_buttons_and_wait_for_them():
    html = shown_page(xhtml('<audio src="a.mp3" autoplay="autoplay"/>').encode(), OURS).decode()
    assert 'controls="controls"' in html
    assert "autoplay" not in html
    assert 'preload="none"' in html


def test_signs_named_by_the_tables_of_xhtml_are_written_out():
    old = (
        b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
        b'<html xmlns="http://www.w3.org/1999/xhtml"><head/><body><p>a&nbsp;b&eacute;c</p></body></html>'
    )
    assert "a\u00a0béc" in shown_page(old, OURS).decode()


def test_of_cases_the_one_that_browsers_show_is_kept():
    body = (
        '<epub:switch><epub:case required-namespace="http://www.w3.org/1998/Math/MathML"><b>toán</b></epub:case>'
        "<epub:default><i>chữ</i></epub:default></epub:switch>"
    )
    html = shown_page(xhtml(body).encode(), OURS).decode()
    assert "<b>toán</b>" in html
    assert "chữ" not in html


def test_the_page_of_a_drawing_has_its_words():
    assert 'alt="Bìa &lt;sách&gt;"' in picture_page("Bìa <sách>", "a.svg?goc=1", OURS).decode()
