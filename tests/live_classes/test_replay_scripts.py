"""The replay's scripts where they need no browser: clock, time line, search, states, sound put together."""

import json
from pathlib import Path

from tests.live_classes.class_log import lesson
from tests.live_classes.node import run_script

CHECKS = Path(__file__).with_name("replay.mjs")


def test_the_scripts_of_the_replay_hold_what_they_promise(tmp_path):
    log = tmp_path / "events.json"
    log.write_text(json.dumps([event.wire() for event in lesson(pupils=20, minutes=45).events]))
    names = run_script(CHECKS, tmp_path, str(log)).splitlines()
    assert len(names) >= 16 and len(set(names)) == len(names)
