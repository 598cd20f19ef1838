"""What ``build_assets`` makes, within the budget of a slow link."""

import gzip
import re

import pytest
from django.core.management import call_command
from django.test import override_settings
from lxml import etree

from elearn.environment import PROJECT_DIR
from elearn.management.commands.build_assets import SVG, used_icons


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    """The folder of built files."""
    folder = tmp_path_factory.mktemp("assets")
    with override_settings(ASSETS_DIR=folder):
        call_command("build_assets")
    return folder


def packed(path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_the_style_sheet_stays_below_8_kb(assets):
    assert packed(assets / "site.css") <= 8 * 1024


def test_the_icons_stay_below_6_kb(assets):
    """With them a pupil's home stays below 20 KB of the 30 that a first visit may cost."""
    assert packed(assets / "icons.svg") <= 6 * 1024


def test_every_icon_used_is_drawn_once(assets):
    symbols = [symbol.get("id") for symbol in etree.parse(assets / "icons.svg").getroot().iter(f"{SVG}symbol")]
    assert len(symbols) == len(set(symbols))
    assert used_icons() <= set(symbols)


def test_the_icons_hold_no_script(assets):
    text = (assets / "icons.svg").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "href" not in text


def test_the_style_sheet_asks_for_no_other_file(assets):
    text = (assets / "site.css").read_text(encoding="utf-8")
    assert "@import" not in text
    assert "url(http" not in text


def test_files_of_npm_packages_are_copied(assets):
    assert (assets / "vendor" / "sha256.js").stat().st_size > 1000


def test_each_script_of_a_page_is_one_file(assets):
    scripts = [path for path in assets.rglob("*.js") if "vendor" not in path.parts]
    assert {path.name for path in scripts} >= {"app.js", "upload.js"}
    for script in scripts:
        assert not re.search(r"""\bfrom ?["']|\bimport ?["']""", script.read_text(encoding="utf-8")), script.name


def test_the_shells_script_stays_below_4_kb(assets):
    assert packed(assets / "elearn" / "app.js") <= 4 * 1024


def test_no_module_imports_the_shell():
    """It would be bundled a second time and handle each event twice."""
    for path in PROJECT_DIR.glob("*/static/*/*.js"):
        assert "app.js" not in path.read_text(encoding="utf-8").replace("// ", ""), path
