"""What the SCORM player's scripts decide, run in Node: prerequisites, data models, roll-up, statements."""

import json
import uuid
from pathlib import Path

import pytest

from content_repo.packages.reading import read_package
from elearn.bundling import NODE_MODULES
from elearn.environment import PROJECT_DIR
from tests.factories.scorm import course_package, quiz_package
from tests.live_classes.node import run_script

API = PROJECT_DIR / "content_repo" / "static" / "content_repo" / "scorm" / "api.js"
ITEM = {
    "identifier": "I1",
    "key": "I1",
    "title": "Phần 1",
    "href": "a.html",
    "query": "",
    "type": "sco",
    "is_visible": True,
    "prerequisites": "",
    "mastery_score": "",
    "max_time_allowed": "",
    "time_limit_action": "",
    "data_from_lms": "",
    "children": [],
}
NOTHING = {"status": "not attempted", "completion": "not attempted", "success": "unknown", "score": None}
DONE = {"status": "completed", "completion": "completed", "success": "unknown", "score": None}


@pytest.fixture
def run(tmp_path):
    """Run one function of ``scorm.mjs`` on each argument and return what came out, in one process."""

    def run_all(name: str, *arguments):
        cases = [{"run": name, "with": argument} for argument in arguments]
        (tmp_path / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
        script = Path(__file__).with_name("scorm.mjs")
        run_script(script, tmp_path, "cases.json", "results.json", str(NODE_MODULES), str(API))
        return json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))

    return run_all


def scored(raw: float, success: str = "unknown") -> dict:
    score = {"scaled": raw / 100, "raw": raw, "min": 0, "max": 100}
    return {"status": success if success != "unknown" else "completed", "completion": "completed"} | {
        "success": success,
        "score": score,
    }


def test_prerequisites_follow_the_script_of_aicc(run):
    statuses = {
        "A": "completed",
        "B": "passed",
        "C": "incomplete",
        "D": "failed",
        "E": "not attempted",
        "mục-1": "browsed",
    }
    expected = {
        "": True,
        "A": True,
        "C": False,
        "D": False,
        "A & B": True,
        "A&C": False,
        "C | B": True,
        "C|D": False,
        "~C": True,
        "~A": False,
        "A & ~C": True,
        "C | A & B": True,
        "(C | A) & D": False,
        'D="failed"': True,
        "D=f": True,
        "A=completed": True,
        'A<>"passed"': True,
        'B<>"passed"': False,
        "2*{A,B,C}": True,
        "3*{A,B,C}": False,
        "1*{C, D, E, mục-1}": True,
        "unknown": True,  # nobody may be locked out by a name that the course does not have
        "A &": True,  # nor by a script that can't be read
        "A B": True,
        "((A": True,
        "x*{A}": True,
        "A#$%": True,
    }
    found = run("met", *({"script": script, "statuses": statuses} for script in expected))
    assert dict(zip(expected, found, strict=True)) == expected


def test_a_first_launch_begins_with_nothing_and_a_neutral_name(run):
    item = ITEM | {"mastery_score": "80", "data_from_lms": "a=1"}
    (model,) = run("launch", {"version": "1.2", "item": item, "saved": None, "name": "Người học"})
    assert model["core"]["entry"] == "ab-initio"
    assert (model["core"]["student_name"], model["core"]["student_id"]) == ("Người học", "nguoi-hoc")
    assert model["core"]["lesson_status"] == "not attempted"
    assert (model["launch_data"], model["student_data"]["mastery_score"]) == ("a=1", "80")


@pytest.mark.parametrize(
    ("is_done", "leave", "entry"),
    [(True, "suspend", "resume"), (False, "", "resume"), (True, "", ""), (True, "logout", "")],
)
def test_scorm_12_goes_on_where_the_pupil_stopped(run, is_done, leave, entry):
    core = {"lesson_location": "7", "lesson_status": "incomplete", "session_time": "00:05:30", "exit": leave}
    saved = {"cmi": {"suspend_data": "x=1", "core": core}, "total": "01:00:00", "isDone": is_done}
    (model,) = run("launch", {"version": "1.2", "item": ITEM, "saved": saved, "name": "N"})
    assert model["core"]["entry"] == entry
    assert (model["suspend_data"], model["core"]["lesson_location"]) == ("x=1", "7")
    assert model["core"]["total_time"] == "01:05:30"


def test_scorm_2004_goes_on_after_a_suspend_and_begins_anew_after_a_normal_exit(run):
    cmi = {"suspend_data": "x", "location": "7", "session_time": "PT1M", "completion_status": "completed"}
    suspended = {"cmi": cmi | {"exit": "suspend"}, "total": "PT1H", "isDone": True}
    ended = {"cmi": cmi | {"exit": "normal", "learner_preference": {"language": "vi"}}, "total": "PT1H", "isDone": True}
    argument = {"version": "2004", "item": ITEM, "name": "N"}
    resumed, fresh = run("launch", argument | {"saved": suspended}, argument | {"saved": ended})
    assert (resumed["entry"], resumed["suspend_data"], resumed["location"]) == ("resume", "x", "7")
    assert resumed["total_time"] == "PT1H1M"
    assert (fresh["entry"], fresh["completion_status"], fresh["total_time"]) == ("ab-initio", "unknown", "PT0S")
    assert "suspend_data" not in fresh and fresh["learner_preference"] == {"language": "vi"}


def test_times_are_added(run):
    assert run(
        "added12", ["", ""], ["00:59:30.50", "00:00:30.25"], ["9999:00:00", "9999:00:00"], ["x", "00:00:01"]
    ) == [
        "00:00:00",
        "01:00:00.75",
        "9999:00:00",
        "00:00:01",
    ]
    assert run("added2004", ["", "PT0S"], ["PT59M30.5S", "PT30.25S"], ["P1DT1H", "PT1S"], ["bad", "PT5S"]) == [
        "PT0S",
        "PT1H0.75S",
        "PT25H1S",
        "PT5S",
    ]


@pytest.mark.parametrize(
    ("mastery", "status", "raw", "expected"),
    [
        ("80", "completed", "90", ("passed", "completed", "passed")),
        ("80", "passed", "70", ("failed", "completed", "failed")),
        ("80", "incomplete", "90", ("incomplete", "incomplete", "unknown")),
        ("80", "completed", "", ("completed", "completed", "unknown")),
        ("", "failed", "27", ("failed", "completed", "failed")),
        ("", "browsed", "", ("browsed", "completed", "unknown")),
        ("", "", "", ("completed", "completed", "unknown")),
    ],
)
def test_the_status_of_scorm_12_follows_the_mastery_score(run, mastery, status, raw, expected):
    item = ITEM | {"mastery_score": mastery}
    cmi = {"core": {"lesson_status": status, "score": {"raw": raw, "min": "", "max": ""}}}
    (summary,) = run("summary", {"version": "1.2", "item": item, "cmi": cmi, "isDone": True})
    assert (summary["status"], summary["completion"], summary["success"]) == expected


@pytest.mark.parametrize(
    ("item", "cmi", "expected"),
    [
        ({}, {"completion_status": "completed", "success_status": "passed"}, ("completed", "passed")),
        ({"threshold": 0.8}, {"progress_measure": "0.9", "completion_status": "incomplete"}, ("completed", "unknown")),
        ({"threshold": 0.8}, {"progress_measure": "0.5", "completion_status": "completed"}, ("incomplete", "unknown")),
        ({"passing": 0.7}, {"score": {"scaled": "0.75"}, "completion_status": "completed"}, ("completed", "passed")),
        ({"passing": 0.7}, {"score": {"scaled": "0.5"}, "success_status": "passed"}, ("completed", "failed")),
        ({}, {"completion_status": "unknown", "success_status": "failed"}, ("completed", "failed")),
    ],
)  # fmt: skip
def test_the_status_of_scorm_2004_follows_thresholds(run, item, cmi, expected):
    whole = dict(ITEM)
    if "threshold" in item:
        whole["completion_threshold"] = item["threshold"]
    if "passing" in item:
        objective = {"id": "o", "is_primary": True, "by_measure": True, "min_measure": item["passing"], "maps": []}
        whole["sequencing"] = {"objectives": [objective]}
    (summary,) = run("summary", {"version": "2004", "item": whole, "cmi": cmi, "isDone": True})
    assert (summary["completion"], summary["success"]) == expected


def test_scores_are_what_the_log_takes(run):
    found = run(
        "score",
        {"score": {"raw": "27", "min": "0", "max": "100"}},
        {"score": {"raw": "5", "min": "", "max": ""}, "min": 0, "max": 100},
        {"score": {"raw": "150", "min": "0", "max": "100"}},
        {"score": {"scaled": "0.5", "raw": "", "min": "", "max": ""}},
        {"score": {"scaled": "1.5"}},
        {"score": {"raw": "5", "min": "10", "max": "1"}},
        {"score": {"raw": "NaN", "min": "", "max": ""}},
        {"score": None},
    )
    assert found == [
        {"scaled": 0.27, "raw": 27, "min": 0, "max": 100},
        {"scaled": 0.05, "raw": 5, "min": 0, "max": 100},
        {"raw": 150},
        {"scaled": 0.5},
        {"scaled": 1},
        {"raw": 5},
        None,
        None,
    ]


def test_a_course_is_completed_when_all_that_is_shown_is_and_its_score_is_the_mean(run):
    one, two = ITEM, ITEM | {"key": "I2", "identifier": "I2"}
    hidden = ITEM | {"key": "I3", "is_visible": False}
    asset = ITEM | {"key": "I4", "type": "asset"}
    found = run(
        "result",
        {"items": [one], "summaries": {}},
        {"items": [one], "summaries": {"I1": scored(27, "failed")}},
        {"items": [one, two, hidden], "summaries": {"I1": scored(80, "passed")}},
        {"items": [one, two, hidden], "summaries": {"I1": scored(80, "passed"), "I2": scored(60)}},
        {"items": [one, two], "summaries": {"I1": scored(80, "passed"), "I2": scored(20, "failed")}},
        {"items": [one, asset], "summaries": {"I1": scored(80, "passed"), "I4": DONE}},
    )
    assert [(one["completion"], one["success"]) for one in found] == [
        ("not attempted", "unknown"),
        ("completed", "failed"),
        ("incomplete", "unknown"),
        ("completed", "passed"),
        ("completed", "failed"),
        ("completed", "passed"),
    ]
    scores = [one["score"] and one["score"]["raw"] for one in found]
    assert scores == [None, 27, 80, 70, 50, 80]


def test_what_was_completed_stays_completed(run):
    fresh = {"status": "incomplete", "completion": "incomplete", "success": "unknown", "score": None}
    (kept,) = run("merged", {"old": scored(80, "passed"), "fresh": fresh})
    assert kept == scored(80, "passed")


def test_answers_are_written_as_xapi_has_them(run):
    cases = [
        ("1.2", "choice", "a,b", "a[,]b"),
        ("1.2", "choice", "{a,b}", "a[,]b"),
        ("1.2", "true-false", "t", "true"),
        ("1.2", "true-false", "0", "false"),
        ("1.2", "matching", "1.a,2.b", "1[.]a[,]2[.]b"),
        ("1.2", "fill-in", "Huế, 1945", "Huế, 1945"),
        ("2004", "choice", "a[,]b", "a[,]b"),
    ]
    found = run("response", *({"version": v, "kind": kind, "response": said} for v, kind, said, _expected in cases))
    assert found == [expected for *_case, expected in cases]


def test_an_interaction_becomes_a_statement_about_its_part_of_the_package(run):
    interaction = {
        "id": "cau-1",
        "type": "choice",
        "student_response": "a,b",
        "result": "wrong",
        "latency": "00:01:05",
        "correct_responses": {"0": {"pattern": "a,c"}},
    }
    argument = {"version": "1.2", "attempt": "A", "item": ITEM, "interaction": interaction, "timestamp": "t"}
    first, again, empty = run("answered", argument, argument, argument | {"interaction": {"id": "cau-2"}})
    assert first == again and empty is None
    assert first["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
    assert first["result"] == {"response": "a[,]b", "success": False, "duration": "PT1M5S"}
    assert first["object"]["definition"]["correctResponsesPattern"] == ["a[,]c"]
    uuid.UUID(first["id"])
    uuid.UUID(first["object"]["id"].partition("subContentId=")[2])


def test_identifiers_are_uuids_that_differ_with_every_word(run):
    words = [["a", "b"], ["a", "c"], ["ab", ""], ["a"], ["b", "a"]]
    found = run("identifier", *words, ["a", "b"])
    assert found[0] == found[-1]
    assert len(set(found)) == len(words)
    assert all(uuid.UUID(one).version == 8 for one in found)


def test_text_is_freed_of_what_databases_refuse(run):
    (value,) = run("clean", {"a\0": ["x\ud800y", "Tiếng Việt 😀", "\udc00"]})
    assert value == {"a": ["xy", "Tiếng Việt 😀", ""]}


def test_a_long_value_leaves_out_the_answers_that_are_in_the_log(run):
    rows = {str(number): {"id": f"q{number}", "learner_response": "x" * 300} for number in range(400)}
    value = {"cmi": {"suspend_data": "s" * 64000, "interactions": rows}, "isDone": False}
    assert run("fitting", value)[0] < 95_000


@pytest.mark.parametrize(
    ("version", "longest", "error"), [("1.2", 4096, "405"), ("2004", 64000, "406")]
)  # 406 is what 2004 calls it
def test_suspend_data_has_the_length_of_the_standard(run, version, longest, error):
    start, put, ask, last = (
        ("LMSInitialize", "LMSSetValue", "LMSGetValue", "LMSGetLastError")
        if version == "1.2"
        else ("Initialize", "SetValue", "GetValue", "GetLastError")
    )
    calls = [
        [start, ""],
        [put, "cmi.suspend_data", "A" * longest],
        [last],
        [put, "cmi.suspend_data", "B" * (longest + 1)],
        [last],
        [ask, "cmi.suspend_data"],
    ]
    (found,) = run("calls", {"version": version, "item": ITEM, "calls": calls})
    assert found["answers"] == ["true", "true", "0", "false", error, "A" * longest]


def test_a_sco_can_neither_name_the_pupil_nor_learn_the_name(run):
    calls = [
        ["LMSInitialize", ""],
        ["LMSSetValue", "cmi.core.student_id", "hs0002"],
        ["LMSGetLastError"],
        ["LMSGetValue", "cmi.core.student_id"],
        ["LMSGetValue", "cmi.core.student_name"],
    ]
    (found,) = run("calls", {"version": "1.2", "item": ITEM, "calls": calls})
    assert found["answers"] == ["true", "false", "403", "nguoi-hoc", "Người học"]


def test_what_a_sco_says_is_told_when_it_commits_and_when_it_ends(run):
    calls = [
        ["LMSInitialize", ""],
        ["LMSSetValue", "cmi.core.score.raw", 27],
        ["LMSSetValue", "cmi.core.lesson_status", "failed"],
        ["LMSCommit", ""],
        ["LMSSetValue", "cmi.core.lesson_location", "15"],
        ["LMSFinish", ""],
        ["LMSFinish", ""],
    ]
    (found,) = run("calls", {"version": "1.2", "item": ITEM, "calls": calls})
    assert found["answers"] == ["true"] * 6 + ["false"]
    assert [one["kind"] for one in found["told"]] == ["start", "change", "change", "save", "change", "end"]
    core = found["told"][-1]["cmi"]["core"]
    assert (core["score"]["raw"], core["lesson_status"], core["lesson_location"]) == ("27", "failed", "15")


def test_navigation_requests_of_2004_are_handed_on(run):
    calls = [
        ["Initialize", ""],
        ["GetValue", "adl.nav.request_valid.continue"],
        ["GetValue", "adl.nav.request_valid.choice.{target=I2}"],
        ["SetValue", "adl.nav.request", "{target=I2}choice"],
        ["SetValue", "adl.nav.request", "anything"],
        ["Terminate", ""],
    ]
    (found,) = run("calls", {"version": "2004", "item": ITEM, "calls": calls})
    assert found["answers"][:4] == ["true", "valid:continue", "valid:{target=I2}choice", "true"]
    assert found["answers"][4] == "false"
    assert found["told"][-1]["request"] == "{target=I2}choice"


def test_the_next_page_of_a_sco_goes_on_with_the_session_of_the_one_before(run):
    calls = [["LMSInitialize", ""], ["LMSSetValue", "cmi.core.lesson_location", "2"], ["LMSFinish", ""]]
    (found,) = run("calls", {"version": "1.2", "item": ITEM, "calls": calls, "isRunning": True})
    assert found["answers"] == ["true", "true", "true"]


def items_of(tmp_path, data: bytes) -> list[dict]:
    path = tmp_path / "goi.zip"
    path.write_bytes(data)
    return read_package(path, "goi.zip", tmp_path).manifest["organizations"][0]["items"]


@pytest.mark.parametrize("version", ["1.2", "2004"])
def test_parts_open_one_after_the_other(run, tmp_path, version):
    items = items_of(tmp_path, course_package(version))
    done = (
        {"core": {"lesson_status": "completed"}}
        if version == "1.2"
        else {"completion_status": "completed", "success_status": "passed"}
    )
    steps = [
        {"open": "I1"},
        {"heard": {"key": "I1", "cmi": done}},
        {"open": "I2"},
        {"heard": {"key": "I2", "cmi": done}},
        {"heard": {"key": "I3", "cmi": done}},
        {"viewed": "I4"},
    ]
    (found,) = run("lesson", {"version": version, "items": items, "steps": steps})
    assert [one["open"] for one in found["seen"]] == [
        ["I1", "I4"],
        ["I1", "I2", "I4"],
        ["I1", "I2", "I4"],
        ["I1", "I2", "I3", "I4"],
        ["I1", "I2", "I3", "I4"],
        ["I1", "I2", "I3", "I4"],
    ]
    assert (found["seen"][0]["next"], found["seen"][1]["next"]) == (None, "I2")
    assert found["result"]["completion"] == "completed"
    verbs = [one["statement"]["verb"]["id"].rpartition("/")[2] for one in found["sent"] if one["type"] == "statement"]
    assert verbs == ["attempted", "completed"] + (["passed"] if version == "2004" else [])


def control(**modes) -> dict:
    modes = {"choice": True, "flow": False, "forward_only": False} | modes
    rollup = {"satisfied": True, "completion": True, "weight": 1}
    return {"control": modes, "attempt_limit": None, "objectives": [], "rules": [], "rollup": rollup}


def test_control_modes_of_2004_bar_the_ways_they_name(run):
    items = [ITEM | {"key": f"I{number}", "identifier": f"I{number}"} for number in (1, 2, 3)]
    step = [{"open": "I2"}]
    flow, forward = run(
        "lesson",
        {"version": "2004", "items": items, "steps": step, "sequencing": control(choice=False, flow=True)},
        {"version": "2004", "items": items, "steps": step, "sequencing": control(flow=True, forward_only=True)},
    )
    assert flow["seen"][0]["open"] == [] and flow["seen"][0]["next"] == "I3" and flow["seen"][0]["previous"] == "I1"
    assert forward["seen"][0]["open"] == ["I2", "I3"] and forward["seen"][0]["previous"] is None


def test_an_attempt_limit_closes_an_item_that_was_ended_so_often(run):
    item = ITEM | {"sequencing": control() | {"attempt_limit": 1}}
    other = ITEM | {"key": "I2", "identifier": "I2"}
    ended = {"key": "I1", "cmi": {"exit": "normal", "completion_status": "completed"}}
    steps = [{"open": "I1"}, {"heard": ended}, {"open": "I2"}]
    (found,) = run("lesson", {"version": "2004", "items": [item, other], "steps": steps})
    assert found["seen"][-1]["open"] == ["I2"]


def test_a_quiz_is_told_once_however_often_it_saves_and_again_in_a_new_attempt(run, tmp_path):
    items = items_of(tmp_path, quiz_package())
    row = {"id": "cau-1", "type": "fill-in", "student_response": "3/5", "result": "correct"}
    core = {"lesson_status": "passed", "score": {"raw": "90", "min": "0", "max": "100"}, "exit": ""}
    heard = {"key": "I1", "cmi": {"core": core, "interactions": {"0": row}}}
    steps = [{"open": "I1"}, {"heard": heard | {"kind": "save"}}, {"heard": heard}, {"open": "I1"}, {"heard": heard}]
    (found,) = run("lesson", {"version": "1.2", "items": items, "steps": steps})
    told = [one["statement"] for one in found["sent"] if one["type"] == "statement"]
    verbs = [one["verb"]["id"].rpartition("/")[2] for one in told]
    assert verbs == ["attempted", "answered", "completed", "passed", "attempted", "answered", "completed", "passed"]
    assert len({one["id"] for one in told}) == len(told)
    assert told[3]["result"] == {"success": True, "score": {"scaled": 0.9, "raw": 90, "min": 0, "max": 100}}
    assert found["seen"][3]["saved"]["cmi"]["core"]["score"]["raw"] == "90"


def test_what_was_kept_leads_back_to_the_item_opened_last(run, tmp_path):
    items = items_of(tmp_path, course_package())
    heard = {"key": "I1", "cmi": {"core": {"lesson_status": "completed"}}}
    (before,) = run("lesson", {"version": "1.2", "items": items, "steps": [{"heard": heard}, {"open": "I2"}]})
    states = {one["key"]: one["value"] for one in before["sent"] if one["type"] == "state"}
    assert set(states) == {"cmi/I1", "cmi/_"}
    (after,) = run("lesson", {"version": "1.2", "items": items, "states": states, "steps": [{"open": "I2"}]})
    assert after["lastItem"] == "I2"
    assert after["seen"][0]["open"] == ["I1", "I2", "I4"]
    assert not [one for one in after["sent"] if one["type"] == "statement"]


def test_states_of_something_else_do_no_harm(run):
    states = {"cmi/_": 5, "cmi/I1": "x", "cmi/I2": {"cmi": None}, "position": {}, "state/main": "y"}
    (found,) = run("lesson", {"version": "1.2", "items": [ITEM], "states": states, "steps": [{"open": "I1"}]})
    assert found["seen"][0]["saved"] is None
