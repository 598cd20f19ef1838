"""The room's scripts where they need no browser: what waits to be sent, reconnecting, levels, groups."""

import shutil
from pathlib import Path

from elearn.management.commands.build_assets import own_apps
from tests.live_classes.node import run_script

CHECKS = Path(__file__).with_name("room.mjs")


def test_the_rooms_scripts_hold_what_they_promise(tmp_path):
    for app in own_apps():  # scripts find each other by the paths they have in the browser
        if (app / "static").exists():
            shutil.copytree(app / "static", tmp_path, dirs_exist_ok=True)
    script = Path(shutil.copy(CHECKS, tmp_path))
    names = run_script(script, tmp_path).splitlines()
    assert len(names) >= 18 and len(set(names)) == len(names)
