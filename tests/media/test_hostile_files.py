"""Every attack file that concerns bytes, by the list that comes with them."""

import csv
import json

import pytest

from media.inspection import Finding, inspect_file
from media.kinds import KINDS, kind_of_extension
from media.names import ascii_name, clean_name
from media.problems import Refusal
from tests.corpus import HOSTILE as CORPUS
from tests.corpus import REASON

# Packages (h5p, scorm) go through a whole upload in tests/content_repo/test_package_corpus.py.
FOLDERS = ("control", "zip", "office", "pdf", "image", "svg", "html")
OTHER_TYPES = {"control/ok_xapi.json": "type_not_allowed"}  # no file a teacher uploads
HARMLESS_AS_BYTES = {"office/dimension_lie.xlsx"}  # its attack is met when text is read
REFUSED_AS_WELL = {"office/legacy_ole.doc": "type_mismatch"}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=REASON)


def rows():
    if not CORPUS.is_dir():
        return [{"file": "none/none", "outcome": "accept", "expected": ""}]
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in found if row["file"].split("/")[0] in FOLDERS]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_the_list_says_what_becomes_of_each_file(row):
    name, outcome = row["file"], row["outcome"]
    path = CORPUS / name
    expected = OTHER_TYPES.get(name) or REFUSED_AS_WELL.get(name)
    if outcome == "refuse" and name not in HARMLESS_AS_BYTES:
        expected = row["expected"]
    if not expected:
        assert isinstance(inspect_file(path, name), Finding)
        return
    with pytest.raises(Refusal) as refused:
        inspect_file(path, name)
    assert refused.value.code in expected


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_text_is_read_from_every_file_that_is_taken(row, tmp_path):
    path = CORPUS / row["file"]
    extension = path.suffix.lstrip(".")
    kind = kind_of_extension(extension)
    try:
        inspect_file(path, row["file"])
    except Refusal:
        return
    text = kind.text(path, extension)
    assert "root:" not in text and len(text) <= 500_000
    for picture in kind.pictures(path, extension, tmp_path):
        served = picture.path.read_bytes()
        assert picture.name != "clean" or served != path.read_bytes()
        assert b"<?php" not in served and b"GPS" not in served and b"alert(" not in served


def test_hostile_names_become_plain_ones():
    for line in (CORPUS / "text" / "filenames.jsonl").read_text(encoding="utf-8").splitlines():
        name = clean_name(json.loads(line)["filename"])
        assert 1 <= len(name) <= 120 and name.isprintable()
        assert not set(name) & set('/\\<>:"|?*') and not name.startswith(".") and not name.endswith((".", " "))
        assert ascii_name(name).isascii() and "/" not in ascii_name(name)


def test_active_kinds_are_html_and_svg():
    assert {kind.slug for kind in KINDS.values() if kind.is_active} == {"html", "svg"}
