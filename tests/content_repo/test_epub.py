"""Books: what epubcheck refuses is refused, what it warns of is taken, and what is read of them."""

from pathlib import Path

import pytest

from content_repo.package_words import RULES
from content_repo.packages.base import Reading
from content_repo.packages.reading import read_package
from media.problems import Refusal
from tests.corpus import HOSTILE, REASON
from tests.factories.epub import CONTAINER, book_files, epub_bytes, nav, opf, xhtml

CORPUS = HOSTILE.parent / "packages" / "epub"
# epubcheck's verdict → our rule, or the refusal of the archive itself.
VERDICTS = {
    "ocf-container-not-ocf-error.epub": "not_this_format",  # RSC-002, PKG-006
    "ocf-filename-character-forbidden-error.epub": "epub_name_forbidden",  # PKG-009
    "ocf-filename-duplicate-after-canonical-normalization-error.epub": "duplicate_name",  # OPF-060
    "ocf-filename-duplicate-after-common-case-folding-error.epub": "duplicate_name",  # OPF-060
    "ocf-filename-duplicate-zip-entry-error.epub": "epub_name_twice",  # OPF-060
    "ocf-filename-not-utf8-error.epub": "bad_entry_name",  # PKG-027
    "ocf-mimetype-file-missing-error.epub": "epub_mimetype_missing",  # PKG-006
    "ocf-zip-mimetype-entry-extra-field-error.epub": "epub_mimetype_extra",  # PKG-005
    "ocf-zip-unreadable-image-with-epub-extension-fatal.epub": "bad_zip",  # PKG-004, PKG-008
    "ocf-zip-unreadable-no-end-header-fatal.epub": "bad_zip",  # PKG-008
}


def read(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "sach.epub"
    path.write_bytes(data)
    reading = read_package(path, "sach.epub", tmp_path)
    assert reading is not None
    return reading


def errors(reading: Reading) -> set[str]:
    return {problem.rule for problem in reading.problems if not problem.is_warning}


@pytest.mark.skipif(not CORPUS.exists(), reason=REASON)
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*")) if CORPUS.exists() else [], ids=lambda path: path.name)
def test_the_verdict_on_every_book_of_the_collection_is_that_of_epubcheck(path, tmp_path):
    expected = VERDICTS.get(path.name)
    try:
        reading = read_package(path, path.name, tmp_path)
    except Refusal as refusal:
        assert refusal.code == expected
        return
    assert reading is not None
    assert (reading.format, reading.is_taken) == ("epub", expected is None)
    if expected:
        assert expected in errors(reading)


def test_a_book_says_what_it_is_and_what_stands_in_it(tmp_path):
    reading = read(tmp_path, epub_bytes())
    assert reading.is_taken, reading.problems
    assert (reading.title, reading.language) == ("Ngữ văn 6", "vi")
    manifest = reading.manifest
    assert (manifest["creators"], manifest["identifier"]) == (["Lan Nguyễn"], "urn:isbn:1")
    assert [(one["href"], one["title"], one["is_linear"]) for one in manifest["chapters"]] == [
        ("OPS/c1.xhtml", "Chương 1", True),
        ("OPS/c2.xhtml", "Chương 2", True),
    ]
    assert reading.text == "Một\nGió heo may\nHai"


def test_contents_keep_their_levels_and_fragments(tmp_path):
    below = '<li><a href="c1.xhtml#a">Mở đầu</a></li><li><a href="c2.xhtml">Hai</a></li>'
    inner = f"<li><span>Phần I</span><ol>{below}</ol></li>"
    reading = read(tmp_path, epub_bytes(book_files(OPS__nav_dot_xhtml=nav(inner))))
    assert reading.manifest["toc"] == [
        {
            "title": "Phần I",
            "href": "",
            "children": [
                {"title": "Mở đầu", "href": "OPS/c1.xhtml#a", "children": []},
                {"title": "Hai", "href": "OPS/c2.xhtml", "children": []},
            ],
        }
    ]


def test_a_book_of_epub_2_has_its_contents_in_the_ncx(tmp_path):
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap><navPoint id="a"><navLabel>'
        '<text>Chương đầu</text></navLabel><content src="c1.xhtml"/></navPoint></navMap></ncx>'
    )
    item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    files = book_files(OPS__nav_dot_xhtml=None, OPS__toc_dot_ncx=ncx)
    files["OPS/book.opf"] = opf(version="2.0", nav_item=item).replace("<spine>", '<spine toc="ncx">')
    reading = read(tmp_path, epub_bytes(files))
    assert reading.is_taken, reading.problems
    assert reading.manifest["toc"] == [{"title": "Chương đầu", "href": "OPS/c1.xhtml", "children": []}]


def test_signs_named_by_the_tables_of_xhtml_are_read_past(tmp_path):
    old = (
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
        '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x'
        "</title></head><body><p>Lan&nbsp;Anh</p></body></html>"
    )
    assert read(tmp_path, epub_bytes(book_files({"c1.xhtml": old}))).is_taken


BROKEN = {
    "epub_mimetype_wrong": {"mimetype": "application/zip"},
    "epub_mimetype_packed": {"packed": True},
    "epub_mimetype_missing": {"mimetype": None},
    "epub_no_package": {"files": book_files(OPS__book_dot_opf=None)},
    "epub_file_missing": {"files": book_files(OPS__c2_dot_xhtml=None)},
    "epub_xml_bad": {"files": book_files(OPS__c2_dot_xhtml="<html><body>")},
    "epub_no_contents": {"files": book_files(OPS__nav_dot_xhtml=xhtml("<p>không có mục lục</p>"))},
    "epub_no_spine": {"files": book_files(OPS__book_dot_opf=opf(spine=""))},
    "epub_spine_unknown": {
        "files": book_files(OPS__book_dot_opf=opf(spine='<itemref idref="c1"/><itemref idref="c9"/>'))
    },
    "epub_metadata_missing": {"files": book_files(OPS__book_dot_opf=opf(title=""))},
    "epub_item_twice": {
        "files": book_files(
            OPS__book_dot_opf=opf(items='<item id="c1" href="c1.xhtml" media-type="application/xhtml+xml"/>')
        )
    },
    "epub_spine_type": {
        "files": book_files(
            OPS__a_dot_pdf="x",
            OPS__book_dot_opf=opf(
                items='<item id="a" href="a.pdf" media-type="application/pdf"/>', spine='<itemref idref="a"/>'
            ),
        )
    },
    "epub_fallback_circle": {
        "files": book_files(
            OPS__a_dot_pdf="x",
            OPS__b_dot_pdf="x",
            OPS__book_dot_opf=opf(
                items='<item id="a" href="a.pdf" media-type="application/pdf" fallback="b"/>'
                '<item id="b" href="b.pdf" media-type="application/pdf" fallback="a"/>'
            ),
        )
    },
    "epub_drm": {
        "files": book_files(
            **{
                "META-INF__encryption_dot_xml": '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
                'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
                '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></enc:EncryptedData></encryption>'
            }
        )
    },
    "epub_xml_forbidden": {
        "files": book_files(
            OPS__c2_dot_xhtml='<!DOCTYPE html [<!ENTITY a "b">]><html xmlns="http://www.w3.org/1999/xhtml"><body>&a;</body></html>'
        )
    },
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_book_that_breaks_a_rule_is_refused_with_words(tmp_path, rule):
    reading = read(tmp_path, epub_bytes(**BROKEN[rule]))
    assert rule in errors(reading)
    assert str(RULES[rule])


def test_all_problems_come_at_once(tmp_path):
    files = book_files(OPS__c2_dot_xhtml="<html", OPS__nav_dot_xhtml=xhtml(""))
    assert errors(read(tmp_path, epub_bytes(files, mimetype="x"))) >= {
        "epub_xml_bad",
        "epub_no_contents",
        "epub_mimetype_wrong",
    }


def test_fonts_made_unreadable_to_others_are_no_lock(tmp_path):
    encryption = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
        '<e:EncryptedData><e:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e:EncryptedData></encryption>'
    )
    assert read(tmp_path, epub_bytes(book_files(**{"META-INF__encryption_dot_xml": encryption}))).is_taken


def test_scripts_and_what_lies_elsewhere_are_warned_of_and_don_t_block(tmp_path):
    page = xhtml('<img src="https://example.org/a.png" alt=""/><p onclick="x()">Bấm</p>', head="<script>x()</script>")
    reading = read(tmp_path, epub_bytes(book_files({"c1.xhtml": page})))
    assert reading.is_taken
    assert {problem.rule for problem in reading.problems} == {"epub_scripts", "epub_remote"}
    assert reading.manifest["has_scripts"]
    assert "x()" not in reading.text


def test_a_page_that_no_reader_shows_gives_way_to_its_fallback(tmp_path):
    items = '<item id="d" href="d.pdf" media-type="application/pdf" fallback="c2"/>'
    files = book_files(OPS__d_dot_pdf="x", OPS__book_dot_opf=opf(items=items, spine='<itemref idref="d"/>'))
    reading = read(tmp_path, epub_bytes(files))
    assert reading.is_taken, reading.problems
    assert [one["href"] for one in reading.manifest["chapters"]] == ["OPS/c2.xhtml"]


def test_a_path_that_leads_out_of_the_book_is_no_file_of_it(tmp_path):
    items = '<item id="x" href="../../etc/passwd" media-type="application/xhtml+xml"/>'
    reading = read(tmp_path, epub_bytes(book_files(OPS__book_dot_opf=opf(items=items))))
    assert "epub_file_missing" in errors(reading)
    assert not any(".." in name for name in reading.manifest["pages"])


def test_a_container_without_the_package_named_is_refused(tmp_path):
    broken = CONTAINER.replace("OPS/book.opf", "OPS/khong-co.opf")
    files = book_files(**{"META-INF__container_dot_xml": broken})
    assert errors(read(tmp_path, epub_bytes(files))) == {"epub_no_package"}
