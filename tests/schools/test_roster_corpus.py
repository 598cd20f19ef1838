"""The corpus of hostile and honest roster files, where it is at hand."""

import tracemalloc

import pytest

from schools.rosters.checking import check_table
from schools.rosters.problems import RosterError
from schools.rosters.reading import read_table
from tests.corpus import HOSTILE as CORPUS
from tests.corpus import REASON

pytestmark = pytest.mark.skipif(not (CORPUS / "csv").is_dir(), reason=REASON)
NAMES = ["Nguyễn Thị Ánh", "Trần Đức Hưởng", "Lò Thị Mỷ"]

TAKEN = {
    "control/ok_roster_utf8.csv": NAMES,
    "control/ok_roster_utf8_bom.csv": NAMES,
    "control/ok_roster_semicolon_crlf.csv": NAMES,
    "control/ok.xlsx": NAMES[:1],
    "csv/utf16le_bom.csv": NAMES,
    "csv/excel_sep_line.csv": NAMES,
    "csv/mixed_newlines.csv": ["A", "B", "C"],
    "csv/html_names.csv": ["<script>alert(1)</script>", 'A" onmouseover="alert(1)', "{{7*7}}"],
}
REFUSED = {
    "csv/utf16be_nobom.csv": ("bad_encoding", {0}),
    "csv/tcvn3.csv": ("bad_encoding", {0}),
    "csv/binary.csv": ("bad_encoding", {0}),
    "csv/wide_1e6_columns.csv": ("too_many_columns", {2}),
    "csv/huge_field.csv": ("field_too_long", {2}),
    "csv/nul_bytes.csv": ("bad_character", {2}),
    "csv/ragged.csv": ("bad_row", {2, 3}),
    "csv/duplicate_pupils.csv": ("duplicate_username", {2, 3, 4}),
    "csv/privilege_columns.csv": ("unknown_column", {1}),
    "csv/empty.csv": ("empty_file", {0}),
    "csv/header_only.csv": ("no_rows", {0}),
    "office/dimension_lie.xlsx": ("too_many_rows", {0}),
    "office/formula.xlsx": ("formula", {2}),
    "office/xxe.xlsx": ("xml_forbidden", {0}),
    "office/external_link.xlsx": ("external_reference", {0}),
    "office/macro.xlsm": ("macro_not_allowed", {0}),
}


def read(name):
    return check_table(read_table((CORPUS / name).read_bytes()))


@pytest.mark.parametrize("name", TAKEN)
def test_an_honest_file_gives_exactly_its_names(name):
    rows, problems = read(name)
    assert [row.full_name for row in rows] == TAKEN[name]
    assert problems == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_by_name_and_line_within_bounds(name):
    code, lines = REFUSED[name]
    tracemalloc.start()
    try:
        problems = read(name)[1]
    except RosterError as error:
        problems = error.problems
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert {problem.line for problem in problems if problem.code == code} == lines
    assert peak < 50_000_000


def test_broken_names_bring_a_warning():
    rows, problems = read("csv/cp1252_mojibake.csv")
    assert len(rows) == 3
    assert [problem.code for problem in problems] == ["looks_broken"]


def test_every_roster_file_of_the_corpus_is_covered():
    listed = set()
    for line in (CORPUS / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, surface = line.split("\t")[:2]
        if surface == "roster":
            listed.add(name)
    assert listed - set(TAKEN) - set(REFUSED) == {"csv/cp1252_mojibake.csv"}
