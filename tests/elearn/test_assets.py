"""What ``build_assets`` makes, within the budget of a slow link."""

import gzip

import pytest
from django.core.management import call_command
from django.test import override_settings
from lxml import etree

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


def test_the_icons_stay_below_5_kb(assets):
    assert packed(assets / "icons.svg") <= 5 * 1024


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
