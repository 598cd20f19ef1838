"""Some rounds of chance over packages and archives; for long runs see package_fuzz."""

import random

import pytest

from tests.content_repo.package_fuzz import (
    MOST_MEMORY,
    SAMPLES,
    archive_outcome,
    run,
    spoilt_archive,
    spoilt_content,
)
from tests.corpus import PACKAGES, REASON
from tests.factories.archives import Member, build

SEED = 20261124


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_a_spoilt_package_is_read_or_refused(sample, tmp_path):
    found = run([sample], 150, SEED, tmp_path)
    assert found.total() == 150 and len(found) > 5  # not all of them fall at the first stone


@pytest.mark.skipif(not PACKAGES.is_dir(), reason=REASON)
def test_a_spoilt_real_package_is_read_or_refused(tmp_path):
    paths = [path for path in sorted(PACKAGES.glob("*/*")) if path.stat().st_size < 100_000 and path.suffix != ".tsv"]
    found = run([(path.name, path.read_bytes()) for path in paths], 300, SEED, tmp_path)
    assert len(found) > 10


def test_a_spoilt_archive_is_read_or_refused_in_little_memory(tmp_path):
    whole = build(
        Member(b"a/b.txt", b"words " * 5000, is_packed=True), Member(b"zeros", bytes(12_000_000), is_packed=True)
    )
    codes = set()
    for number in range(150):
        code, peak = archive_outcome(spoilt_archive(whole, random.Random(SEED + number)), tmp_path)
        codes.add(code)
        assert peak < MOST_MEMORY
    assert len(codes) > 4


def test_the_same_seed_spoils_alike():
    data = SAMPLES["h5p"][1]
    for spoil in (spoilt_archive, spoilt_content):
        assert spoil(data, random.Random(1)) == spoil(data, random.Random(1)) != data
