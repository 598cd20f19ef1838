"""Real packages and attacks, held against the verdicts of two peers; skipped where the collection is not there."""

import csv
import json

import pytest

from content_repo.packages.base import Problem, Reading
from content_repo.packages.h5p.libraries import dependencies, load_order, used_in
from content_repo.packages.h5p.semantics import canonical, sanitise
from content_repo.packages.reading import read_package
from media.archives import Archive
from media.problems import Refusal
from tests.corpus import HOSTILE, REASON

PACKAGES = HOSTILE.parent / "packages"
pytestmark = pytest.mark.skipif(not (PACKAGES / "MANIFEST.tsv").is_file(), reason=REASON)

# Where we decide otherwise than the peers, and why.
TAKEN_THOUGH_A_PEER_REFUSES = {
    "h5p-valid/truefalse-1.6-standalone-test.h5p": "entries of folders are no files",
    "h5p-valid/contentonly-crossword-0.5.h5p": "whether its library is held, the site decides",
}
REFUSED_THOUGH_PEERS_TAKE = {
    "h5p-hostile/bomb-6000-entries.h5p": "too_many_entries",
    "h5p-hostile/params-file-path-traversal.h5p": "h5p_path_outside",
    "h5p-hostile/type-html-named-png.h5p": "h5p_file_content",
}


def rows() -> list[dict]:
    if not PACKAGES.is_dir():
        return []
    with (PACKAGES / "MANIFEST.tsv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith("h5p-")]


def names(kind: str) -> list[str]:
    return [row["file"] for row in rows() if row["file"].startswith(kind)]


def read(name: str, folder) -> Reading:
    try:
        reading = read_package(PACKAGES / name, name, folder)
    except Refusal as refusal:
        return Reading("h5p", problems=[Problem(refusal.code, detail=refusal.detail)])
    assert reading is not None
    return reading


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_a_package_is_taken_or_refused_as_by_both_peers(row, tmp_path):
    reading = read(row["file"], tmp_path)
    lumi, php = (row[f"actual_{peer}"].strip() for peer in ("lumi_10.0.4", "h5p-php-library_HEAD"))
    both_take = lumi == "valid" and php == "valid"

    if row["file"] in REFUSED_THOUGH_PEERS_TAKE:
        assert [problem.rule for problem in reading.problems] == [REFUSED_THOUGH_PEERS_TAKE[row["file"]]]
    else:
        assert reading.is_taken == (both_take or row["file"] in TAKEN_THOUGH_A_PEER_REFUSES), reading.problems


def semantics_of(reading: Reading, folder) -> dict[str, list]:
    found = {}
    for one in reading.libraries:
        with Archive(folder / one["archive"]) as archive:
            data = archive.read("semantics.json", 10**7) if "semantics.json" in archive else b"[]"
        found[f"{one['machine_name']} {one['major']}.{one['minor']}"] = json.loads(data)
    return found


def differences(before, after, where=""):
    """Give the places where two values differ, but for how HTML is written."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from differences(before.get(key), after.get(key), f"{where}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, f"{where}/{number}")
    elif isinstance(before, str) and isinstance(after, str):
        if canonical(before) != canonical(after):
            yield where
    elif before != after or type(before) is not type(after):
        yield where


@pytest.mark.parametrize("name", names("h5p-valid"))
def test_real_parameters_are_the_same_when_made_safe(name, tmp_path):
    reading = read(name, tmp_path)
    semantics = semantics_of(reading, tmp_path)
    main = reading.manifest["main_library"]
    if main not in semantics:
        pytest.skip("it brings no libraries")

    safe, changes = sanitise(reading.content, main, semantics.get, set(reading.members))

    assert list(differences(reading.content, safe)) == [] and changes == []
    assert sanitise(safe, main, semantics.get, set(reading.members)) == (safe, [])


@pytest.mark.parametrize("name", names("h5p-valid"))
def test_what_a_real_library_needs_loads_before_it(name, tmp_path):
    reading = read(name, tmp_path)
    needs = {
        f"{one['machine_name']} {one['major']}.{one['minor']}": [
            str(needed) for needed in dependencies(one["description"], "preloaded")
        ]
        for one in reading.libraries
    }
    order = load_order(reading.manifest["main_library"], needs, used_in(reading.content))

    assert order[-1] == reading.manifest["main_library"]
    for place, library in enumerate(order):
        assert all(needed in order[:place] for needed in needs.get(library, []))


def test_attacks_on_h5p_end_as_their_list_says(tmp_path):
    with (HOSTILE / "MANIFEST.tsv").open(encoding="utf-8") as file:
        wanted = [row for row in csv.DictReader(file, delimiter="\t") if row["surface"] == "h5p"]
    assert wanted
    for row in wanted:
        path = HOSTILE / row["file"]
        try:
            reading = read_package(path, path.name, tmp_path)
            is_taken = reading is not None and reading.is_taken
        except Refusal:
            is_taken = False
        is_isolated = row["attack"] == "library with own JavaScript (stored XSS by design)"  # waits for a reviewer
        assert is_taken == (row["outcome"] in ("accept", "sanitise") or is_isolated), row["file"]
