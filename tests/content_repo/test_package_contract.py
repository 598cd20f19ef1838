"""What every format of package in the registry keeps to, whoever wrote it."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from content_repo import packages
from content_repo.choices import PackageFormat
from content_repo.package_words import RULES
from content_repo.packages import FORMATS, Format, Problem, Reading, format_of_slug
from content_repo.packages.base import MAX_TEXT_CHARS
from content_repo.packages.reading import MAX_PROBLEMS, read_in_sandbox
from content_repo.packages.strict_json import MAX_DEPTH, JsonTrouble, parse
from content_repo.players import PLAYERS
from media.archives import PACKAGE, Archive
from media.kinds import kind_of_extension
from media.problems import Refusal
from media.refusals import MESSAGES
from media.safe_xml import MAX_TREE_DEPTH, parse_xml
from tests.content_repo.package_fuzz import SAMPLES
from tests.factories.archives import Member, build
from tests.factories.epub import epub_bytes
from tests.factories.h5p import make_h5p

slugs = pytest.mark.parametrize("slug", [slug for one in FORMATS for slug in one.slugs])
SOURCES = sorted(Path(packages.__file__).parent.rglob("*.py"))
# Names of rules as they stand in the sources, beside words that only look like one.
_RULE = re.compile(r'"((?:h5p|scorm|epub|cartridge|json|xml|name|folder|duplicate|not)_[a-z0-9_]+)"')
_NO_RULES = {"h5p_json", "not_attempted", "xml_bytes"}


def rules_in_sources() -> set[str]:
    """Return what is made a problem anywhere: the first argument, or a rule that is handed on."""
    found: set[str] = set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:Problem|JsonTrouble|Notice)\(\s*"([a-z0-9_]+)"', text))
        found |= {name for name in _RULE.findall(text) if name in RULES or "Problem(" in text} - _NO_RULES
    return found


def read(data: bytes, name: str, folder: Path) -> dict | None:
    path = folder / "file"
    path.write_bytes(data)
    return read_in_sandbox(path, name, folder)


def errors(reading: dict | None) -> list[str]:
    assert reading is not None
    return [problem["rule"] for problem in reading["problems"] if not problem["is_warning"]]


def changed(data: bytes, members: dict[str, bytes | None]) -> bytes:
    """Return the archive with members replaced, added or (None) taken away."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        found = {name: source.read(name) for name in source.namelist()} | members
        for name, member in found.items():
            if member is not None:
                target.writestr(zipfile.ZipInfo(name), member)
    return out.getvalue()


def test_every_value_of_the_choice_has_one_format_and_one_sample():
    assert sorted(slug for one in FORMATS for slug in one.slugs) == sorted(PackageFormat.values) == sorted(SAMPLES)
    assert all(format_of_slug(slug).slugs.count(slug) == 1 for slug in PackageFormat.values)


@slugs
def test_a_format_says_what_it_is(slug):
    one = format_of_slug(slug)
    assert isinstance(one, Format) and type(one).__doc__
    assert one.manifests and one.extensions and one.limits.skipped
    assert all(kind_of_extension(extension) for extension in one.extensions)
    assert one.is_playable == (slug in PLAYERS)


@slugs
def test_a_small_package_is_known_and_read(slug, tmp_path):
    name, data = SAMPLES[slug]
    reading = read(data, name, tmp_path)
    assert reading["format"] == slug and errors(reading) == []
    assert reading["title"] and len(reading["text"]) <= MAX_TEXT_CHARS
    assert set(reading) == set(Reading(slug).as_json())
    path = tmp_path / "file"
    with Archive(path, limits=PACKAGE) as archive:
        assert [one.slugs for one in FORMATS if one.recognises(archive)] == [format_of_slug(slug).slugs]
        assert set(reading["members"]) <= set(archive.names)
        for member, (offset, packed, _size, _crc, _method) in reading["members"].items():
            assert data[offset : offset + packed] == b"".join(archive.packed(member))


@slugs
def test_what_is_read_goes_through_any_database(slug, tmp_path):
    name, data = SAMPLES[slug]
    text = json.dumps(read(data, name, tmp_path), allow_nan=False)
    assert "\\u0000" not in text and json.loads(text)
    text.encode("utf-8").decode("ascii")


@slugs
def test_one_folder_around_a_package_is_seen_through(slug, tmp_path):
    name, data = SAMPLES[slug]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            target.writestr(zipfile.ZipInfo(f"Bai giang/{member}"), source.read(member))
        target.writestr("__MACOSX/._x", b"x")
    reading = read(out.getvalue(), name, tmp_path)
    assert reading["format"] == slug and errors(reading) == []
    assert "folder_stripped" in [problem["rule"] for problem in reading["problems"]]
    assert not any(member.startswith("Bai giang/") for member in reading["members"])


@slugs
@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\0", b"{" * 5000, b"<" * 5000, b"null", b"[]", b"<a/>", b"\0" * 99])
def test_a_manifest_that_is_nothing_is_told_and_never_raised(slug, damage, tmp_path):
    name, data = SAMPLES[slug]
    manifest = format_of_slug(slug).manifests[0]
    reading = read(changed(data, {manifest: damage}), name, tmp_path)
    assert errors(reading) and set(errors(reading)) <= set(RULES)
    assert all(problem["path"] for problem in reading["problems"])


@slugs
def test_every_member_may_be_empty_or_gone(slug, tmp_path):
    name, data = SAMPLES[slug]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.namelist()
    for member in members:
        for instead in (b"", None, b"\0\xff{<"):
            reading = read(changed(data, {member: instead}), name, tmp_path)
            assert reading is None or {row["rule"] for row in reading["problems"]} <= set(RULES)


@pytest.mark.parametrize(
    ("extension", "manifest"), [("h5p", "h5p.json"), ("epub", "META-INF/container.xml"), ("imscc", "imsmanifest.xml")]
)
def test_a_file_that_is_not_what_its_name_says_is_refused(extension, manifest, tmp_path):
    plain = build(Member(b"a.txt"))
    reading = read(plain, f"a.{extension}", tmp_path)
    problem = {"rule": "not_this_format", "path": manifest, "detail": extension, "is_warning": False}
    assert reading["problems"] == [problem]
    assert read(plain, "a.zip", tmp_path) is None
    other = SAMPLES["epub" if extension == "h5p" else "h5p"][1]
    assert errors(read(other, f"a.{extension}", tmp_path)) == ["not_this_format"]
    assert errors(read(other, "a.ZIP", tmp_path)) == []


def test_all_problems_are_told_at_once(tmp_path):
    data = make_h5p(
        h5p_json={"title": "", "source": "javascript:alert(1)", "language": "tiếng Việt"},
        files={"a.php": b"<?php", "b.svg": b"<svg/>"},
        members={"content/content.json": b"{"},
    )
    assert len(set(errors(read(data, "a.h5p", tmp_path)))) >= 5


def test_problems_come_before_warnings_and_are_not_without_end(tmp_path, monkeypatch):
    many = [
        Problem("folder_stripped", "w", is_warning=True),
        *(Problem("json_bad", str(n), "x" * 900) for n in range(900)),
    ]
    found = next(one for one in FORMATS if "h5p" in one.slugs)
    monkeypatch.setattr(
        found, "read", lambda archive, folder: Reading("h5p", text="a\0\ud800b" * 400_000, problems=many)
    )
    reading = read(SAMPLES["h5p"][1], "a.h5p", tmp_path)
    assert len(reading["problems"]) == MAX_PROBLEMS and errors(reading)[0] == "json_bad"
    assert len(reading["problems"][0]["detail"]) == 200
    assert "\0" not in reading["text"] and len(reading["text"].encode()) <= MAX_TEXT_CHARS


def test_bytes_that_a_format_had_no_need_to_read_are_checked(tmp_path):
    name, data = SAMPLES["epub"]
    spoilt = changed(data, {"more/data.bin": b"unread" * 10}).replace(b"unread" * 10, b"spoilt" + b"unread" * 9, 1)
    with pytest.raises(Refusal) as refused:
        read(spoilt, name, tmp_path)
    assert (refused.value.code, refused.value.detail) == ("crc_error", "more/data.bin")


def test_damage_of_the_archive_is_no_problem_of_a_document(tmp_path):
    data = epub_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.getinfo("META-INF/container.xml").header_offset + 30 + len("META-INF/container.xml")
    spoilt = data[:place] + b"\xff\xff\xff" + data[place + 3 :]
    with pytest.raises(Refusal, match="crc_error"):
        read(spoilt, "a.epub", tmp_path)


def test_every_rule_has_words():
    found = rules_in_sources()
    assert {"h5p_title", "scorm_bad_href", "epub_drm", "cartridge_empty", "json_bom", "xml_bad"} <= found
    assert found <= set(RULES), found - set(RULES)
    assert all(str(words).strip() for words in RULES.values())


def test_every_refusal_tells_what_to_do():
    for words in MESSAGES.values():
        assert len(str(words)) > 20 and str(words).endswith(".")


@pytest.mark.parametrize(
    ("data", "rule", "where"),
    [
        (b'\xef\xbb\xbf{"a": 1}', "json_bom", "1:1"),
        (b'{\n"a": "\xff"}', "json_encoding", "2:7"),
        ('{"a": 1}'.encode("utf-16"), "json_encoding", "1:1"),
        (b'{\n "a": }', "json_bad", "2:7"),
        (b"", "json_bad", "1:1"),
        (b'{"a": 1} {', "json_bad", "1:10"),
        (b'{"a": "\t"}', "json_bad", "1:8"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "json_key_twice", "c"),
        (b'[{"__proto__": {}}]', "json_key_forbidden", "__proto__"),
        (b"[NaN]", "json_number", "NaN"),
        (b"[-Infinity]", "json_number", "-Infinity"),
        (b"[1e999]", "json_number", "1e999"),
        (b"[9007199254740993]", "json_number", "9007199254740993"),
        (b"[-9007199254740993]", "json_number", "-9007199254740993"),
        (b"[" + b"9" * 5000 + b"]", "json_number", "9" * 200),
        (b'{"a": ["\\u0000"]}', "json_character", "/a/0"),
        (b'{"a": {"b": "x\\ud800y"}}', "json_character", "/a/b"),
        (b'{"\\udfff": 1}', "json_character", ""),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "json_deep", ""),
        (b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1), "json_deep", ""),
        (b"[" * 100_000, "json_deep", ""),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_json_that_parsers_read_differently_is_refused(data, rule, where):
    with pytest.raises(JsonTrouble) as trouble:
        parse(data)
    assert (trouble.value.rule, trouble.value.where) == (rule, where)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        b"[" + b"[],{}," * 500 + b"1]",
        ('["' + "[{" * 500 + '\\"[[", "\\ud83d\\ude00 \\\\u0000", 1.5e10, -9007199254740992, "Đề"]').encode(),
        b' {"a": null, "b": [true, false]} ',
    ],
)
def test_other_json_is_read_as_everywhere(data):
    assert parse(data) == json.loads(data)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<a>" * (MAX_TREE_DEPTH + 1) + b"</a>" * (MAX_TREE_DEPTH + 1), "xml_too_deep"),
        (b"<a>" * 300 + b"</a>" * 300, "xml_too_deep"),
        (b'<a xmlns:b="http://a.vn/\xef\xbb\xbf b"/>', "xml_bad"),
        (b"<a", "xml_bad"),
        (b"", "xml_bad"),
        (b"<!DOCTYPE a><a/>", "xml_forbidden"),
    ],
)
def test_xml_that_is_deep_or_spoilt_is_refused_with_its_name(xml, code):
    with pytest.raises(Refusal) as refused:
        parse_xml(xml, "a.xml")
    assert refused.value.code == code and refused.value.detail.startswith("a.xml")
    depth = b"<a>" * MAX_TREE_DEPTH + b"</a>" * MAX_TREE_DEPTH
    assert parse_xml(depth + b" ").tag == "a"
