"""What it costs to take an H5P package in: processor time beside Lumi's import of the same files, and writes to S3.

Counted is all of ``store_file``: the inspection and the reading in sandboxed children (their time and that of the
process they are forked from included), rows in SQLite, objects in a folder. Lumi's figure is its import into a folder.
Both run already and have imported one small package before, so no start of a process is in either. Each package comes
twice: first with libraries that nobody has seen, then under another title, when all libraries are held. The least of
a few rounds counts, of both.
"""

import io
import json
import os
import resource
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The site of this bench is a new one; only the cache lies where this machine keeps its data.
CACHE = Path(os.environ.get("ELEARN_DATA_DIR") or "var").resolve() / "cache"
SITE = tempfile.TemporaryDirectory(prefix="elearn-bench-")
os.environ |= {"ELEARN_DATA_DIR": SITE.name, "ELEARN_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "elearn.settings"}

from bench import lumi
from bench.report import Line, show
from tests.corpus import PACKAGES
from tests.factories.h5p import make_h5p, png
from tests.stacks import servers

LEAST_RATIO = 5
MOST_PUTS = 12
FILES = 1521
ROUNDS = 3
# Measured on 24 November 2026 with the ten valid packages of the collection that bring their libraries.
RECORDED = {"unknown": 7.3, "held": 5.3}
_WHAT = "Lumi's processor time over ours, libraries"


def main() -> int:
    """Return 1 when a figure is over its limit."""
    with SITE as folder:
        samples = Path(folder) / "samples"
        first, again = _samples(samples)
        owner = _site()
        lines = [*_processor_lines(samples, first, again, owner), _puts_line(samples, owner)]
    return show(lines)


def _site():
    """Make an empty site and return a person who uploads."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from accounts.models import User

    return User.objects.create_user("bench", password=None)


def _samples(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return packages, and the same under other titles; real ones where there is the collection."""
    folder.mkdir()
    real = sorted((PACKAGES / "h5p-valid").glob("*.h5p")) if PACKAGES.is_dir() else []
    # One of them has no libraries in it: it can't be imported into an empty server.
    found = {path.name: path.read_bytes() for path in real if "contentonly" not in path.name}
    found = found or {"quiz.h5p": make_h5p()}
    first = [_written(folder / name, data) for name, data in found.items()]
    again = [_written(folder / f"again-{name}", _changed(data)) for name, data in found.items()]
    return first, again


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _changed(data: bytes, files: int = 0) -> bytes:
    """Return a package under another title, filled up with pictures to ``files`` members."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = [name for name in source.namelist() if not name.endswith("/")]
        for name in names:
            member = source.read(name)
            if name == "h5p.json":
                member = json.dumps(json.loads(member) | {"title": "Bài khác"}).encode()
            target.writestr(name, member)
        for number in range(files - len(names)):
            target.writestr(f"content/images/{number}.png", png(8, 8, (number % 256, number // 256, 0)))
    return out.getvalue()


def _processor_lines(samples: Path, first: list[Path], again: list[Path], owner) -> list[Line]:
    warm = _written(samples / "warm.h5p", make_h5p(title="Khởi động"))
    ours = [_own_round(warm, first, again, owner) for _round in range(ROUNDS)]
    try:
        modules = lumi.install(CACHE)
    except lumi.NotHereError as trouble:
        print(f"Lumi is not measured ({trouble}): recorded ratios, without a limit.")
        return [Line(f"{_WHAT} {what}", ratio, None, "×", "recorded") for what, ratio in RECORDED.items()]
    theirs = [lumi.import_packages(modules, [warm, *first, *again])[1:] for _round in range(ROUNDS)]
    count = len(first)
    return [
        _ratio_line("unknown", min(one for one, _other in ours), min(sum(row[:count]) for row in theirs), count),
        _ratio_line("held", min(other for _one, other in ours), min(sum(row[count:]) for row in theirs), count),
    ]


def _own_round(warm: Path, first: list[Path], again: list[Path], owner) -> tuple[float, float]:
    """Import everything into a site that holds no package and no library; the seconds of both passes."""
    from content_repo.models import Library, Package
    from media.models import Blob, Upload

    for model in (Package, Library, Upload, Blob):
        model.objects.all().delete()
    _import_all([warm], owner)
    return _import_all(first, owner), _import_all(again, owner)


def _ratio_line(what: str, ours: float, theirs: float, count: int) -> Line:
    beside = f"{theirs:.2f} s to {ours:.2f} s for {count} packages"
    return Line(f"{_WHAT} {what}", theirs / ours, LEAST_RATIO, "×", beside, is_least=True)


def _import_all(packages: list[Path], owner) -> float:
    """Store packages and return the processor seconds of it all, children included."""
    from content_repo.models import Package
    from media.services import store_file

    before, stored = _cpu_seconds(), Package.objects.count()
    for path in packages:
        with path.open("rb") as file:
            store_file(file=file, name=path.name, owner=owner, school=None)
    assert Package.objects.count() == stored + len(packages)
    return _cpu_seconds() - before


def _cpu_seconds() -> float:
    """Return what this process took, and the one that children are forked from with all that it forked."""
    from media import nursery

    used = resource.getrusage(resource.RUSAGE_SELF)
    others = [Path(f"/proc/{one._process.pid}/stat").read_text().rsplit(")", 1)[1].split() for one in nursery._idle]
    ticks = sum(int(number) for fields in others for number in fields[11:15])
    return used.ru_utime + used.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def _puts_line(samples: Path, owner) -> Line:
    """Count what a large package writes to S3 when its libraries are held there."""
    from django.test import override_settings

    largest = max(samples.glob("*.h5p"), key=lambda path: path.stat().st_size)
    large = _written(samples / "large.h5p", _changed(largest.read_bytes(), FILES))
    with servers.s3() as (endpoint, folder):
        store = {
            "endpoint": endpoint,
            "public_url": endpoint,
            "bucket": servers.S3_BUCKET,
            "region": "us-east-1",
            "access_key": servers.S3_KEY,
            "secret_key": servers.S3_SECRET,
            "folder": folder / "unused",
        }
        with override_settings(OBJECT_STORE=store), _counted_puts() as puts:
            _import_all([large], owner)
    return Line(f"PUTs of a package with {FILES} files, libraries held", len(puts), MOST_PUTS, "")


@contextmanager
def _counted_puts() -> Iterator[list[str]]:
    """Count on the wire: every request that the S3 client makes goes through this one function."""
    import urllib3

    puts: list[str] = []
    urlopen = urllib3.HTTPConnectionPool.urlopen

    def counted(self, method, url, *args, **kwargs):
        if method == "PUT":
            puts.append(url)
        return urlopen(self, method, url, *args, **kwargs)

    urllib3.HTTPConnectionPool.urlopen = counted
    try:
        yield puts
    finally:
        urllib3.HTTPConnectionPool.urlopen = urlopen


if __name__ == "__main__":
    sys.exit(main())
