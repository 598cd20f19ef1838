"""Every kind of event has its two halves, its heading and its words; both halves make the same of the same log."""

import copy
import inspect
import json
import random
import re
from pathlib import Path

import pytest

from live_classes.events import EVENT_KINDS, EventKind, new_state
from live_classes.events.points import decode_points, encode_points
from live_classes.services.effects import EFFECTS
from live_classes.services.lookups import LOOKUPS
from tests.live_classes.class_log import fold, lesson, scribble
from tests.live_classes.every_kind import class_with_every_kind
from tests.live_classes.node import run_script
from tests.live_classes.random_class import random_class

PROJECT = Path(__file__).parents[2]
SCRIPTS = PROJECT / "live_classes" / "static" / "live_classes" / "events"
ALL_KINDS = pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=EVENT_KINDS)


@ALL_KINDS
def test_a_kind_has_a_file_a_script_a_heading_and_words(kind: EventKind):
    source = Path(inspect.getfile(type(kind)))
    assert source.name == f"{kind.name}.py"
    assert f"``{kind.name} {{" in inspect.getmodule(type(kind)).__doc__
    assert type(kind).__doc__
    script = (SCRIPTS / f"{kind.name}.js").read_text(encoding="utf-8")
    assert f"Twin of live_classes/events/{kind.name}.py." in script
    assert f"\n### {kind.name}\n" in (PROJECT / "docs" / "live_protocol.md").read_text(encoding="utf-8")
    assert kind.lookup is None or kind.lookup in LOOKUPS
    assert kind.effect is None or kind.effect in EFFECTS


def test_scripts_and_headings_name_no_other_kinds():
    index = (SCRIPTS / "index.js").read_text(encoding="utf-8")
    imported = re.findall(r'import { reduce as \w+ } from "\./(\w+)\.js";', index)
    registered = re.findall(r"^  (\w+)(?:: \w+)?,$", index, re.MULTILINE)
    assert imported == registered == list(EVENT_KINDS)
    assert {path.stem for path in SCRIPTS.glob("*.js")} == {"index", *EVENT_KINDS}
    text = (PROJECT / "docs" / "live_protocol.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### (\w+)$", text, re.MULTILINE)) == sorted(EVENT_KINDS)


def test_kinds_know_neither_django_nor_sockets():
    for path in (PROJECT / "live_classes" / "events").glob("*.py"):
        found = re.findall(r"^\s*(?:from|import) ([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        outside = [name for name in found if not name.startswith("live_classes.events")]
        assert set(outside) <= {"base64", "dataclasses", "re", "typing", "unicodedata", "uuid"}, path


def test_the_class_made_by_hand_uses_every_kind():
    kinds = {event.kind for event in class_with_every_kind().events}
    assert kinds == {name for name, kind in EVENT_KINDS.items() if kind.is_logged}


def test_pages_and_server_make_the_same_of_the_same_logs(tmp_path):
    rooms = [class_with_every_kind(), lesson(pupils=12, minutes=20)]
    rooms += [random_class(seed) for seed in range(200)]
    assert {event.kind for room in rooms[2:] for event in room.events} == {event.kind for event in rooms[0].events}
    logs, ours = [], []
    for room in rooms:
        for for_staff in (True, False):
            seen = room.events if for_staff else [event for event in room.events if not event.audience]
            logs.append({"forStaff": for_staff, "events": [event.wire() for event in seen]})
            ours.append(copy.deepcopy(fold(seen, new_state(for_staff=for_staff))))
    (tmp_path / "logs.json").write_text(json.dumps(logs), encoding="utf-8")
    run_script(Path(__file__).with_name("reducers.mjs"), tmp_path, "logs.json", "states.json")
    theirs = json.loads((tmp_path / "states.json").read_text(encoding="utf-8"))
    for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        assert json.loads(json.dumps(one)) == other, f"log {place}"


def test_pages_write_points_as_the_server_reads_them(tmp_path):
    rng = random.Random(1)
    lines = [[(0, 0), (1600, 900), (0, 900), (1600, 0)], [(5, 7)]]
    lines += [[(rng.randint(0, 1600), rng.randint(0, 900)) for _ in range(60)] for _ in range(50)]
    lines += [decode_points(scribble(rng)) for _ in range(50)]
    (tmp_path / "lines.json").write_text(json.dumps(lines), encoding="utf-8")
    run_script(Path(__file__).with_name("points.mjs"), tmp_path, "lines.json", "texts.json")
    written = json.loads((tmp_path / "texts.json").read_text(encoding="utf-8"))
    assert [item["text"] for item in written] == [encode_points(line) for line in lines]
    assert [item["points"] for item in written] == [[list(point) for point in line] for line in lines]


def test_a_kind_of_a_newer_version_is_passed_over(tmp_path):
    newer = [{"seq": 1, "type": name, "by": 1, "at": 0, "data": {}} for name in ("hologram", "toString", "__proto__")]
    logs = [{"forStaff": False, "events": newer}]
    (tmp_path / "logs.json").write_text(json.dumps(logs), encoding="utf-8")
    run_script(Path(__file__).with_name("reducers.mjs"), tmp_path, "logs.json", "states.json")
    assert json.loads((tmp_path / "states.json").read_text(encoding="utf-8")) == [new_state()]
