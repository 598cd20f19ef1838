"""A pupil's work in packages outlives links that fail, reloads and shared machines."""

import json
import re

from tests.browser.conftest import sign_in
from tests.browser.test_main_job import PASSWORDS, open_lesson, signed_in  # noqa: F401  fixture
from tests.browser.test_scorm import package_lesson  # noqa: F401  fixture
from tests.factories.scorm import quiz_package

WAITING = "Object.keys(localStorage).filter((key) => key.startsWith('work/')).length"
WORK = """async ({ statement, place }) => {
  const { work, workScript } = document.querySelector("[data-player]").dataset;
  const { openWork } = await import(workScript);
  const own = openWork(work);
  if (statement) own.record(statement);
  if (place) own.save("position", place);
}"""
STATES = """async () => {
  const { work } = document.querySelector("[data-player]").dataset;
  return (await fetch(`${work}states/`)).json();
}"""
SCORED = {
    "id": "7b0e3a52-63a2-4d7b-8a51-0f7d4a1b9c11",
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
    "object": {},
    "result": {"score": {"min": 0, "raw": 7, "max": 10, "scaled": 0.7}, "completion": True},
    "timestamp": "2026-11-20T12:00:00Z",
}


def test_work_waits_on_the_machine_and_is_sent_only_for_its_pupil(signed_in, package_lesson):  # noqa: F811
    title, _address = package_lesson(quiz_package("1.2"))
    pupil = signed_in("hs.nhi")
    context = pupil.context
    context.guard.allow("ERR_INTERNET_DISCONNECTED")
    open_lesson(pupil, title)
    address = pupil.url
    pupil.locator("[data-work-status]").wait_for(state="attached")

    # Without a link: said in words, kept on the machine.
    pupil.evaluate(WORK, {})  # the script is there before the link goes
    context.set_offline(True)
    pupil.evaluate(WORK, {"statement": SCORED, "place": {"chapter": 3}})
    pupil.get_by_text("Đang chờ mạng").wait_for()
    assert pupil.evaluate(WAITING) == 2

    # The machine is shared: whoever comes next sends nothing of it.
    pupil.goto("about:blank")
    context.set_offline(False)
    context.clear_cookies()
    sign_in(pupil, "co.lan", PASSWORDS["co.lan"])
    pupil.goto(address)
    pupil.wait_for_load_state("networkidle")
    assert pupil.evaluate(WAITING) == 2

    # The pupil is back.
    context.clear_cookies()
    sign_in(pupil, "hs.nhi", PASSWORDS["hs.nhi"])
    with pupil.expect_response(re.compile(r"/statements/$")) as kept:
        pupil.goto(address)
    assert json.loads(kept.value.body()) == [SCORED["id"]]
    pupil.wait_for_function(f"({WAITING}) === 0")
    assert pupil.evaluate(STATES) == {"position": {"chapter": 3}}
    pupil.reload()
    pupil.get_by_text("7/10").wait_for()

    # Beginning anew forgets the place, also one that was just made, and keeps the score.
    pupil.once("dialog", lambda dialog: dialog.accept())
    pupil.evaluate(WORK, {"place": {"chapter": 4}})
    pupil.get_by_role("button", name="Làm lại từ đầu").click()
    pupil.get_by_text("Em có thể làm lại từ đầu").wait_for()
    assert pupil.evaluate(STATES) == {} and pupil.evaluate(WAITING) == 0
    assert pupil.get_by_text("7/10").is_visible()
