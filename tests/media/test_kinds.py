"""What is taken as what, and what is refused; files made here, so the rules hold on any machine."""

import io
import shutil
import struct
import subprocess
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from media.archives import MAX_ENTRIES, Archive
from media.inspection import inspect_file
from media.kinds import KINDS, kind_of_extension
from media.names import MAX_NAME_CHARS, ascii_name, clean_name
from media.problems import Refusal
from media.refusals import MESSAGES
from tests.factories.media import docx_bytes, pdf_bytes, picture_bytes, zip_bytes

OLE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def inspected(tmp_path, name, data):
    path = tmp_path / "file"
    path.write_bytes(data)
    return inspect_file(path, name)


def refusal(tmp_path, name, data):
    with pytest.raises(Refusal) as refused:
        inspected(tmp_path, name, data)
    assert refused.value.code in MESSAGES
    return refused.value.code


def two_entries(first, second):
    with pytest.warns(UserWarning) if first == second else _nothing():
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(first, b"1")
            archive.writestr(second, b"2")
    return buffer.getvalue()


class _nothing:  # noqa: N801
    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        return None


@pytest.mark.parametrize(
    ("name", "data", "kind", "media_type"),
    [
        ("a.pdf", pdf_bytes(2), "pdf", "application/pdf"),
        ("A.JPG", picture_bytes(), "picture", "image/jpeg"),
        ("a.png", picture_bytes("PNG"), "picture", "image/png"),
        ("a.webp", picture_bytes("WEBP"), "picture", "image/webp"),
        ("a.txt", "Chữ Việt".encode(), "text", "text/plain"),
        ("a.csv", "tên,lớp".encode("utf-16"), "text", "text/csv"),
        ("a.docx", docx_bytes(), "office", KINDS["office"].media_types["docx"]),
        ("a.zip", zip_bytes({"bài/1.txt": "x"}), "archive", "application/zip"),
        ("a.html", b"<p>x", "html", "text/html"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg", "image/svg+xml"),
        ("a.h5p", zip_bytes({"h5p.json": "{}", "content/content.json": "{}"}), "package", "application/zip"),
    ],
)
def test_a_good_file_is_known_by_extension_and_content(tmp_path, name, data, kind, media_type):
    found = inspected(tmp_path, name, data)
    assert (found.kind, found.media_type) == (kind, media_type)


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.doc", "a.mp3", "a.mp4", "a.h5p", "a.svg", "a.odt"])
def test_text_under_another_extension_is_refused(tmp_path, name):
    assert refusal(tmp_path, name, b"<html>" + b"x" * 500) in ("type_mismatch", "bad_zip", "xml_bad")


@pytest.mark.parametrize("name", ["a.exe", "a", "a.php", "a.pdf.exe", "a.js"])
def test_other_types_are_refused(tmp_path, name):
    assert refusal(tmp_path, name, b"MZ") == "type_not_allowed"


@pytest.mark.parametrize(
    ("relationship", "code"),
    [
        (
            f'<Relationship Id="1" Type="{OLE}/oleObject" TargetMode="External" Target="http://x"/>',
            "external_reference",
        ),
        (
            f'<Relationship Id="1" Type="{OLE}/attachedTemplate" TargetMode="External" Target="x"/>',
            "external_reference",
        ),
        ('<Relationship Id="1" Type="http://schemas.microsoft.com/x/vbaProject" Target="a.bin"/>', "macro_not_allowed"),
    ],
)
def test_relationships_tell_macros_and_outside_parts(tmp_path, relationship, code):
    assert refusal(tmp_path, "a.docx", docx_bytes(relationships=relationship)) == code


def test_a_link_in_a_document_is_fine(tmp_path):
    link = f'<Relationship Id="1" Type="{OLE}/hyperlink" TargetMode="External" Target="https://hue.gov.vn"/>'
    assert inspected(tmp_path, "a.docx", docx_bytes(relationships=link)).kind == "office"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_forbidden_in_any_encoding(tmp_path, encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert refusal(tmp_path, "a.docx", docx_bytes(**{"word/styles.xml": xml.encode(encoding)})) == "xml_forbidden"
    assert refusal(tmp_path, "a.svg", xml.encode(encoding)) == "xml_forbidden"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (two_entries("a.txt", "a.txt"), "duplicate_name"),
        (two_entries("a.txt", "A.TXT"), "duplicate_name"),
        (two_entries("à.txt", "a\u0300.txt"), "duplicate_name"),
        (zip_bytes({"../x": "x"}), "bad_entry_name"),
        (zip_bytes({"/x": "x"}), "bad_entry_name"),
        (zip_bytes({"C:x": "x"}), "bad_entry_name"),
        (zip_bytes({"a\nb": "x"}), "bad_entry_name"),
        (zip_bytes({"a\u202eb": "x"}), "bad_entry_name"),
        (zip_bytes({"d/" * 40 + "x": "x"}), "bad_entry_name"),
        (zip_bytes({str(n): "" for n in range(MAX_ENTRIES + 1)}), "too_many_entries"),
        (zip_bytes({"zeros": bytes(64 * 1024**2)}), "ratio_too_high"),
        (zip_bytes({"a": "x"}, zipfile.ZIP_LZMA), "unsupported_method"),
        (zip_bytes({"a": "x"}) + b"tail", "bad_zip"),
        (b"<html>" + zip_bytes({"a": "x"}), "bad_zip"),
        (zip_bytes({"a": "x" * 1000})[:-40], "bad_zip"),
        (b"Rar!\x1a\x07\x00", "bad_zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_archives_that_readers_see_differently_are_refused(tmp_path, data, code):
    assert refusal(tmp_path, "a.zip", data) == code


def test_a_symbolic_link_in_an_archive_is_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert refusal(tmp_path, "a.zip", buffer.getvalue()) == "bad_entry_type"


def test_an_encrypted_archive_is_refused(tmp_path):
    data = bytearray(zip_bytes({"a": "x"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(tmp_path, "a.zip", bytes(data)) == "encrypted"


def test_an_entry_longer_than_it_says_stops_at_its_length(tmp_path):
    data = bytearray(zip_bytes({"a": b"x" * 1_000_000}))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(signature) + place, 100)
    assert refusal(tmp_path, "a.zip", bytes(data)) == "size_mismatch"


def test_a_changed_byte_in_an_archive_is_found(tmp_path):
    data = bytearray(zip_bytes({"a": b"x" * 100}, zipfile.ZIP_STORED))
    data[60] ^= 1
    assert refusal(tmp_path, "a.zip", bytes(data)) == "crc_error"


def test_an_archive_gives_its_entries_in_chunks(tmp_path):
    path = tmp_path / "a.zip"
    words = "Bài học ".encode() * 50_000
    path.write_bytes(zip_bytes({"a/b.txt": words, "c.txt": "c"}))
    with Archive(path) as archive:
        chunks = []
        for chunk in archive.chunks("a/b.txt"):
            chunks.append(chunk)
            assert archive.read("c.txt", 10) == b"c"  # another entry in between
        assert b"".join(chunks) == words and max(map(len, chunks)) <= 64 * 1024
        with pytest.raises(Refusal, match="too_large"):
            archive.read("a/b.txt", 10)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_archive_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    for candidate in (data, zip_bytes({"a": data})[: len(data)], b"PK\x03\x04" + data + b"PK\x05\x06" + bytes(18)):
        path.write_bytes(candidate)
        try:
            with Archive(path) as archive:
                archive.verify()
        except Refusal as refused:
            assert refused.code in MESSAGES


def png_header(width, height):
    chunk = b"IHDR" + struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = struct.pack(">L", 8) + b"IDAT" + bytes(12)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">L", 13) + chunk + struct.pack(">L", zlib.crc32(chunk)) + pixels


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", png_header(2**31 - 1, 2**31 - 1), "too_many_pixels"),
        ("a.png", png_header(20_000, 20_000), "too_many_pixels"),
        ("a.png", picture_bytes("PNG")[:300], "bad_image"),
        ("a.jpg", picture_bytes("PNG"), "type_mismatch"),
        ("a.png", b"MZ" + bytes(500), "type_mismatch"),
    ],
)
def test_pictures_that_can_not_be_decoded_are_refused(tmp_path, name, data, code):
    assert refusal(tmp_path, name, data) == code


def test_a_turned_picture_is_upright_and_bare_once_clean(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a"
    path.write_bytes(picture_bytes(size=(1200, 600), exif=exif))
    made = {picture.name: picture for picture in KINDS["picture"].pictures(path, "jpg", tmp_path)}
    assert (made["clean"].width, made["clean"].height) == (600, 1200)
    assert max(made["view"].width, made["view"].height) == 960
    assert max(made["thumb"].width, made["thumb"].height) == 320
    with Image.open(made["clean"].path) as clean:
        assert not clean.getexif()


def test_a_transparent_picture_stays_transparent(tmp_path):
    path = tmp_path / "a"
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(path, "PNG")
    clean = KINDS["picture"].pictures(path, "png", tmp_path)[0]
    with Image.open(clean.path) as image:
        assert image.getpixel((5, 5))[3] == 0


def test_an_animation_stays_one(tmp_path):
    path = tmp_path / "a"
    frames = [Image.new("RGB", (30, 30), (n * 60, 0, 0)) for n in range(4)]
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:], duration=200)
    clean = KINDS["picture"].pictures(path, "gif", tmp_path)[0]
    with Image.open(clean.path) as image:
        assert image.n_frames == 4


@pytest.mark.parametrize(
    "action", [b"<< /S /Launch /F (a.exe) >>", b"<< /S /L#61unch /F (a.exe) >>", b"<</S/Launch/F(a)>>"]
)
def test_a_pdf_that_starts_a_program_is_refused(tmp_path, action):
    assert refusal(tmp_path, "a.pdf", pdf_bytes() + b"9 0 obj " + action + b" endobj") == "pdf_active"


def test_a_launch_hidden_in_an_object_stream_is_found(tmp_path):
    packed = zlib.compress(b"9 0 << /S /Launch /F (a.exe) >>")
    hidden = b"8 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\r\n" + packed + b"\nendstream endobj"
    assert refusal(tmp_path, "a.pdf", pdf_bytes() + hidden) == "pdf_active"


def test_script_in_a_pdf_is_told_as_a_warning(tmp_path):
    data = pdf_bytes() + b"9 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"
    assert inspected(tmp_path, "a.pdf", data).facts["warnings"] == ["script"]


def test_a_pdf_behind_other_bytes_is_refused(tmp_path):
    assert refusal(tmp_path, "a.pdf", b"<html>" + pdf_bytes()) == "bad_pdf"


def test_pages_become_small_pictures(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes(12))
    made = KINDS["pdf"].pictures(path, "pdf", tmp_path)
    assert [picture.name for picture in made] == [f"page-{n}" for n in range(1, 11)]
    assert all(picture.width in (800, 801) and picture.path.stat().st_size <= 60_000 for picture in made)


@pytest.mark.parametrize(
    ("extension", "parts", "expected"),
    [
        ("docx", None, "Hình thang"),
        (
            "xlsx",
            {"xl/sharedStrings.xml": "<s xmlns='x'><si><t>Hình</t></si><si><r><t>tha</t></r><r><t>ng</t></r></si></s>"},
            "Hình\nthang",
        ),
        (
            "pptx",
            {
                "ppt/slides/slide10.xml": "<s xmlns:a='x'><a:p><a:t>thang</a:t></a:p></s>",
                "ppt/slides/slide9.xml": "<s xmlns:a='x'><a:p><a:t>Hình</a:t></a:p></s>",
            },
            "Hình\nthang",
        ),
        ("odt", {"content.xml": "<o xmlns:text='x'><text:h>Hình</text:h><text:p>thang</text:p></o>"}, "Hình\nthang"),
    ],
)
def test_words_of_office_files_are_found_in_order(tmp_path, extension, parts, expected):
    path = tmp_path / "a"
    path.write_bytes(docx_bytes("Hình thang") if parts is None else zip_bytes(parts))
    assert KINDS["office"].text(path, extension) == expected


def test_words_of_html_leave_scripts_out(tmp_path):
    path = tmp_path / "a"
    path.write_text("<title>Bài 1</title><script>x()</script><p>Hình <b>thang</b></p>", encoding="utf-8")
    assert KINDS["html"].text(path, "html") == "Bài 1 Hình thang"


@pytest.mark.parametrize("magic", ["_VBA_PROJECT", "Macros"])
def test_an_old_document_with_macros_is_refused(tmp_path, magic):
    names = ("WordDocument", magic)
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"".join(name.encode("utf-16-le") + b"\0\0" for name in names)
    assert refusal(tmp_path, "a.doc", data) == "macro_not_allowed"


def test_an_old_document_without_macros_is_taken(tmp_path):
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0\0"
    assert inspected(tmp_path, "a.doc", data).kind == "old_office"


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.ogg"])
def test_the_length_of_a_sound_is_found(tmp_path, name):
    path = tmp_path / name
    tone = ["-f", "lavfi", "-i", "sine=duration=2"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *tone, str(path)], check=True)
    found = inspect_file(path, name)
    assert found.kind == "audio" and found.facts["duration_seconds"] == 2


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="ffprobe is not installed")
def test_a_broken_video_is_refused(tmp_path):
    assert refusal(tmp_path, "a.mp4", b"\0\0\0\x18ftypmp42" + bytes(400)) == "bad_media"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_every_kind_refuses_an_empty_file_and_owns_its_extensions(kind, tmp_path):
    for extension in kind.media_types:
        assert kind_of_extension(extension) is kind
        assert refusal(tmp_path, f"a.{extension}", b"") == "empty_file"


@given(st.text(max_size=200))
def test_any_name_becomes_one_that_can_be_shown(name):
    cleaned = clean_name(name)
    assert 1 <= len(cleaned) <= MAX_NAME_CHARS and "/" not in cleaned and "\\" not in cleaned
    assert clean_name(cleaned) == cleaned
    assert ascii_name(cleaned).isascii() and ascii_name(cleaned)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../x.txt", "x.txt"),
        ("C:\\x.txt", "x.txt"),
        ("nul.txt", "_nul.txt"),
        (".htaccess", "htaccess"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "tep"),
        ("..", "tep"),
        ("ba\u0300i.pdf", "bài.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(name, expected):
    assert clean_name(name) == expected
