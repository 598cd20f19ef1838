"""What is read out of ``imsmanifest.xml``, and each thing that can be wrong with it."""

import re
import zipfile
from pathlib import Path

import pytest

from content_repo.package_words import RULES
from content_repo.packages import scorm
from content_repo.packages.base import Reading
from content_repo.packages.reading import read_package
from content_repo.packages.scorm import ScormFormat
from content_repo.packages.scorm.manifest import with_parameters
from media.archives import Archive
from tests.corpus import HOSTILE, REASON
from tests.factories.media import zip_bytes
from tests.factories.scorm import (
    course_package,
    frameset_package,
    item_xml,
    manifest_xml,
    organization_xml,
    quiz_package,
    resource_xml,
)

PEERS = HOSTILE.parent / "packages" / "scorm"
PAGE = '<!doctype html><meta charset="utf-8"><title>Trang</title><p>Phân số bằng nhau</p><script>var x = "ẩn"</script>'

DEPENDENCY = '<dependency identifierref="X"/>'
WEB = "https://example.org/"


@pytest.fixture
def read(tmp_path):
    """Read bytes, or a manifest with a page ``a.html`` beside it, as an upload is read."""

    def reading_of(data: bytes | str, files: dict | None = None) -> Reading | None:
        if isinstance(data, str):
            data = zip_bytes({"imsmanifest.xml": data, **({"a.html": PAGE} if files is None else files)})
        path = tmp_path / "goi.zip"
        path.write_bytes(data)
        return read_package(path, "goi.zip", tmp_path)

    return reading_of


def simple(items: str | None = None, resources: str | None = None, **options) -> str:
    items = item_xml(1) if items is None else items
    resources = resource_xml(1, "a.html") if resources is None else resources
    return manifest_xml(organization_xml(items), resources, **options)


def items_of(reading: Reading) -> list[dict]:
    return reading.manifest["organizations"][reading.manifest["default_organization"]]["items"]


def rules_of(reading: Reading) -> list[str]:
    return [problem.rule for problem in reading.problems]


# What is read


@pytest.mark.parametrize(("version", "slug"), [("1.2", "scorm12"), ("2004", "scorm2004")])
def test_a_quiz_is_read_with_its_title_its_page_and_its_words(read, version, slug):
    reading = read(quiz_package(version))
    assert reading.is_taken and not reading.problems
    assert (reading.format, reading.title) == (slug, "Cộng hai phân số cùng mẫu")
    assert reading.manifest["version"] == version
    item = items_of(reading)[0]
    assert (item["href"], item["type"], item["key"], item["title"]) == ("quiz.html", "sco", "I1", "Phần 1")
    assert item["mastery_score"] == ("50" if version == "1.2" else "")
    assert "Cộng phân số" in reading.text and "getElementById" not in reading.text
    assert "quiz.html" in reading.members


def test_prerequisites_and_kinds_of_a_course_are_read(read):
    items = items_of(read(course_package()))
    assert [item["prerequisites"] for item in items] == ["", "I1", "I1&I2", ""]
    assert [item["type"] for item in items] == ["sco", "sco", "sco", "asset"]


def test_sequencing_of_2004_is_read_with_objectives_maps_and_rules(read):
    second = items_of(read(course_package("2004")))[1]["sequencing"]
    assert second["control"] == {"choice": True, "flow": False, "forward_only": False}
    own, before = second["objectives"]
    assert own["is_primary"] and own["maps"][0] == {
        "target": "part-2",
        "read_status": True,
        "read_measure": True,
        "write_status": True,
        "write_measure": False,
    }
    assert before["maps"][0]["target"] == "part-1"
    (rule,) = second["rules"]
    assert (rule["action"], rule["any"]) == ("disabled", True)
    assert rule["conditions"][0] == {"condition": "satisfied", "not": True, "objective": "before", "threshold": 0.0}


def test_sequencing_comes_from_the_collection_where_an_item_refers_to_it(read):
    collection = (
        "<imsss:sequencingCollection><imsss:sequencing ID='S1'><imsss:controlMode choice='false' flow='true'/>"
        "<imsss:limitConditions attemptLimit='2'/></imsss:sequencing></imsss:sequencingCollection>"
    )
    item = item_xml(1, "<imsss:sequencing IDRef='S1'/>")
    manifest = simple(item, resource_xml(1, "a.html", version="2004"), version="2004")
    reading = read(manifest.replace("</manifest>", f"{collection}</manifest>"))
    sequencing = items_of(reading)[0]["sequencing"]
    assert sequencing["control"] == {"choice": False, "flow": True, "forward_only": False}
    assert sequencing["attempt_limit"] == 2


def test_a_passing_measure_and_a_completion_threshold_are_read(read):
    inside = (
        '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.8"/>'
        "<imsss:sequencing><imsss:objectives><imsss:primaryObjective satisfiedByMeasure='true' objectiveID='o'>"
        "<imsss:minNormalizedMeasure>0.7</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives>"
        "</imsss:sequencing>"
    )
    item = items_of(read(simple(item_xml(1, inside), version="2004")))[0]
    assert item["completion_threshold"] == 0.8
    objective = item["sequencing"]["objectives"][0]
    assert (objective["by_measure"], objective["min_measure"]) == (True, 0.7)


def test_values_that_a_launch_hands_over_are_read(read):
    inside = (
        "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,no message"
        "</adlcp:timelimitaction><adlcp:datafromlms>a=1\n b=2</adlcp:datafromlms>"
    )
    item = items_of(read(simple(item_xml(1, inside, ' isvisible="false"'))))[0]
    assert (item["max_time_allowed"], item["time_limit_action"]) == ("00:30:00", "exit,no message")
    assert item["data_from_lms"] == "a=1\n b=2"
    assert item["is_visible"] is False


@pytest.mark.parametrize(
    ("query", "parameters", "expected"),
    [
        ("", "", ""),
        ("", "?a=1", "?a=1"),
        ("", "&a=1", "?a=1"),
        ("", "a=1", "?a=1"),
        ("?b=2", "?a=1", "?b=2&a=1"),
        ("", "#top", "#top"),
        ("#top", "#other", "#top"),
        ("#top", "a=1", "?a=1#top"),
    ],
)
def test_launch_parameters_are_added_as_the_standard_says(query, parameters, expected):
    assert with_parameters(query, parameters) == expected


def test_bases_are_joined_at_all_levels(read):
    manifest = simple(
        resources='<resource identifier="R1" adlcp:scormtype="sco" href="a.html" xml:base="three/"/>',
        attributes=' xml:base="one/"',
    ).replace("<resources>", '<resources xml:base="two/">')
    assert items_of(read(manifest, {"one/two/three/a.html": PAGE}))[0]["href"] == "one/two/three/a.html"


@pytest.mark.parametrize(
    ("href", "member"),
    [
        ("b%C3%A0i%201.html?x=1#y", "bài 1.html"),
        ("bài 1.html", "bài 1.html"),
        ("trang/../bài 1.html", "bài 1.html"),
        (".\\bài 1.html", "bài 1.html"),
    ],
)
def test_addresses_lead_to_members_however_they_are_written(read, href, member):
    reading = read(simple(resources=resource_xml(1, href)), {"bài 1.html": PAGE})
    assert items_of(reading)[0]["href"] == member
    assert reading.is_taken


def test_title_language_and_description_come_from_the_metadata_where_the_organization_has_none(read):
    metadata = (
        "<schema>ADL SCORM</schema><schemaversion>1.2</schemaversion><lom xmlns='http://ltsc.ieee.org/xsd/LOM'><general>"
        "<title><string language='vi'>Bài đo góc</string></title><language>vi</language>"
        "<description><string language='vi'>Dùng thước đo độ</string></description></general></lom>"
    )
    reading = read(simple(metadata=metadata).replace("<title>Cộng hai phân số cùng mẫu</title>", ""))
    assert (reading.title, reading.language) == ("Bài đo góc", "vi")
    assert "Dùng thước đo độ" in reading.text


def test_a_content_package_of_pages_without_scorm_is_played_as_pages(read):
    manifest = (
        '<manifest identifier="M" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><metadata>'
        f"<schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>{organization_xml(item_xml(1))}"
        '<resources><resource identifier="R1" type="webcontent" href="a.html"/></resources></manifest>'
    )
    reading = read(manifest)
    assert reading.is_taken and items_of(reading)[0]["type"] == "asset"


def test_a_package_of_questions_stays_a_plain_archive(read):
    manifest = (
        '<manifest identifier="M" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><metadata>'
        "<schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata><organizations/>"
        '<resources><resource identifier="R1" '
        'type="imsqti_item_xmlv2p1" href="q.xml"/></resources></manifest>'
    )
    assert read(manifest, {"q.xml": "<a/>"}) is None


def test_a_course_of_aicc_and_a_plain_archive_are_no_packages(read):
    assert read(zip_bytes({"course.crs": "[Course]", "course.au": "a", "course.cst": "b", "course.des": "c"})) is None
    assert read(zip_bytes({"index.html": PAGE})) is None


# What is wrong


@pytest.mark.parametrize(
    ("manifest", "rule"),
    [
        (simple(resources=resource_xml(1, "../../etc/passwd")), "scorm_bad_href"),
        (simple(resources=resource_xml(1, "/admin/")), "scorm_bad_href"),
        (simple(resources=resource_xml(1, "%2e%2e/a.html")), "scorm_bad_href"),
        (simple(resources=resource_xml(1, "C:\\a.html")), "scorm_nothing_to_play"),
        (simple(resources=resource_xml(1, "missing.html")), "scorm_nothing_to_play"),
        (simple(resources=resource_xml(1, "https://example.org/a.html")), "scorm_nothing_to_play"),
        (simple(resources=resource_xml(1, "javascript:alert(1)")), "scorm_nothing_to_play"),
        (simple("", ""), "scorm_nothing_to_play"),
        (simple("".join(item_xml(1) for _ in range(2001))), "scorm_too_many_items"),
        (simple('<item identifier="d"><title>t</title>' * 21 + "</item>" * 21), "scorm_too_many_items"),
        ("<manifest><metadata>", "xml_bad"),
        ("", "xml_bad"),
        ('<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + simple().partition("\n")[2], "xml_forbidden"),
        (simple() + " " * 4 * 1024**2, "too_large"),
        ("<manifest>" + "<a>" * 150 + "</a>" * 150 + "</manifest>", "xml_too_deep"),
    ],
)
def test_a_package_is_refused_with_the_rule_and_the_place(read, manifest, rule):
    reading = read(manifest)
    assert not reading.is_taken
    problem = next(problem for problem in reading.problems if problem.rule == rule)
    assert problem.path.startswith("imsmanifest.xml") and not problem.is_warning


@pytest.mark.parametrize(
    ("manifest", "rule", "detail"),
    [
        (simple(resources=resource_xml(1, "a.html", inside='<file href="b.png"/>')), "scorm_missing_file", "b.png"),
        (simple(resources=resource_xml(1, "A.HTML")), "scorm_name_case", "A.HTML"),
        (simple(item_xml(1) + item_xml(1)), "scorm_duplicate_id", "I1"),
        (simple(item_xml(1) + item_xml(2)), "scorm_unknown_resource", "R2"),
        (simple(resources=resource_xml(1, "a.html", inside=DEPENDENCY)), "scorm_unknown_resource", "X"),
        (simple(resources=resource_xml(1, "a.html") + resource_xml(2, WEB)), "scorm_web_address", WEB),
        (simple().replace('default="O1"', 'default="no"'), "scorm_default_missing", "no"),
        (manifest_xml("<organizations/>", resource_xml(1, "a.html")), "scorm_no_organization", ""),
        (simple().replace("</manifest>", '<manifest identifier="S"/></manifest>'), "scorm_submanifest", "S"),
        (simple(metadata="<schema>ADL SCORM</schema>"), "scorm_version_unknown", ""),
    ],
)  # fmt: skip
def test_what_can_be_lived_with_is_a_warning_and_the_package_plays(read, manifest, rule, detail):
    reading = read(manifest)
    assert reading.is_taken and items_of(reading)[0]["href"] == "a.html"
    problem = next(problem for problem in reading.problems if problem.rule == rule)
    assert problem.is_warning and problem.detail == detail
    assert problem.path.startswith("imsmanifest.xml#")


def test_broken_xml_is_told_with_line_and_column(read):
    (problem,) = read('<?xml version="1.0"?>\n<manifest>\n  <metadata></manifest>').problems
    assert "line 3" in problem.detail and "column" in problem.detail


def test_all_problems_are_told_at_once(read):
    resources = resource_xml(1, "../x.html") + resource_xml(2, "../y.html") + resource_xml(3, "z.html")
    rules = rules_of(read(simple(item_xml(1) + item_xml(2) + item_xml(3), resources)))
    assert rules.count("scorm_bad_href") >= 2
    assert {"scorm_missing_file", "scorm_nothing_to_play"} <= set(rules)


def test_schema_files_without_a_manifest_are_a_package_that_lost_it(read):
    reading = read(zip_bytes({"adlcp_rootv1p2.xsd": "<a/>", "index.html": PAGE}))
    assert rules_of(reading) == ["scorm_no_manifest"]


def test_a_folder_around_everything_is_seen_through(read):
    reading = read(zip_bytes({"bai/imsmanifest.xml": simple(), "bai/a.html": PAGE}))
    assert reading.is_taken and items_of(reading)[0]["href"] == "a.html"


def test_items_with_the_same_or_a_strange_identifier_keep_apart_what_is_saved_of_them(read):
    items = item_xml(1) * 2 + '<item identifier="bài số/3 ?" identifierref="R1"><title>Ba</title></item>'
    keys = [item["key"] for item in items_of(read(simple(items)))]
    assert len(set(keys)) == 3
    assert all(key.isascii() and "/" not in key for key in keys)


def test_a_course_of_frames_is_read(read):
    assert read(frameset_package()).is_taken


def test_every_rule_has_words():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(scorm.__file__).parent.glob("*.py"))
    used = set(re.findall(r'"(scorm_[a-z_]+|xml_[a-z_]+|too_large)"', source))
    used |= {f"scorm_{trouble}" for trouble in re.findall(r'trouble="(\w+)"', source) if trouble != "outside"}
    assert len(used) > 15
    assert used <= RULES.keys()


# Packages of others


@pytest.mark.skipif(not PEERS.exists(), reason=REASON)
@pytest.mark.parametrize(
    ("name", "titles", "rules"),
    [
        ("RuntimeMinimumCalls_SCORM12-mini", ["Playing the Game", "Having Fun"], []),
        ("complexscorm", None, ["scorm_default_missing"]),
        ("singlescobasic_missingorg", ["Course Launch Page"], ["scorm_no_organization"]),
    ],
)
def test_packages_of_other_platforms_can_be_launched(tmp_path, name, titles, rules):
    reading = read_package(PEERS / f"{name}.zip", f"{name}.zip", tmp_path)
    assert reading.is_taken and rules_of(reading) == rules
    with zipfile.ZipFile(PEERS / f"{name}.zip") as archive:
        assert any(item["href"] in archive.namelist() for item in _all(items_of(reading)))
    if titles:
        assert [item["title"] for item in items_of(reading)] == titles


def _all(items):
    for item in items:
        yield item
        yield from _all(item["children"])


@pytest.mark.skipif(not PEERS.exists(), reason=REASON)
def test_launch_parameters_of_a_real_package_follow_its_page(tmp_path):
    reading = read_package(PEERS / "RuntimeMinimumCalls_SCORM12-mini.zip", "a.zip", tmp_path)
    quizzes = [item for item in _all(items_of(reading)) if item["query"]]
    assert [(item["href"], item["query"]) for item in quizzes] == [
        ("shared/assessmenttemplate.html", "?questions=Playing"),
        ("shared/assessmenttemplate.html", "?questions=HavingFun"),
    ]


@pytest.mark.skipif(not PEERS.exists(), reason=REASON)
def test_a_manifest_without_anything_in_it_is_refused(tmp_path):
    assert rules_of(read_package(PEERS / "validscorm.zip", "validscorm.zip", tmp_path)) == ["xml_bad"]


@pytest.mark.skipif(not HOSTILE.exists(), reason=REASON)
@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("xxe_file", "xml_forbidden"),
        ("xxe_ssrf", "xml_forbidden"),
        ("xxe_utf16", "xml_forbidden"),
        ("billion_laughs", "xml_forbidden"),
        ("manifest_not_xml", "xml_bad"),
        ("manifest_empty", "xml_bad"),
        ("manifest_6MB", "too_large"),
        ("href_traversal", "scorm_bad_href"),
        ("no_manifest", "scorm_no_manifest"),
    ],
)
def test_attacks_are_refused_with_their_rule(tmp_path, name, rule):
    with Archive(HOSTILE / "scorm" / f"{name}.zip") as archive:
        assert rule in rules_of(ScormFormat().read(archive, tmp_path))
