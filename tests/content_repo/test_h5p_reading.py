"""What is read in an H5P package: every rule with a small package that breaks it."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from content_repo.package_words import RULES
from content_repo.packages import h5p
from content_repo.packages.h5p.format import KNOWN_TREES
from content_repo.packages.reading import read_package
from media.archives import Archive
from media.problems import Refusal
from tests.factories.h5p import base_library, make_h5p, png, quiz_library, quiz_params, zip_bytes

EDITOR_LIBRARY = {"machineName": "H5PEditor.Colors", "majorVersion": 1, "minorVersion": 3}


@pytest.fixture
def read(tmp_path):
    def read(name: str = "bai.h5p", **made):
        path = tmp_path / name
        path.write_bytes(make_h5p(**made))
        return read_package(path, name, tmp_path)

    return read


def found(reading) -> set[tuple[str, str, bool]]:
    return {(problem.rule, problem.path, problem.is_warning) for problem in reading.problems}


def test_a_whole_package_says_what_it_is(read):
    reading = read(files={"images/a.png": png()}, params=quiz_params(image={"path": "images/a.png"}))

    assert reading.is_taken and reading.problems == []
    assert (reading.format, reading.title, reading.language) == ("h5p", "Hai cộng hai", "vi")
    assert reading.manifest["main_library"] == "LopGan.Quiz 1.0"
    assert reading.manifest["authors"] == ["Hoàng Thị Lan"] and reading.manifest["license"] == "CC BY"
    assert [one["machine_name"] for one in reading.manifest["dependencies"]] == ["LopGan.Quiz", "LopGan.Base"]
    assert reading.manifest["missing"] == []
    assert set(reading.members) == {"h5p.json", "content/content.json", "content/images/a.png"}
    assert reading.content["answers"][1]["text"] == "Bốn"
    assert "Hai cộng hai bằng mấy?" in reading.text and "Hoàng Thị Lan" in reading.text


def test_libraries_are_listed_with_their_trees_as_archives_of_their_own(read, tmp_path):
    reading = read()

    quiz, base = reading.libraries
    assert (quiz["machine_name"], quiz["major"], quiz["minor"], quiz["patch"]) == ("LopGan.Quiz", 1, 0, 0)
    assert quiz["runnable"] and not base["runnable"]
    assert quiz["directory"] == "LopGan.Quiz-1.0" and "semantics.json" in quiz["files"]
    with Archive(tmp_path / quiz["archive"]) as archive:
        assert archive.index() == quiz["members"]
        assert archive.read("scripts/quiz.js", 10**6) == quiz_library().files["scripts/quiz.js"]
        assert "library.json" not in archive


def test_trees_that_the_site_holds_are_not_written_again(read, tmp_path):
    known = read().libraries[0]["tree_sha256"]
    (tmp_path / f"library-{known}.zip").unlink()
    (tmp_path / KNOWN_TREES).write_text(json.dumps([known]))

    quiz, base = read().libraries

    assert quiz["is_known"] and "archive" not in quiz and not base["is_known"]
    assert not (tmp_path / f"library-{known}.zip").exists()


def test_the_hash_of_a_tree_does_not_count_its_description(read):
    same = quiz_library(version=(1, 0, 7))
    other = quiz_library().changed(files={"scripts/quiz.js": b"alert(1)"})

    hashes = [read(main=one).libraries[0]["tree_sha256"] for one in (quiz_library(), same, other)]

    assert hashes[0] == hashes[1] != hashes[2]


def test_stored_members_of_a_tree_are_packed_for_browsers(tmp_path):
    source = zipfile.ZipFile(io.BytesIO(make_h5p()))
    path = tmp_path / "bai.h5p"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as stored:
        for name in source.namelist():
            stored.writestr(name, source.read(name))

    quiz = read_package(path, "bai.h5p", tmp_path).libraries[0]

    _offset, packed, size, _crc, method = quiz["members"]["scripts/quiz.js"]
    assert method == 8 and packed < size
    with Archive(tmp_path / quiz["archive"]) as archive:
        archive.verify()


def test_libraries_that_are_not_there_are_told_of_by_what_needs_them(read):
    quiz = quiz_library(editor_needs=[EDITOR_LIBRARY])

    reading = read(main=quiz, libraries=[quiz], h5p_json={"dynamicDependencies": [EDITOR_LIBRARY]})

    assert reading.is_taken
    assert [(one["machine_name"], one["kind"], one["needs"]) for one in reading.manifest["missing"]] == [
        ("LopGan.Base", "preloaded", "LopGan.Quiz-1.0"),
        ("H5PEditor.Colors", "dynamic", "h5p.json"),
    ]


def test_content_without_libraries_names_its_main_library_as_missing(read):
    reading = read(libraries=[])

    assert reading.is_taken and reading.libraries == []
    assert [one["machine_name"] for one in reading.manifest["missing"]] == ["LopGan.Quiz"]


def test_versions_may_be_digits_in_quotes(read):
    lines = [{"machineName": name, "majorVersion": "1", "minorVersion": "0"} for name in ("LopGan.Quiz", "LopGan.Base")]

    reading = read(h5p_json={"preloadedDependencies": lines})

    assert reading.is_taken and reading.manifest["missing"] == []


LINES = [
    ({"title": None}, "h5p_title", "/title"),
    ({"title": ""}, "h5p_title", "/title"),
    ({"title": "a" * 256}, "h5p_title", "/title"),
    ({"title": "hai\ndòng"}, "h5p_title", "/title"),
    ({"language": None}, "h5p_language", "/language"),
    ({"language": "tiếng Việt"}, "h5p_language", "/language"),
    ({"mainLibrary": None}, "h5p_main_library", "/mainLibrary"),
    ({"mainLibrary": "../x"}, "h5p_main_library", "/mainLibrary"),
    ({"mainLibrary": "LopGan.Other"}, "h5p_main_not_listed", "/preloadedDependencies"),
    ({"preloadedDependencies": {}}, "h5p_dependencies", "/preloadedDependencies"),
    ({"preloadedDependencies": [{"machineName": "LopGan.Quiz"}]}, "h5p_dependency", "/preloadedDependencies/0"),
    ({"dynamicDependencies": "x"}, "h5p_dependencies", "/dynamicDependencies"),
    ({"embedTypes": None}, "h5p_embed_types", "/embedTypes"),
    ({"embedTypes": ["object"]}, "h5p_embed_types", "/embedTypes"),
    ({"source": "javascript:alert(1)"}, "h5p_source", "/source"),
    ({"license": "WTFPL"}, "h5p_license", "/license"),
    ({"licenseVersion": "5.0"}, "h5p_license", "/licenseVersion"),
    ({"authors": [{"name": "Lan"}]}, "h5p_authors", "/authors/0/role"),
    ({"authors": "Lan"}, "h5p_authors", "/authors"),
    ({"changes": [{"date": "hôm qua", "author": "Lan", "log": "x"}]}, "h5p_changes", "/changes/0/date"),
    ({"yearsFrom": "MMXX"}, "h5p_field", "/yearsFrom"),
]


@pytest.mark.parametrize(("change", "rule", "place"), LINES)
def test_a_line_of_the_manifest_that_is_wrong_is_named_with_its_place(read, change, rule, place):
    reading = read(h5p_json=change)

    assert (rule, f"h5p.json#{place}", False) in found(reading)
    assert not reading.is_taken and reading.members


LIBRARY_LINES = [
    ({"title": None}, "h5p_library_title", "/title"),
    ({"machineName": "a/b"}, "h5p_library_name", "/machineName"),
    ({"patchVersion": None}, "h5p_library_version", "/patchVersion"),
    ({"minorVersion": "một"}, "h5p_library_version", "/minorVersion"),
    ({"majorVersion": True}, "h5p_library_version", "/majorVersion"),
    ({"runnable": "yes"}, "h5p_library_runnable", "/runnable"),
    ({"license": "mine"}, "h5p_library_field", "/license"),
    ({"coreApi": {"majorVersion": 1, "minorVersion": 29}}, "h5p_core_api", "/coreApi"),
    ({"coreApi": {"majorVersion": 2, "minorVersion": 0}}, "h5p_core_api", "/coreApi"),
    ({"coreApi": "1.19"}, "h5p_library_field", "/coreApi"),
    ({"preloadedJs": [{"path": "../../evil.js"}]}, "h5p_library_file_missing", "/preloadedJs/0"),
    ({"preloadedJs": [{"path": "scripts/none.js"}]}, "h5p_library_file_missing", "/preloadedJs/0"),
    ({"preloadedJs": [{"path": "https://x.example/a.js"}]}, "h5p_library_field", "/preloadedJs/0"),
    ({"preloadedCss": [{}]}, "h5p_library_field", "/preloadedCss/0"),
    ({"preloadedDependencies": [{"machineName": "x y"}]}, "h5p_dependency", "/preloadedDependencies/0"),
]


@pytest.mark.parametrize(("change", "rule", "place"), LIBRARY_LINES)
def test_a_line_of_a_library_that_is_wrong_is_named_with_its_place(read, change, rule, place):
    described = quiz_library().description | change
    described = {key: value for key, value in described.items() if value is not None}

    reading = read(members={"LopGan.Quiz-1.0/library.json": json.dumps(described).encode()})

    assert (rule, f"LopGan.Quiz-1.0/library.json#{place}", False) in found(reading)


MEMBERS = [
    ("h5p.json", b"{", "json_bad", "h5p.json"),
    ("h5p.json", b"[]", "json_not_object", "h5p.json"),
    ("content/content.json", None, "h5p_content_missing", "content/content.json"),
    ("content/content.json", b"\xef\xbb\xbf{}", "json_bom", "content/content.json"),
    ("content/content.json", b"[]", "json_not_object", "content/content.json"),
    (
        "content/content.json",
        b'{"a":[{"path":"../../../etc/passwd"}]}',
        "h5p_path_outside",
        "content/content.json#/a/0/path",
    ),
    ("content/images/x.svg", b"<svg/>", "h5p_file_type", "content/images/x.svg"),
    ("content/x.html", b"<p>", "h5p_file_type", "content/x.html"),
    ("content/x.xml", b"<p/>", "h5p_file_type", "content/x.xml"),
    ("content/x", b"x", "h5p_file_type", "content/x"),
    ("content/images/x.png", b"<script>alert(1)</script>", "h5p_file_content", "content/images/x.png"),
    ("content/x.txt", b"a\0b", "h5p_file_content", "content/x.txt"),
    ("LopGan.Quiz-1.0/x.php", b"<?php", "h5p_file_type", "LopGan.Quiz-1.0/x.php"),
    ("LopGan.Quiz-1.0/semantics.json", b"[", "json_bad", "LopGan.Quiz-1.0/semantics.json"),
    ("LopGan.Quiz-1.0/semantics.json", b"{}", "json_not_object", "LopGan.Quiz-1.0/semantics.json"),
    ("LopGan.Quiz-1.0/language/en_US!.json", b"{}", "h5p_language_file", "LopGan.Quiz-1.0/language/en_US!.json"),
    ("LopGan.Quiz-1.0/language/en.json", b"no", "json_bad", "LopGan.Quiz-1.0/language/en.json"),
    ("LopGan.Quiz-1.0/library.json", None, "h5p_library_json_missing", "LopGan.Quiz-1.0/library.json"),
    ("Empty-1.0/a.js", b"", "h5p_library_json_missing", "Empty-1.0/library.json"),
    ("Bad name!/a.js", b"", "h5p_library_name", "Bad name!"),
]


@pytest.mark.parametrize(("name", "data", "rule", "place"), MEMBERS)
def test_a_member_that_is_wrong_is_named(read, name, data, rule, place):
    reading = read(members={name: data})

    assert (rule, place, False) in found(reading)
    assert not reading.is_taken


def test_a_folder_must_be_called_like_the_library_in_it(read):
    base = base_library().members()
    moved = {name.replace("LopGan.Base-1.0", "LopGan.Base-1.1"): data for name, data in base.items()}

    reading = read(libraries=[quiz_library()], members=moved)

    assert ("h5p_library_directory", "LopGan.Base-1.1/library.json", False) in found(reading)


def test_a_library_may_be_there_only_once(read):
    base = base_library().members()
    twin = {name.replace("LopGan.Base-1.0", "LopGan.Base"): data for name, data in base.items()}

    assert ("h5p_library_twice", "LopGan.Base/library.json", False) in found(read(members=twin))


def test_all_problems_are_in_one_report(read):
    reading = read(
        h5p_json={"title": None, "license": "?"},
        members={"content/x.html": b"", "LopGan.Quiz-1.0/semantics.json": b"[", "content/content.json": b"{"},
    )

    rules = {problem.rule for problem in reading.problems}
    assert {"h5p_title", "h5p_license", "h5p_file_type", "json_bad"} <= rules
    assert len(reading.problems) == 5


def test_what_only_looks_odd_is_taken_with_a_warning(read):
    reading = read(
        files={"images/photo.jpg": png(), "empty.png": b""},
        members={"LopGan.Quiz-1.0/language/en.json": b'{"a": 1, "a": 2}', "readme.txt": b"", "_x/y.exe": b"MZ"},
    )

    assert reading.is_taken
    assert found(reading) == {
        ("h5p_file_other_type", "content/images/photo.jpg", True),
        ("h5p_file_other_type", "content/empty.png", True),
        ("json_key_twice", "LopGan.Quiz-1.0/language/en.json", True),
    }
    assert "readme.txt" not in reading.members and "_x/y.exe" not in reading.members


def test_a_file_called_h5p_that_is_none_is_told_so(tmp_path):
    (tmp_path / "x.h5p").write_bytes(zip_bytes({"a.txt": b"a"}))

    assert found(read_package(tmp_path / "x.h5p", "x.h5p", tmp_path)) == {("not_this_format", "h5p.json", False)}


def test_a_member_with_a_wrong_checksum_refuses_the_package(tmp_path):
    data = bytearray(make_h5p())
    data[data.rindex(b"PK\x01\x02") + 16] ^= 1  # of the last member, in the directory
    data[data.rindex(b"PK\x03\x04") + 14] ^= 1  # and in its own header
    (tmp_path / "x.h5p").write_bytes(data)

    with pytest.raises(Refusal) as refusal:
        read_package(tmp_path / "x.h5p", "x.h5p", tmp_path)
    assert refusal.value.code == "crc_error"


def test_every_rule_has_words():
    sources = [path.read_text() for path in Path(h5p.__file__).parent.glob("*.py")]
    used = {name for source in sources for name in re.findall(r'"((?:h5p|json)_[a-z_]+)"', source)}

    assert len(used) > 30
    assert used - {"h5p_json"} <= set(RULES)
