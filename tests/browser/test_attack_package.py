"""Hostile packages, trusted by mistake: whatever they try, they get nothing of the site and reach no other host."""

import json
import re
import secrets
import socket
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.test_main_job import (
    approve,
    choose_new_lesson,
    open_lesson,
    signed_in,  # noqa: F401  fixture
    upload_and_submit,
)
from tests.factories.h5p import make_h5p, quiz_library
from tests.factories.media import zip_bytes
from tests.factories.scorm import item_xml, manifest_xml, organization_xml, resource_xml

ATTACK = Path(__file__).with_name("attack.js")
OPEN = re.compile("Mở bài")
H5P_SCRIPT = """
var LopGan = window.LopGan = window.LopGan || {};
LopGan.Attack = function () {
  H5P.EventDispatcher.call(this);
  this.attach = function ($container) {
    var place = document.createElement('pre');
    $container.get(0).appendChild(place);
    setTimeout(function () { window.attack.all(place); }, 500);
  };
};
LopGan.Attack.prototype = Object.create(H5P.EventDispatcher.prototype);
"""
SCORM_PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bài giảng</title>
<script src="attack.js"></script></head><body><h1>Bài giảng</h1><pre></pre>
<script>attack.all(document.querySelector("pre"))</script></body></html>"""
# What the server has kept of the package, and of ids that only the attack uses.
KEPT = """
import json
from courses.models import PackageResult, SavedState, Statement
of = {"lesson__uuid": "LESSON", "package__uuid": "PACKAGE"}
made = Statement.objects.select_related("actor")
forged = [one for one in made if str(one.uuid).startswith("00000000-0000-4000-8000-MARK")]
print("KEPT" + json.dumps({
    "statements": sorted([str(one.uuid)[-2:], one.actor.username, one.verb, one.object_id] for one in forged),
    "contexts": [name for one in forged for name in one.context if name != "extensions"],
    "reporters": sorted({word for one in forged for word in one.context["extensions"].values()}),
    "others": Statement.objects.filter(**of).exclude(actor__username="hs.nhi").count(),
    "states": sorted([one.pupil.username, one.key] for one in SavedState.objects.filter(**of)),
    "results": [[one.pupil.username, one.best_raw, one.best_max] for one in PackageResult.objects.filter(**of)],
}))
"""
WAITING = "() => Object.keys(localStorage).every((key) => !key.startsWith('work/'))"


class Listener:
    """Another host's server: notes every connection, request and datagram that reaches it."""

    def __init__(self):
        self.heard: list[str] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def parse_request(self):
                heard.append(f"{self.raw_requestline!r}")
                return super().parse_request()

            def do_GET(self):
                self.send_response(204)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()

            do_POST = do_OPTIONS = do_HEAD = do_GET  # noqa: N815 - the server's names

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def listener():
    """A host that no package may reach."""
    listener = Listener()
    with socket.create_connection(urlsplit(listener.url).netloc.split(":")) as line:  # it does hear
        line.sendall(b"GET /hello HTTP/1.0\r\n\r\n")
        line.recv(100)
    assert listener.heard == [repr(b"GET /hello HTTP/1.0\r\n")]
    listener.heard.clear()
    yield listener
    listener.close()


@pytest.fixture
def mark():
    """Ten hexadecimal digits by which what an attack sends is known."""
    return secrets.token_hex(5)


def attack_script(stack, listener, mark: str) -> str:
    """Return the script of the attack, aimed."""
    script = ATTACK.read_text(encoding="utf-8")
    aims = {"OTHER_HOST": urlsplit(listener.url).netloc, "OTHER": listener.url, "SITE": stack.url}
    for name, value in {**aims, "MARK": mark, "MEMBER": "worker.js"}.items():
        script = script.replace(name, value)
    return script


def h5p_attack(script: str, name: str) -> bytes:
    """Return an H5P package whose one library attacks."""
    library = quiz_library(name=name, needs=[])
    library = library.changed(files={"scripts/quiz.js": (script + H5P_SCRIPT.replace("LopGan.Attack", name)).encode()})
    return make_h5p(main=library, libraries=[library])


def scorm_attack(script: str, _name: str) -> bytes:
    """Return a SCORM package whose one page attacks."""
    manifest = manifest_xml(organization_xml(item_xml(1)), resource_xml(1, "index.html"))
    members = {"imsmanifest.xml": manifest, "index.html": SCORM_PAGE, "attack.js": script, "worker.js": "1"}
    return zip_bytes(members)


@pytest.fixture(params=["h5p", "scorm"])
def attack(request, stack, signed_in, listener, mark, tmp_path):  # noqa: F811
    """A published lesson with a hostile package; gives its title and the pupil's page, which is at the lesson."""
    title = f"Bài giảng lạ {uuid.uuid4().hex[:8]}"
    library = f"LopGan.Attack{mark}"  # another of the same version would be taken for the one that is trusted
    make = {"h5p": h5p_attack, "scorm": scorm_attack}[request.param]
    file = tmp_path / f"{title}.{'h5p' if request.param == 'h5p' else 'zip'}"
    file.write_bytes(make(attack_script(stack, listener, mark), library))
    teacher, officer = signed_in("co.lan"), signed_in("can.bo.so")
    address = upload_and_submit(teacher, file, title)
    if request.param == "h5p":
        officer.goto(f"/kho/thu-vien-h5p/?q={library}&state=waiting")
        for box in officer.get_by_role("checkbox", name=re.compile(f"{library}|Câu hỏi")).all():
            box.check()
        officer.get_by_role("button", name="Tin cậy", exact=True).click()
    approve(signed_in("to.truong"), title)
    approve(officer, title)
    teacher.goto(address)
    teacher.get_by_role("link", name="Dùng cho khoá học của tôi").click()
    choose_new_lesson(teacher, title)

    pupil = signed_in("hs.nhi")
    pupil.context.guard.allow("console|uncaught|request to another host: http://localhost:")
    # A browser tells of requests that its policies then stop; the listener hears what really reaches another host.
    pupil.context.guard.allow(f"request to another host: (http|ws)://{re.escape(urlsplit(listener.url).netloc)}/")
    open_lesson(pupil, title)
    pupil.get_by_role("button", name=OPEN).first.wait_for()
    return request.param, pupil


def innermost(page, kind: str):
    """Start the package; return the frame in which its scripts run."""
    page.get_by_role("button", name=OPEN).first.click()
    frame = page.frame_locator("[data-player] iframe")
    frame = frame if kind == "h5p" else frame.frame_locator("[data-stage] iframe")
    frame.locator("pre").wait_for(state="attached")
    return frame


def test_a_hostile_package_gets_nothing_and_reaches_nobody(attack, stack, listener, mark):
    kind, pupil = attack
    context, address = pupil.context, pupil.url
    pupil.evaluate("localStorage.setItem('kept', 'of the site')")
    lesson, package = re.search(
        r"lessons/([\w-]+)/packages/([\w-]+)/", pupil.locator("[data-player]").get_attribute("data-work")
    ).groups()
    cookies = sorted((one["name"], one["value"], one["domain"]) for one in context.cookies(stack.url))
    title = pupil.title()
    dialogs, answered, written = [], [], []
    pupil.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    context.on("response", lambda answer: answered.append((answer.status, answer.url)))
    context.on("request", lambda one: written.append((one.method, one.url)))

    frame = innermost(pupil, kind)
    frame.locator("#outcomes").wait_for(state="attached", timeout=120_000)
    outcomes = json.loads(frame.locator("#outcomes").inner_text())
    assert len(outcomes) > 75
    assert {name: got for name, got in outcomes.items() if got != "nothing"} == {}

    # A tap of the pupil, which sandboxes with softer rules would follow.
    frame.locator("#to-top").click(force=True)
    frame.locator("#to-window").click(force=True)
    pupil.wait_for_function(WAITING, timeout=60_000)  # all that the page took over is with the server
    assert (pupil.url, pupil.title(), len(context.pages)) == (address, title, 1)
    assert pupil.evaluate("localStorage.getItem('kept')") == "of the site"
    assert sorted((one["name"], one["value"], one["domain"]) for one in context.cookies(stack.url)) == cookies
    # Courses may ask questions (docs/package_protocol.md); exercises have none to ask.
    assert dialogs == ([] if kind == "h5p" else ["first", "second", "third"])

    # No answer of the server went to the frame, and the page wrote only where the pupil's work in this package goes.
    assert [one for one in answered if "attack=" in one[1]] == []
    work = re.escape(f"{stack.url}/api/lessons/{lesson}/packages/{package}/")
    allowed = re.compile(rf"{work}(statements|states/(state/main|cmi/(I1|_)))/")
    own = [one for one in written if one[0] not in ("GET", "HEAD") and one[1].startswith(stack.url)]
    own = [one for one in own if "attack=" not in one[1]]
    assert own and [one for one in own if not allowed.fullmatch(one[1])] == []

    kept = json.loads(stack.manage("shell", "-c", _aimed(KEPT, lesson, package, mark)).partition("KEPT")[2])
    about = f"{stack.url}/hoc/{lesson}/goi/{package}"
    assert kept["statements"] == [[number, "hs.nhi", "completed", about] for number in ("10", "11", "26", "27")]
    assert (kept["contexts"], kept["reporters"], kept["others"]) == ([], ["client"], 0)
    assert {name for name, _key in kept["states"]} == {"hs.nhi"}
    assert {key for _name, key in kept["states"]} <= {"state/main", "cmi/I1", "cmi/_"}
    assert kept["results"] == [["hs.nhi", 1.0, 4.0]]
    assert listener.heard == []


def _aimed(text: str, lesson: str, package: str, mark: str) -> str:
    return text.replace("LESSON", lesson).replace("PACKAGE", package).replace("MARK", mark)


def test_the_frame_of_a_hostile_package_goes_nowhere(attack, listener):
    kind, pupil = attack
    address = pupil.url
    answered = []
    pupil.context.on("response", lambda answer: answered.append(answer))
    for way in ("location", "fromWithin", "refresh", "form", "site"):
        pupil.reload()
        frame = innermost(pupil, kind)
        frame.locator("body").evaluate("(_body, way) => void setTimeout(() => attack.away[way]())", way)
        pupil.wait_for_timeout(1500)
        assert pupil.url == address, way
        assert listener.heard == [], way
        # A frame may ask for a page of the site, as a stranger: nobody is signed in, and the page is not shown.
        asked = [answer.request.all_headers() for answer in answered if "attack=" in answer.url]
        assert [headers for headers in asked if "sessionid" in headers.get("cookie", "")] == [], way
