"""The one reader of archives: what it refuses and where it says so, what it skips, how little memory it takes."""

import random
import struct
import tracemalloc
import zipfile
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.archives import CHUNK_BYTES, H5P, PACKAGE, PLAIN, Archive, Limits, Notice
from media.problems import Refusal
from media.refusals import MESSAGES, refusal_message
from media.zip_directory import MAX_DIRECTORY_BYTES
from tests.factories.archives import Member, build, deflated, repeated, wide_end, wide_extra

STREAMED, UTF8 = 0x8, 0x800
NOISE = random.Random(7).randbytes(300_000)


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens bytes as an archive; all are closed at the end."""
    archives = []

    def open_archive(data: bytes, limits: Limits = PLAIN) -> Archive:
        path = tmp_path / f"{len(archives)}.zip"
        path.write_bytes(data)
        archives.append(Archive(path, limits=limits))
        return archives[-1]

    yield open_archive
    for archive in archives:
        archive.close()


@pytest.fixture
def refusal(opened):
    """Return a function that gives code and detail with which an archive is refused, unpacked to its end."""

    def refuse(data: bytes, limits: Limits = PLAIN) -> tuple[str, str]:
        with pytest.raises(Refusal) as refused:
            opened(data, limits).verify()
        assert refused.value.code in MESSAGES
        return refused.value.code, refused.value.detail

    return refuse


A, B = Member(b"a.txt", b"first"), Member(b"b/c.txt", b"second" * 100, is_packed=True)


def test_members_are_listed_read_and_indexed(opened):
    data = build(A, Member(b"b/", b""), B)
    archive = opened(data)
    assert archive.names == ["a.txt", "b/c.txt"] and [entry.name for entry in archive.entries] == archive.names
    assert "a.txt" in archive and "b/" not in archive and archive.size_of("b/c.txt") == 600
    assert archive.read("a.txt", 5) == b"first" and archive.read("b/c.txt", 600) == b"second" * 100
    offset, packed, size, crc, method = archive.index()["b/c.txt"]
    assert zlib.decompress(data[offset : offset + packed], -15) == B.data
    assert (size, crc, method) == (600, zlib.crc32(B.data), 8)
    assert b"".join(archive.packed("b/c.txt")) == data[offset : offset + packed]
    archive.verify()
    with pytest.raises(KeyError):
        archive.read("none", 1)


def test_a_file_longer_than_asked_for_is_not_read(opened):
    with pytest.raises(Refusal) as refused:
        opened(build(B)).read("b/c.txt", 599)
    assert (refused.value.code, refused.value.detail) == ("too_large", "b/c.txt")


def test_the_file_is_closed_when_the_archive_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"PK\3\4")
    with pytest.raises(Refusal):
        Archive(tmp_path / "a")  # an open file would be a warning, and warnings fail tests
    with Archive(_written(tmp_path / "b", build(A))) as archive:
        pass
    with pytest.raises(ValueError, match="closed"):
        archive.read("a.txt", 10)


def _written(path, data):
    path.write_bytes(data)
    return path


def _changed(data: bytes, signature: bytes, place: int, value: int) -> bytes:
    """Return the archive with one byte of a header changed."""
    changed = bytearray(data)
    changed[data.index(signature) + place] = value
    return bytes(changed)


SPOILT = {
    "nothing": (b"", "start"),
    "only a start": (b"PK\3\4", "end"),
    "bytes before": (b"GIF89a" + build(A), "start"),
    "bytes behind": (build(A) + b"x", "end"),
    "cut": (build(A, B)[:-1], "end"),
    "an end record inside the comment": (build(A, comment=b"..PK\5\6" + bytes(19)), "end"),
    "a comment shorter than said": (build(A, comment=b"abc")[:-1], "end"),
    "a gap before the end": (build(A, between=b"hidden"), "directory"),
    "a directory that starts later": (build(A, start=1), "directory"),
    "a directory that is longer": (build(A, size=1), "directory"),
    "bytes behind the last record": (build(A, between=b"x" * 10, size=61), "directory"),
    "a wrong signature in the directory": (build(A).replace(b"PK\1\2", b"PK\1\3"), "directory"),
    "a name longer than the directory": (_changed(build(A), b"PK\1\2", 28, 80), "directory"),
    "more entries said": (build(A, count=2, here=2), "count"),
    "fewer entries said": (build(A, B, count=1, here=1), "count"),
    "another number here": (build(A, B, here=1), "split"),
    "a second disk": (build(A, disk=1), "split"),
    "a directory on another disk": (build(A, first_disk=1), "split"),
    "an entry on another disk": (build(Member(b"a", central={"disk": 1})), "split"),
    "a wrong signature of a local header": (
        build(A, B).replace(b"PK\3\4", b"PK\3\5").replace(b"\5", b"\4", 1),
        "b/c.txt",
    ),
    "no local header": (build(A, Member(b"b", central={"offset": 3})), "b"),
    "an entry behind the end": (build(A, Member(b"b", central={"offset": 0xFFFFFF})), "b"),
    "an entry beyond any file": (
        build(A, Member(b"b", extra=wide_extra(2**64 - 1), central={"offset": 0xFFFFFFFF})),
        "b",
    ),
    "an entry in the directory": (build(A, Member(b"b", central={"offset": len(build(A)) - 60})), "b"),
    "bytes before the first entry": (build(Member(b"a", central={"offset": 4})), "start"),
    "ZIP64 without its field": (build(Member(b"a", central={"size": 0xFFFFFFFF})), "zip64"),
    "ZIP64 with too few numbers": (
        build(Member(b"a", extra=wide_extra(1), central={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF})),
        "zip64",
    ),
    "an end that asks for ZIP64": (build(A, start=0xFFFFFFFF), "zip64"),
    "a size that asks for ZIP64": (build(A, size=0xFFFFFFFF), "zip64"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_an_unsound_archive_is_refused_with_the_place(name, refusal):
    data, place = SPOILT[name]
    code, detail = refusal(data)
    assert (code, detail) == ("bad_zip", place)


@pytest.mark.parametrize(
    ("head", "kind"), [(b"Rar!\x1a\7", "RAR"), (b"7z\xbc\xaf\x27", "7z"), (b"\x1f\x8b\x08", "gzip")]
)
def test_other_formats_are_called_by_their_name(head, kind, refusal):
    assert refusal(head + bytes(100)) == ("bad_zip", kind)
    assert kind in refusal_message("bad_zip", kind)


def test_the_end_record_may_have_a_comment_and_a_wide_one_before_it(opened, refusal):
    assert opened(build(A, comment=b"made by hand")).names == ["a.txt"]
    assert opened(build(Member(b"a", NOISE), comment=b"." * 0xFFFF)).names == ["a"]
    plain = build(A)
    start, size = plain.index(b"PK\1\2"), 51
    for marked in ({}, {"count": 0xFFFF, "here": 0xFFFF, "size": 0xFFFFFFFF, "start": 0xFFFFFFFF}):
        assert opened(build(A, wide=wide_end(1, size, start), **marked)).read("a.txt", 5) == b"first"
    for wrong in ("length", "disk", "first_disk", "here", "count", "size", "start", "place", "locator_disk", "disks"):
        changed = wide_end(**{"count": 1, "size": size, "start": start, wrong: 7})
        assert refusal(build(A, wide=changed)) == ("bad_zip", "zip64"), wrong
    assert refusal(build(A, wide=wide_end(1, size, start).replace(b"PK\6\6", b"PK\6\5"))) == ("bad_zip", "zip64")
    assert refusal(b"PK\3\4" + wide_end(0, 0, 0)[-20:] + build()[-22:]) == ("bad_zip", "zip64")
    assert refusal(build(A, count=0xFFFF, here=0xFFFF)) == ("too_many_entries", "zip64")


def test_wide_numbers_of_an_entry_are_followed(opened, refusal):
    both = {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF}
    member = Member(b"a", b"12345", extra=b"\x99\x99\2\0hi" + wide_extra(5, 5), local=both, central=both)
    archive = opened(build(member))
    assert archive.read("a", 5) == b"12345"
    long_extra = struct.pack("<HH", 0x9999, 200) + bytes(200) + wide_extra(5, 5)
    assert opened(build(replace(member, extra=long_extra))).read("a", 5) == b"12345"
    far = Member(b"b", b"xy", extra=wide_extra(archive.entries[0].data_offset + 5), central={"offset": 0xFFFFFFFF})
    assert opened(build(member, far)).read("b", 2) == b"xy"
    huge = Member(b"a", extra=wide_extra(2**62), central={"size": 0xFFFFFFFF})
    assert refusal(build(huge)) == ("too_large", "a")  # which says more than that the headers differ
    wrong = Member(b"a", b"12345", local={**both, "extra": wide_extra(6, 5)}, central={})
    assert refusal(build(wrong)) == ("header_mismatch", "a")


def test_the_directory_is_not_read_when_it_is_too_long(refusal):
    long = Member(b"a", central={"extra": bytes(0xFFFF), "comment": bytes(0xFFFF)})
    count = MAX_DIRECTORY_BYTES // (2 * 0xFFFF) + 1
    assert refusal(build(*repeated(long, count))) == ("bad_zip", "directory")


@pytest.mark.parametrize(
    "local",
    [
        {"name": b"b"},
        {"method": 8},
        {"flags": UTF8},
        {"flags": STREAMED},
        {"flags": 1},
        {"crc": 1},
        {"packed": 2},
        {"size": 2},
    ],
    ids=str,
)
def test_local_headers_say_the_same_as_the_directory(local, refusal):
    assert refusal(build(Member(b"a", b"x", local=local))) == ("header_mismatch", "a")


def test_streamed_entries_say_their_size_afterwards(opened):
    late = {"crc": 0, "packed": 0, "size": 0}
    member = Member(b"a", b"12345", flags=STREAMED, local=late, after=b"PK\7\x08" + bytes(12))
    assert opened(build(member, A)).read("a", 5) == b"12345"


def test_an_entry_that_the_directory_does_not_name_is_found(refusal, opened):
    hidden = build(Member(b"evil", b"y"))[: 30 + 4 + 1]
    assert refusal(build(Member(b"a", b"x", after=hidden))) == ("header_mismatch", "a")
    assert opened(build(Member(b"a", b"x", after=b"padding"), A)).names == ["a", "a.txt"]


def test_entries_do_not_share_bytes(refusal):
    assert refusal(build(A, Member(b"b", central={"offset": 0, "name": b"b"}))) == ("overlapping_entries", "b")
    inside = build(Member(b"b", b"x"))[:32]
    outer = Member(b"a", inside + b"tail", after=b"")
    place = len(build(Member(b"a", b""))) - 47 - 22
    assert refusal(build(outer, Member(b"b", b"x", central={"offset": place})))[0] == "overlapping_entries"
    assert refusal(build(Member(b"a", b"xx", raw=b"xx", local={"packed": 9999}, central={"packed": 9999})))[0] == (
        "overlapping_entries"
    )


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (Member(b"a", flags=1), "encrypted"),
        (Member(b"a", local={"method": 12}, central={"method": 12}), "unsupported_method"),
        (Member(b"a", mode=0o120777), "bad_entry_type"),
        (Member(b"a", mode=0o060644), "bad_entry_type"),
        (Member(b"a/", b"hidden"), "bad_entry_type"),
        (Member(b"a", b"xyz", raw=b"xy", local={"packed": 2}, central={"packed": 2}), "size_mismatch"),
        (Member(b"a", b"xyz", local={"crc": 5}, central={"crc": 5}), "crc_error"),
        (Member(b"a", b"x" * 50, is_packed=True, raw=b"\xff" * 20), "crc_error"),
        (Member(b"a", b"x" * 50, is_packed=True, raw=deflated(b"x" * 50)[:-1]), "size_mismatch"),
        (Member(b"a", b"x" * 50, is_packed=True, raw=deflated(b"x" * 51)), "size_mismatch"),
        (Member(b"a", b"x" * 50, is_packed=True, raw=deflated(b"x" * 49)), "size_mismatch"),
        (Member(b"a", b"x" * 50, is_packed=True, raw=deflated(b"x" * 50) + b"junk"), "size_mismatch"),
        (Member(b"a", b"x" * 50, is_packed=True, raw=deflated(b"x" * 50) + bytes(CHUNK_BYTES)), "size_mismatch"),
        (Member(b"a", b"", is_packed=True, raw=b""), "size_mismatch"),
    ],
)
def test_an_entry_that_is_not_as_it_says_is_refused_by_name(member, code, refusal):
    code_found, detail = refusal(build(member))
    assert code_found == code and detail.rstrip("/") == "a"


@pytest.mark.parametrize(
    "name",
    [
        *("../a", "a/../b", "..", ".", "a/./b", "/a", "//a", "a//b", "", "/", " /a", "a/ /b", "C:a", "c:/a", "a\\b"),
        *("a\nb", "a\0b", "a\x7fb", "a\u202eb", "a\u200bb", "a\u2028b", "a\u2029b", "a\ufeffb", "\x1b[2J"),
    ],
    ids=ascii,
)
def test_names_that_lead_away_or_hide_something_are_refused(name, refusal):
    code, detail = refusal(build(Member(name.encode(), flags=UTF8)))
    assert code == "bad_entry_name" and detail.isprintable()


@pytest.mark.parametrize(
    "name", ["a", "a.b/c-d_e", "Bài 1/Đề số (2).txt", "...a", "a..b", "con.txt", "👩\u200d🏫.png", "ab:c", "x/"]
)
def test_ordinary_names_are_taken(name, opened):
    data = b"" if name.endswith("/") else b"x"
    assert opened(build(Member(name.encode(), data, flags=UTF8))).names == ([] if name.endswith("/") else [name])


@pytest.mark.parametrize(("limits", "most"), [(PLAIN, 1024), (H5P, 255)], ids=["plain", "h5p"])
def test_names_have_a_length_and_a_depth(limits, most, opened, refusal):
    assert len(opened(build(Member(b"n" * most)), limits).names[0]) == most
    assert refusal(build(Member(b"n" * (most + 1))), limits)[0] == "bad_entry_name"
    assert opened(build(Member(b"d/" * 31 + b"x")), limits).names
    assert refusal(build(Member(b"d/" * 32 + b"x")), limits)[0] == "bad_entry_name"


def test_long_details_keep_both_ends_of_a_name(refusal):
    detail = refusal(build(Member(b"a" * 60 + b"\\" + b"z" * 400)))[1]
    assert detail.startswith("aaa") and detail.endswith("zzz") and "…" in detail and len(detail) == 120


@pytest.mark.parametrize("other", ["A.txt", "a.TXT"])
def test_names_that_look_alike_are_refused(other, refusal):
    assert refusal(build(A, Member(other.encode(), b"first"))) == ("duplicate_name", other)


def test_composed_and_decomposed_names_are_one(refusal, opened):
    apart, one = "a\u0300.txt".encode(), "à.txt".encode()
    assert refusal(build(Member(one), Member(apart)))[0] == "duplicate_name"
    assert opened(build(Member(apart))).names == ["à.txt"]


def test_the_same_bytes_twice_are_noted_and_other_bytes_refused(opened, refusal):
    archive = opened(build(A, B, A, A, Member(b"b/", b""), Member(b"b/", b"")))
    assert archive.names == ["a.txt", "b/c.txt"]
    assert archive.warnings == [Notice("duplicate_same", "a.txt")] * 2
    assert refusal(build(A, Member(b"a.txt", b"third"))) == ("duplicate_name", "a.txt")


def test_a_checksum_is_no_proof_of_the_same_bytes(refusal, opened):
    one, other = b"plumless", b"buckeroo"
    assert zlib.crc32(one) == zlib.crc32(other)
    assert refusal(build(Member(b"a", one), Member(b"a", other)))[0] == "duplicate_name"
    packed = Member(b"a", NOISE, is_packed=True)
    assert opened(build(packed, Member(b"a", NOISE))).warnings == [Notice("duplicate_same", "a")]


def test_a_file_is_no_folder_as_well(refusal, opened):
    assert refusal(build(Member(b"a"), Member(b"A/b"))) == ("duplicate_name", "a")
    assert refusal(build(Member(b"a/b/c"), Member(b"a/b"))) == ("duplicate_name", "a/b")
    assert refusal(build(Member(b"a"), Member(b"a/", b"")))[0] == "duplicate_name"
    assert opened(build(Member(b"a/", b""), Member(b"a/b"), Member(b"ab"))).names == ["a/b", "ab"]


def test_names_of_other_code_pages_are_refused_or_noted(opened, refusal):
    old = build(Member(b"B\x82.txt"))
    assert refusal(old) == ("bad_entry_name", "UTF-8: Bé.txt")
    archive = opened(old, H5P)
    assert archive.names == ["Bé.txt"] and archive.warnings == [Notice("name_not_utf8", "Bé.txt")]
    assert refusal(build(Member(b"B\x82.txt", flags=UTF8)), H5P) == ("bad_entry_name", "UTF-8: Bé.txt")
    assert opened(build(Member("Bé.txt".encode()))).warnings == []  # UTF-8 without its flag


def test_hidden_files_are_checked_but_not_there(opened, refusal):
    names = [b"__MACOSX/._a", b".DS_Store", b"a/.hidden", b"_rels/.rels", b"_x/y", b"a_b/c_d", b"b/_c"]
    data = build(*(Member(name) for name in names))
    assert opened(data).names == [name.decode() for name in names]
    assert opened(data, PACKAGE).names == ["_x/y", "a_b/c_d", "b/_c"]
    assert opened(data, H5P).names == ["a_b/c_d"]
    spoilt = build(A, Member(b".hidden", b"x", local={"crc": 1}, central={"crc": 1}))
    assert refusal(spoilt, H5P) == ("crc_error", ".hidden")


def test_one_folder_around_a_manifest_is_seen_through(opened):
    inner = [Member(b"goi/h5p.json"), Member(b"goi/content/a"), Member(b"goi/", b""), Member(b"__MACOSX/x")]
    archive = opened(build(*inner), PACKAGE)
    archive.strip_folder(["imsmanifest.xml", "h5p.json"])
    assert archive.names == ["h5p.json", "content/a"] and archive.stripped_folder == "goi/"
    assert archive.warnings == [Notice("folder_stripped", "goi/")]
    assert archive.read("h5p.json", 1) == b"x" and set(archive.index()) == {"h5p.json", "content/a"}
    archive.hold_to(H5P)
    assert archive.names == ["goi/h5p.json", "goi/content/a"] and archive.stripped_folder == ""


@pytest.mark.parametrize(
    "names",
    [
        [b"h5p.json", b"goi/h5p.json"],
        [b"goi/h5p.json", b"khac/a"],
        [b"goi/h5p.json", b"goi2/a"],
        [b"a/b/h5p.json"],
        [b"goi/a"],
        [],
    ],
    ids=str,
)
def test_other_folders_stay(names, opened):
    data = build(*map(Member, names)) if names else build(Member(b"d/", b""))
    archive = opened(data, PACKAGE)
    archive.strip_folder(["h5p.json"])
    assert archive.names == [name.decode() for name in names] and not archive.warnings


def test_sizes_and_numbers_have_limits(opened, refusal):
    small = Limits(max_entries=3, max_file_bytes=100, max_total_bytes=150, ratio_free_bytes=50, max_ratio=2)
    assert len(opened(build(Member(b"a"), Member(b"b"), Member(b"c")), small).names) == 3
    four = build(*(Member(name) for name in (b"a", b"b", b"c", b"d")))
    assert refusal(four, small) == ("too_many_entries", "4 > 3")
    with pytest.raises(Refusal) as refused:
        opened(four).hold_to(small)
    assert (refused.value.code, refused.value.detail) == ("too_many_entries", "4 > 3")
    # Told from the end record, before a directory of millions of entries is read.
    assert refusal(build(A, count=11_000, here=11_000)) == ("too_many_entries", "11000 > 10000")
    assert opened(build(Member(b"a", NOISE[:100])), small).names
    assert refusal(build(Member(b"a", NOISE[:101])), small) == ("too_large", "a")
    with pytest.raises(Refusal, match="too_large"):
        opened(build(Member(b"a", NOISE[:101]))).hold_to(small)
    assert opened(build(Member(b"a", NOISE[:100]), Member(b"b", NOISE[:50])), small).names
    assert refusal(build(Member(b"a", NOISE[:100]), Member(b"b", NOISE[:51])), small) == ("too_large", "151")
    assert opened(build(Member(b"a", b"x" * 50, is_packed=True)), small).names
    assert refusal(build(Member(b"a", b"x" * 51, is_packed=True)), small) == ("ratio_too_high", "a")
    half = [Member(name, b"x" * 40, is_packed=True) for name in (b"a", b"b")]
    assert refusal(build(*half), small) == ("ratio_too_high", "80")


def test_limits_of_h5p_are_those_of_the_design():
    assert (H5P.max_file_bytes, H5P.max_total_bytes) == (64 * 1024**2, 256 * 1024**2)
    assert (H5P.max_entries, H5P.max_ratio, H5P.ratio_free_bytes) == (5000, 200, 1024**2)
    assert (PLAIN.max_entries, PLAIN.max_total_bytes, PLAIN.ratio_free_bytes) == (10_000, 4 * 1024**3, 16 * 1024**2)
    assert (PLAIN.max_file_bytes, CHUNK_BYTES) == (4 * 1024**3, 64 * 1024)


def test_what_was_read_whole_is_not_unpacked_again(opened, monkeypatch):
    archive = opened(build(A, B))
    archive.read("b/c.txt", 1000)
    half_read = archive.chunks("a.txt")
    next(half_read)
    unpacked, unpack = [], Archive._unpack
    monkeypatch.setattr(Archive, "_unpack", lambda self, entry: unpacked.append(entry.name) or unpack(self, entry))
    archive.verify()
    archive.verify()
    assert unpacked == ["a.txt"]


def test_files_can_be_read_side_by_side_in_small_pieces(opened):
    data = NOISE * 3
    archive = opened(build(Member(b"a", data, is_packed=True), Member(b"b", data)))
    pieces = list(zip(archive.chunks("a"), archive.chunks("b"), strict=False))
    assert len(pieces) > 10 and all(len(piece) <= CHUNK_BYTES for pair in pieces for piece in pair)
    assert archive.read("a", len(data)) == archive.read("b", len(data)) == data


def test_unpacking_holds_little_memory(opened):
    size = 60 * 1024**2
    archive = opened(build(Member(b"zeros", bytes(size), is_packed=True)), Limits(max_ratio=2000))
    tracemalloc.start()
    archive.verify()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1024**2


def test_unpacking_stops_at_the_size_that_was_said(opened):
    bomb = Member(b"a", b"x" * 100, is_packed=True, raw=deflated(bytes(5_000_000)))
    for said in (b"x" * 100, b"x" * 200_000):
        given = 0
        with pytest.raises(Refusal, match="size_mismatch"):
            for chunk in opened(build(replace(bomb, data=said))).chunks("a"):
                given += len(chunk)
        assert given <= len(said)


def test_a_file_that_gets_shorter_meanwhile_is_refused(tmp_path):
    path = _written(tmp_path / "a.zip", build(Member(b"a", NOISE)))
    with Archive(path) as archive:
        path.write_bytes(path.read_bytes()[:1000])
        with pytest.raises(Refusal, match="size_mismatch"):
            archive.verify()


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=6), st.sampled_from([PLAIN, PACKAGE, H5P]))
def test_what_python_writes_is_read_as_python_reads_it_or_refused(tmp_path_factory, files, limits):
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    try:
        with Archive(path, limits=limits) as found, zipfile.ZipFile(path) as expected:
            found.verify()
            for name in found.names:
                assert found.read(name, 200) == expected.read(_as_written(expected, name))
    except Refusal as refused:
        assert refused.code in MESSAGES


def _as_written(archive, name):
    from unicodedata import normalize

    return next(one for one in archive.namelist() if normalize("NFC", one) == name)


@given(st.lists(st.binary(max_size=40), max_size=4), st.data())
def test_any_fields_in_any_header_are_an_archive_or_a_refusal(tmp_path_factory, contents, data):
    numbers = st.integers(0, 0xFFFF)
    changes = st.dictionaries(st.sampled_from(["flags", "method", "crc", "packed", "size"]), numbers, max_size=2)
    members = [
        Member(data.draw(st.binary(max_size=6)), one, local=data.draw(changes), central=data.draw(changes))
        for one in contents
    ]
    end = data.draw(st.dictionaries(st.sampled_from(["here", "count", "size", "start"]), numbers, max_size=1))
    path = _written(tmp_path_factory.mktemp("zip") / "a.zip", build(*members, **end))
    try:
        with Archive(path, limits=data.draw(st.sampled_from([PLAIN, PACKAGE, H5P]))) as archive:
            archive.strip_folder(["a"])
            archive.verify()
            assert set(archive.index()) == set(archive.names)
    except Refusal as refused:
        assert refused.code in MESSAGES and "\0" not in refused.detail
