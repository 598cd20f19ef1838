"""Small real SCORM packages, made on the spot: a quiz, a course of several parts, a course that is made of frames."""

from tests.factories.media import zip_bytes

_NAMESPACES = {
    "1.2": (
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
    ),
    "2004": (
        'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
        'xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"'
    ),
}
_SCHEMA_VERSIONS = {"1.2": "1.2", "2004": "2004 4th Edition"}
QUIZ_TITLE = "Cộng hai phân số cùng mẫu"

# What every page below shares: the usual search for the API among parents and openers, and short names for its calls.
API_JS = """
function find(start) {
  for (var w = start, n = 0; w && n < 10; n++) {
    if (w.API_1484_11 || w.API) return w.API_1484_11 || w.API;
    if (w === w.parent) return null;
    w = w.parent;
  }
  return null;
}
var api = find(window) || (window.opener ? find(window.opener) : null);
var is2004 = api && "SetValue" in api;
var names = is2004
  ? {start: "Initialize", get: "GetValue", set: "SetValue", save: "Commit", end: "Terminate", error: "GetLastError"}
  : {start: "LMSInitialize", get: "LMSGetValue", set: "LMSSetValue", save: "LMSCommit", end: "LMSFinish",
     error: "LMSGetLastError"};
function call(name) { return api[names[name]].apply(api, [].slice.call(arguments, 1)); }
function get(field) { return call("get", field); }
function set(field, value) { return call("set", field, value); }
"""

QUIZ_HTML = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bài quiz</title>
<script src="api.js"></script></head><body><h1>Cộng phân số</h1><p id="seen"></p>
<form onsubmit="return false"><label>1/5 + 2/5 = <input id="answer"></label>
<button type="button" id="send" onclick="sendAnswer()">Trả lời</button>
<button type="button" id="stop" onclick="leaveForNow()">Dừng</button></form>
<script>
call("start", "");
var place = is2004 ? "cmi.location" : "cmi.core.lesson_location";
var outcome = is2004 ? "cmi.completion_status" : "cmi.core.lesson_status";
var entry = is2004 ? "cmi.entry" : "cmi.core.entry";
document.getElementById("seen").textContent = [get(entry), get(place), get("cmi.suspend_data")].join("|");
if (get(place)) document.getElementById("answer").value = get("cmi.suspend_data");
function sendAnswer() {
  var value = document.getElementById("answer").value, isRight = value === "3/5";
  var number = get("cmi.interactions._count");
  var row = "cmi.interactions." + number + ".";
  set(row + "id", "cau-1"); set(row + "type", "fill-in");
  set(row + (is2004 ? "learner_response" : "student_response"), value);
  set(row + "result", isRight ? "correct" : is2004 ? "incorrect" : "wrong");
  set(row + "latency", is2004 ? "PT12S" : "00:00:12");
  var score = is2004 ? "cmi.score." : "cmi.core.score.";
  set(score + "raw", isRight ? "90" : "30"); set(score + "min", "0"); set(score + "max", "100");
  if (is2004) set(score + "scaled", isRight ? "0.9" : "0.3");
  if (is2004) set("cmi.success_status", isRight ? "passed" : "failed");
  set(outcome, is2004 ? "completed" : isRight ? "passed" : "failed");
  set(is2004 ? "cmi.exit" : "cmi.core.exit", is2004 ? "normal" : "");
  call("save", ""); call("end", "");
}
function leaveForNow() {
  set(place, "cau-1"); set("cmi.suspend_data", document.getElementById("answer").value);
  set(outcome, "incomplete"); set(is2004 ? "cmi.exit" : "cmi.core.exit", "suspend");
  set(is2004 ? "cmi.session_time" : "cmi.core.session_time", is2004 ? "PT1M30S" : "00:01:30");
  call("save", ""); call("end", "");
}
</script></body></html>"""

PAGE_HTML = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Phần %(number)s</title>
<script src="api.js"></script></head><body><h1>Phần %(number)s</h1><button id="done" onclick="done()">Xong</button>
<script>call("start", "");
function done() {
  if (!is2004) set("cmi.core.lesson_status", "completed");
  else {
    set("cmi.completion_status", "completed"); set("cmi.success_status", "passed"); set("adl.nav.request", "continue");
  }
  call("end", "");
}</script></body></html>"""

FRAMESET_HTML = """<!doctype html><html><head><meta charset="utf-8"><title>Bài nhiều khung</title>
<script src="api.js"></script><script>
call("start", "");
function finish(points) {
  set("cmi.core.score.raw", points); set("cmi.core.lesson_status", "completed"); call("end", "");
}</script></head><frameset cols="30%,70%">
<frame src="left.html" name="left"><frame src="right.html" name="right"></frameset></html>"""
RIGHT_HTML = """<!doctype html><html><head><meta charset="utf-8"></head><body>
<button id="finish" onclick="parent.finish('70')">Xong</button>
<button id="window" onclick="window.open('popup.html', 'more')">Mở cửa sổ</button></body></html>"""
POPUP_HTML = """<!doctype html><html><head><meta charset="utf-8"><script src="api.js"></script></head><body>
<p id="found">chưa</p>
<script>document.getElementById("found").textContent = api ? "thấy API" : "không thấy API";</script></body></html>"""


def manifest_xml(
    organizations: str, resources: str, *, version: str = "1.2", metadata: str | None = None, attributes: str = ""
) -> str:
    """Return a manifest of these parts."""
    if metadata is None:
        metadata = f"<schema>ADL SCORM</schema><schemaversion>{_SCHEMA_VERSIONS[version]}</schemaversion>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest identifier="M1" {_NAMESPACES[version]}{attributes}>\n'
        f"<metadata>{metadata}</metadata>\n{organizations}\n<resources>{resources}</resources>\n</manifest>"
    )


def organization_xml(items: str, title: str = QUIZ_TITLE, default: str = "O1") -> str:
    """Return the organizations element with one organization, ``O1``."""
    named = f' default="{default}"' if default else ""
    return (
        f'<organizations{named}>\n<organization identifier="O1"><title>{title}</title>\n{items}\n</organization>'
        "</organizations>"
    )


def item_xml(number: int, inside: str = "", attributes: str = "") -> str:
    """Return an item ``I<n>`` that launches the resource ``R<n>``."""
    title = f"<title>Phần {number}</title>"
    return f'<item identifier="I{number}" identifierref="R{number}"{attributes}>{title}{inside}</item>'


def resource_xml(
    number: int, href: str, kind: str = "sco", inside: str = "", attributes: str = "", version="1.2"
) -> str:
    """Return a resource ``R<n>``."""
    name = "scormtype" if version == "1.2" else "scormType"
    return (
        f'<resource identifier="R{number}" type="webcontent" adlcp:{name}="{kind}" href="{href}"{attributes}>'
        f'<file href="{href.partition("?")[0]}"/>{inside}</resource>'
    )


def quiz_package(version: str = "1.2", item: str = "") -> bytes:
    """One SCO: a question that sets score, status, interaction, location and suspend data."""
    inside = item or ("<adlcp:masteryscore>50</adlcp:masteryscore>" if version == "1.2" else "")
    manifest = manifest_xml(
        organization_xml(item_xml(1, inside)), resource_xml(1, "quiz.html", version=version), version=version
    )
    return zip_bytes({"imsmanifest.xml": manifest, "quiz.html": QUIZ_HTML, "api.js": API_JS})


def course_package(version: str = "1.2") -> bytes:
    """Three SCOs, each after the one before it, and a page that is only shown."""
    if version == "1.2":
        after = [
            "",
            "<adlcp:prerequisites>I1</adlcp:prerequisites>",
            "<adlcp:prerequisites>I1&amp;I2</adlcp:prerequisites>",
        ]
    else:
        after = [_chained(number) for number in (1, 2, 3)]
    items = "".join(item_xml(number, after[number - 1]) for number in (1, 2, 3)) + item_xml(4)
    resources = "".join(resource_xml(number, f"p{number}.html", version=version) for number in (1, 2, 3))
    manifest = manifest_xml(
        organization_xml(items), resources + resource_xml(4, "asset.html", "asset", version=version), version=version
    )
    pages = {f"p{number}.html": PAGE_HTML % {"number": number} for number in (1, 2, 3)}
    asset = '<!doctype html><meta charset="utf-8"><title>Tóm tắt</title><p>Tóm tắt bài học về phân số</p>'
    asset += '<a href="https://example.org/">Đọc thêm</a>'
    return zip_bytes({"imsmanifest.xml": manifest, "api.js": API_JS, "asset.html": asset, **pages})


def _chained(number: int) -> str:
    """Sequencing that closes an item until the one before it is satisfied, through objectives of the course."""
    rule = (
        "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions conditionCombination='any'>"
        "<imsss:ruleCondition referencedObjective='before' operator='not' condition='satisfied'/>"
        "<imsss:ruleCondition referencedObjective='before' operator='not' condition='objectiveStatusKnown'/>"
        "</imsss:ruleConditions><imsss:ruleAction action='disabled'/></imsss:preConditionRule></imsss:sequencingRules>"
    )
    before = (
        "<imsss:objective objectiveID='before'>"
        f"<imsss:mapInfo targetObjectiveID='part-{number - 1}' readSatisfiedStatus='true'/></imsss:objective>"
    )
    own = (
        f"<imsss:objectives><imsss:primaryObjective objectiveID='own'><imsss:mapInfo targetObjectiveID='part-{number}' "
        f"writeSatisfiedStatus='true'/></imsss:primaryObjective>{before if number > 1 else ''}</imsss:objectives>"
    )
    return f"<imsss:sequencing>{rule if number > 1 else ''}{own}</imsss:sequencing>"


def frameset_package() -> bytes:
    """One SCO made of frames whose pages call functions of their parent, and open a window."""
    manifest = manifest_xml(organization_xml(item_xml(1)), resource_xml(1, "index.html"))
    left = '<!doctype html><meta charset="utf-8"><p>Mục lục riêng</p>'
    return zip_bytes(
        {
            "imsmanifest.xml": manifest,
            "index.html": FRAMESET_HTML,
            "left.html": left,
            "right.html": RIGHT_HTML,
            "popup.html": POPUP_HTML,
            "api.js": API_JS,
        }
    )
