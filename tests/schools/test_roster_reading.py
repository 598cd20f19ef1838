"""Roster files of every kind to rows, and every way a file can be wrong."""

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from schools.rosters.checking import HEADERS, check_table, grade_of
from schools.rosters.decoding import _TCVN3, decode_text, from_windows_1258
from schools.rosters.problems import COLUMN_LABELS, WARNINGS, WORDS, Problem, RosterError
from schools.rosters.reading import READERS, read_table
from schools.rosters.tables import MAX_FILE_BYTES, MAX_ROWS

HEADER = "username,full_name,class\n"
NAMES = ["Nguyễn Thị Ánh", "Trần Đức Hưởng", "Lò Thị Mỷ"]
TEXT = HEADER + "".join(f"hs000{n},{name},6{'AAB'[n - 1]}\n" for n, name in enumerate(NAMES, 1))


def names_in(data, encoding=""):
    rows, problems = check_table(read_table(data, encoding))
    assert [problem for problem in problems if not problem.is_warning] == []
    return [row.full_name for row in rows]


def problems_in(data, encoding=""):
    """``[(code, line, column)]`` of a file, refused as a whole or by row."""
    try:
        _rows, problems = check_table(read_table(data, encoding))
    except RosterError as error:
        problems = error.problems
    return [(problem.code, problem.line, problem.column) for problem in problems]


def codes_in(data, encoding=""):
    return [code for code, _line, _column in problems_in(data, encoding)]


def windows_1258(text):
    """Text as old Windows programs wrote it: vowels whole, tone marks after them."""
    parts = []
    for char in unicodedata.normalize("NFC", text):
        try:
            parts.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            letters = unicodedata.normalize("NFD", char)
            tone = next(mark for mark in letters if mark in "\u0300\u0309\u0303\u0301\u0323")
            base = unicodedata.normalize("NFC", letters.replace(tone, ""))
            parts.append((base + tone).encode("cp1258"))
    return b"".join(parts)


def tcvn3(text):
    codes = {char: code for code, char in _TCVN3.items()}
    return bytes(codes.get(char, ord(char) if ord(char) < 0x80 else codes.get(char.lower(), 0x3F)) for char in text)


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data, name, content):
    """A copy of a workbook with one part added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
GOOD_ROWS = [["username", "full_name", "class"], *[[f"hs{n}", name, "6A"] for n, name in enumerate(NAMES, 100)]]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r", 1).replace("\n", "\r\n", 1).encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace("\n", "\n\n").encode(),
        TEXT.replace("username,full_name,class", "Tên đăng nhập,HỌ VÀ TÊN,Lớp").encode(),
        TEXT.replace("username,full_name,class", '"ten dang nhap", Họ tên ,lop').encode(),
        windows_1258(TEXT),
        workbook([[line.split(",")[i] for i in range(3)] for line in TEXT.splitlines()]),
    ],
    ids=lambda data: repr(data[:9] if data.startswith(b"PK") else data[:24]),  # a workbook begins with the time
)
def test_the_same_three_pupils_come_out_of_every_way_to_write_them(data):
    assert names_in(data) == NAMES


def test_line_numbers_count_from_the_top_of_the_file():
    data = ("sep=,\n" + HEADER + "\nhs0001,A,6A\nhs0002,,6A\n").encode()
    assert problems_in(data) == [("missing_value", 5, "full_name")]


def test_a_quoted_line_break_is_refused_with_the_line_where_the_row_began():
    data = (HEADER + 'hs0001,"A\nB",6A\nhs0002,C,6A\n').encode()
    assert problems_in(data) == [("bad_character", 2, "full_name")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("empty_file", 0, "")]),
        (b"\n \r\n", [("empty_file", 0, "")]),
        (HEADER.encode(), [("no_rows", 0, "")]),
        (TEXT.encode("utf-16-be"), [("bad_encoding", 0, "")]),
        (bytes(range(256)) * 8, [("bad_encoding", 0, "")]),
        (b"username,full_name,class\nhs0001,Nguy\0n,6A\n", [("bad_character", 2, "full_name")]),
        ((HEADER + "hs0001,A\u202eB,6A\n").encode(), [("bad_character", 2, "full_name")]),
        ((HEADER + "hs0001,A\nhs0002,B,6A,x,x\n").encode(), [("bad_row", 2, ""), ("bad_row", 3, "")]),
        ((HEADER + 'hs0001,"A,6A\n').encode(), [("bad_row", 2, "")]),
        ((HEADER + f"hs0001,{'A' * 140_000},6A\n").encode(), [("field_too_long", 2, "")]),
        ((HEADER + f"hs0001,{'A' * 201},6A\n").encode(), [("field_too_long", 2, "full_name")]),
        ((HEADER + "hs0001,A,6A cua truong rat dai ten\n").encode(), [("field_too_long", 2, "class")]),
        ((HEADER + "hs 1,A,6A\n").encode(), [("bad_username", 2, "username")]),
        ((HEADER + "học,A,6A\n").encode(), [("bad_username", 2, "username")]),
        ((HEADER + "hs0001,=1+1,6A\n").encode(), [("formula", 2, "full_name")]),
        ((HEADER + "hs0001,A,@x\n").encode(), [("formula", 2, "class")]),
        (b"username,full_name\nhs0001,A\n", [("missing_column", 1, "class")]),
        (b"username,full_name,class,class\nhs0001,A,6A,6A\n", [("duplicate_column", 1, "")]),
        (b"username,full_name,class,khoi\nhs0001,A,6A,99\n", [("bad_grade", 2, "grade")]),
        (("x" * (MAX_FILE_BYTES + 1)).encode(), [("file_too_large", 0, "")]),
        ((HEADER + "hs0001,A,6A\n" * (MAX_ROWS + 1)).encode(), [("too_many_rows", 0, "")]),
    ],
    ids=lambda value: value[0][0] if isinstance(value, list) else "",
)
def test_what_is_wrong_is_named_with_its_place(data, expected):
    assert problems_in(data) == expected


def test_one_username_written_three_ways_is_found_on_all_its_lines_and_none_is_kept():
    rows, problems = check_table(read_table((HEADER + "hs0001,A,6A\nHS0001,B,6A\nhs0001 ,C,6A\n").encode()))
    assert rows == []
    assert [(problem.code, problem.line) for problem in problems] == [("duplicate_username", n) for n in (2, 3, 4)]


def test_columns_that_would_give_rights_are_refused_each_by_name():
    header = "username,full_name,class,is_staff,is_superuser,role,school_id,password\n"
    with pytest.raises(RosterError) as refusal:
        check_table(read_table((header + "hs0001,A,6A,1,1,department_admin,999,123456\n").encode()))
    assert [p.value for p in refusal.value.problems] == ["is_staff", "is_superuser", "role", "school_id", "password"]
    assert set(HEADERS.values()) == {"username", "full_name", "class", "grade"}


def test_a_row_of_a_million_columns_is_refused():
    data = (HEADER + "," * 1_000_000 + "\n").encode()
    assert problems_in(data) == [("too_many_columns", 2, "")]


def test_names_that_went_through_the_wrong_encoding_bring_a_warning_but_may_be_taken():
    data = TEXT.encode().decode("cp1252", "replace").encode()
    rows, problems = check_table(read_table(data))
    assert len(rows) == 3
    assert [problem.code for problem in problems] == ["looks_broken"]


def test_right_names_bring_no_warning():
    assert codes_in(TEXT.encode()) == []


def test_windows_1258_is_read_with_a_warning():
    assert codes_in(windows_1258(TEXT)) == ["guessed_encoding"]


def test_tcvn3_is_refused_with_previews_and_read_once_chosen():
    data = tcvn3(TEXT)
    with pytest.raises(RosterError) as refusal:
        read_table(data)
    assert refusal.value.problems[0].code == "bad_encoding"
    assert "Trần Đức Hưởng" in refusal.value.previews["tcvn3"]
    # Toned capitals share the codes of small letters: a person must look.
    assert names_in(data, "tcvn3") == ["Nguyễn Thị ánh", "Trần Đức Hưởng", "Lò Thị Mỷ"]
    assert codes_in(data, "tcvn3") == ["guessed_encoding"]


def test_a_wrong_choice_of_encoding_is_refused_again():
    assert codes_in(b"\xff" + TEXT.encode(), "tcvn3") == ["bad_encoding"]
    assert codes_in(windows_1258(TEXT), "utf-8") == ["bad_encoding"]


VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
WORD = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " ", min_size=1, max_size=40)


@given(WORD)
def test_windows_1258_gives_back_every_vietnamese_word(text):
    assert from_windows_1258(windows_1258(text)) == text


@given(st.text(alphabet=VIETNAMESE + " 0123456789", min_size=1))
def test_tcvn3_gives_back_every_vietnamese_word_in_small_letters(text):
    if text.strip():
        assert decode_text(tcvn3(text), "tcvn3")[0] == text


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_but_never_break_the_reader(data):
    for encoding in ("", "windows-1258", "tcvn3"):
        codes = codes_in(data, encoding)
        assert set(codes) <= set(WORDS)


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=6))
def test_any_text_in_rows_is_taken_or_named_by_line(cells):
    data = (HEADER + "\n".join(",".join(row) for row in cells)).encode("utf-8", "replace")
    assert all(code in WORDS for code in codes_in(data))


def test_numbers_of_a_workbook_become_text_without_a_decimal_point():
    data = workbook([["username", "full_name", "class"], [20260001, "Nguyễn Thị Ánh", 6.0]])
    rows, problems = check_table(read_table(data))
    assert problems == []
    assert (rows[0].username, rows[0].class_name, rows[0].grade) == ("20260001", "6", 6)


def test_formulas_of_a_workbook_are_refused_by_row_and_never_evaluated():
    rows = [["username", "full_name", "class"], ["hs1", '=HYPERLINK("https://evil.example")', "6A"], ["hs2", "B", "6A"]]
    right, problems = check_table(read_table(workbook(rows)))
    assert [(problem.code, problem.line, problem.column) for problem in problems] == [("formula", 2, "full_name")]
    assert [row.username for row in right] == ["hs2"]


def test_a_class_that_excel_took_for_a_date_is_named():
    import datetime as dt

    rows = [["username", "full_name", "class"], ["hs1", "A", dt.date(2026, 1, 6)]]
    assert problems_in(workbook(rows)) == [("looks_like_date", 2, "class")]


def test_empty_cells_at_the_end_of_a_workbook_row_are_missing_values():
    rows = [["username", "full_name", "class"], ["hs1", "A"], [None, None, None], ["hs2", "B", "6A"]]
    assert problems_in(workbook(rows)) == [("missing_value", 2, "class")]


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0", "macro_not_allowed"),
        (SHEET, b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x "y">]><worksheet/>', "xml_forbidden"),
        (SHEET, '<?xml version="1.0"?><!DOCTYPE d><worksheet/>'.encode("utf-16"), "xml_forbidden"),
        (SHEET, b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>', "xml_forbidden"),
        (SHEET, b"<worksheet", "bad_workbook"),
        (SHEET, b"<worksheet/>", "empty_file"),
        (
            "xl/_rels/workbook.xml.rels",
            b'<Relationships><Relationship Id="r5" Type="x/externalLinkPath" Target="https://evil.example/b.xlsx"'
            b' TargetMode="External"/></Relationships>',
            "external_reference",
        ),
        ("xl/media/x.bin", b"\0" * 41_000_000, "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_workbooks_with_what_a_roster_never_needs_are_refused(part, content, code):
    out = with_part(workbook(GOOD_ROWS), part, content)
    if code == "file_too_large":
        out = recompressed(out)
    assert codes_in(out) == [code]


def recompressed(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    return out.getvalue()


def test_a_lie_about_the_size_of_a_sheet_costs_nothing():
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>username</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    assert codes_in(with_part(workbook(GOOD_ROWS), "xl/worksheets/sheet1.xml", sheet)) == ["too_many_rows"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"), (b"PK\x03\x04" + b"x" * 50, "bad_workbook")],
)
def test_what_is_no_workbook_inside_is_refused_by_its_content(data, code):
    assert codes_in(data) == [code]


def test_a_kind_of_file_is_told_by_content_and_csv_is_asked_last():
    assert list(READERS)[-1] == "csv"
    assert READERS["xlsx"].matches(workbook(GOOD_ROWS))
    assert not READERS["xlsx"].matches(TEXT.encode())


@pytest.mark.parametrize(
    ("name", "grade"), [("6A", 6), ("12/3", 12), ("10 Toán", 10), ("Lá 1", None), ("13A", None), ("0A", None)]
)
def test_the_grade_is_the_number_a_class_name_begins_with(name, grade):
    assert grade_of(name) == grade


def test_one_class_has_one_spelling_in_a_file():
    rows, _problems = check_table(read_table((HEADER + "hs1,A,6A\nhs2,B,6a\n".replace("hs", "hocsinh")).encode()))
    assert {row.class_name for row in rows} == {"6A"}


@pytest.mark.parametrize("code", WORDS)
def test_every_problem_has_words_that_name_the_place(code):
    problem = Problem(code, 7, "full_name", "<b>")
    assert problem.place == "Dòng 7, cột họ và tên"
    assert "{" not in problem.words
    assert Problem(**problem.as_json()) == problem


def test_warnings_are_problems_with_words():
    assert set(WORDS) >= WARNINGS
    assert set(COLUMN_LABELS) == set(HEADERS.values())
