"""Spoils packages by chance and reads them: whatever comes out is a reading, or a refusal with words."""

import io
import random
import re
import struct
import tracemalloc
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from content_repo.package_words import RULES
from content_repo.packages.reading import read_in_sandbox
from media.archives import Archive
from media.inspection import inspect_file
from media.problems import Refusal
from media.refusals import MESSAGES
from tests.factories.cartridge import assessment_xml as assessment
from tests.factories.cartridge import cartridge_bytes, choice_item, item, link_xml, resource
from tests.factories.epub import epub_bytes
from tests.factories.h5p import make_h5p
from tests.factories.scorm import course_package, quiz_package


def _cartridge() -> bytes:
    question = choice_item("q1", "1/2 + 1/2 = ?", [("1", True), ("2", False)], profile="multiple_choice")
    kinds = {"r1": "webcontent", "r2": "imswl_xmlv1p3", "r3": "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"}
    names = {"r1": "a/page.html", "r2": "link.xml", "r3": "quiz.xml"}
    return cartridge_bytes(
        {
            "a/page.html": "<p>Một</p>",
            "link.xml": link_xml("Đọc", "https://a.vn/"),
            "quiz.xml": assessment("Kiểm tra", question),
        },
        items=item("m", "Chương", children="".join(item(f"i{key}", names[key], key) for key in names)),
        resources="".join(resource(key, kinds[key], names[key]) for key in names),
    )


# Values of PackageFormat: a small package of each, under the name it would have.
SAMPLES: dict[str, tuple[str, bytes]] = {
    "h5p": ("bai.h5p", make_h5p()),
    "epub": ("sach.epub", epub_bytes()),
    "scorm12": ("scorm.zip", course_package()),
    "scorm2004": ("scorm.zip", quiz_package("2004")),
    "cartridge": ("khoa.imscc", _cartridge()),
}
MOST_MEMORY = 48 * 1024**2  # of what Python allocates, for packages of some kilobytes
_SIGNATURES = re.compile(rb"PK[\x01-\x06][\x02-\x07]")
_NASTY = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
_PIECES = (
    *(b'"', b"{", b"}", b"[", b"]", b"<", b">", b"&", b"\0", b"\\u0000", b"\\ud800", b"\xff\xfe", b"\xef\xbb\xbf"),
    *(b"null", b"1e999", b"-1", b"NaN", b"[" * 2000, b"<a>" * 300, b"../../", b"http://", b"\xe2\x80\xae", b"9" * 400),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b'"__proto__":', b"<?xml version='1.0' encoding='utf-7'?>", b"true,"),
)


def spoilt_archive(data: bytes, chance: random.Random) -> bytes:
    """Return the archive with some bytes changed, or fields of its headers swapped or set."""
    spoilt = bytearray(data)
    for _change in range(chance.randint(1, 4)):
        chance.choice((_flip, _insert, _cut, _repeat, _set_field, _set_field, _swap_fields))(spoilt, chance)
    return bytes(spoilt)


def spoilt_content(data: bytes, chance: random.Random) -> bytes:
    """Return a sound archive of which one member was spoilt, dropped, renamed or doubled."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        chosen = chance.choice(names)
        for name in names:
            member = bytearray(source.read(name))
            if name == chosen:
                what = chance.random()
                if what < 0.08:
                    continue
                if what < 0.16:
                    name = chance.choice((name.upper(), f"{name}.bak", f"goi/{name}", "imsmanifest.xml", "h5p.json"))
                for _change in range(chance.randint(1, 3)):
                    chance.choice((_flip, _insert, _cut, _repeat, _set_piece, _set_piece, _change_value))(
                        member, chance
                    )
            if name not in target.namelist():
                target.writestr(zipfile.ZipInfo(name), bytes(member))
    return out.getvalue()


def _place(data: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytearray, chance: random.Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _insert(data: bytearray, chance: random.Random) -> None:
    place = _place(data, chance)
    data[place:place] = chance.randbytes(chance.randint(1, 8))


def _cut(data: bytearray, chance: random.Random) -> None:
    place = _place(data, chance)
    del data[place : place + chance.choice((1, 4, 40, 4000))]


def _repeat(data: bytearray, chance: random.Random) -> None:
    place = _place(data, chance)
    data[place:place] = data[place : place + chance.choice((1, 10, 200))]


def _set_piece(data: bytearray, chance: random.Random) -> None:
    place = _place(data, chance)
    data[place : place + chance.choice((0, 0, 1, 10))] = chance.choice(_PIECES)


def _change_value(data: bytearray, chance: random.Random) -> None:
    """Put another value where one stands between quotes or behind a colon."""
    found = list(re.finditer(rb'"[^"]*"|\b\d+\b', bytes(data)))
    if found:
        match = chance.choice(found)
        data[match.start() : match.end()] = chance.choice(
            (b"null", b"[]", b"{}", b"-7", b'""', b'"\\u0000"', b"1.5", b"[[1]]")
        )


def _fields(data: bytearray, chance: random.Random) -> tuple[int, int]:
    """Return place and length of a field of some header."""
    heads = [match.start() for match in _SIGNATURES.finditer(bytes(data))] or [0]
    length = chance.choice((2, 4))
    return min(chance.choice(heads) + chance.randrange(0, 46, 2), max(0, len(data) - length)), length


def _set_field(data: bytearray, chance: random.Random) -> None:
    place, length = _fields(data, chance)
    number = chance.choice((*_NASTY, len(data), chance.randrange(1 << 16)))
    data[place : place + length] = struct.pack("<Q", number)[:length]


def _swap_fields(data: bytearray, chance: random.Random) -> None:
    (one, length), (other, _length) = _fields(data, chance), _fields(data, chance)
    data[one : one + length], data[other : other + length] = data[other : other + length], data[one : one + length]


def outcome(data: bytes, name: str, folder: Path) -> str:
    """Return what becomes of a file: a code, ``plain``, ``taken`` or the first rule; anything else is raised."""
    path = folder / "file"
    path.write_bytes(data)
    try:
        inspect_file(path, name)
        reading = read_in_sandbox(path, name, folder)
    except Refusal as refusal:
        assert refusal.code in MESSAGES, refusal.code
        assert "\0" not in refusal.detail
        return refusal.code
    if reading is None:
        return "plain"
    rules = [problem["rule"] for problem in reading["problems"]]
    assert set(rules) <= RULES.keys(), rules
    return next((row["rule"] for row in reading["problems"] if not row["is_warning"]), "taken")


def archive_outcome(data: bytes, folder: Path) -> tuple[str, int]:
    """Return what becomes of an archive that is unpacked to its end, and the most memory that took."""
    path = folder / "archive"
    path.write_bytes(data)
    tracemalloc.start()
    try:
        with Archive(path) as archive:
            archive.verify()
            return "taken", tracemalloc.get_traced_memory()[1]
    except Refusal as refusal:
        return refusal.code, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def run(samples: list[tuple[str, bytes]], rounds: int, seed: int, folder: Path) -> Counter:
    """Spoil and read; return how often each outcome came. What fails lies in ``folder`` as ``file``."""
    found: Counter = Counter()
    for number in range(rounds):
        chance = random.Random(seed * 1_000_003 + number)
        name, data = chance.choice(samples)
        try:
            spoilt = chance.choice((spoilt_archive, spoilt_content))(data, chance)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError):  # Python can't read this one in the first place
            spoilt = spoilt_archive(data, chance)
        try:
            found[outcome(spoilt, name, folder)] += 1
        except Exception as error:
            error.add_note(f"round {number} of seed {seed}, {name}")
            raise
    return found
