"""The board's scripts where they need no browser: points, small lines, shapes, tools, undo, which page is shown."""

from pathlib import Path

from tests.live_classes.node import run_script

CHECKS = Path(__file__).with_name("board.mjs")


def test_the_scripts_of_the_board_hold_what_they_promise(tmp_path):
    names = run_script(CHECKS, tmp_path).splitlines()
    assert len(names) >= 28 and len(set(names)) == len(names)
