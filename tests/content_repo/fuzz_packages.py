"""Spoil packages for long: ``python -m tests.content_repo.fuzz_packages [--rounds N] [--seed N] [file …]``.

Without files, small packages of every format are spoilt. What fails stays as a file, and its round and seed are told.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Run, and print how often each outcome came."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.content_repo.package_fuzz import SAMPLES, run

    samples = [(path.name, path.read_bytes()) for path in given.files] or list(SAMPLES.values())
    folder = Path(tempfile.mkdtemp())
    try:
        found = run(samples, given.rounds, given.seed, folder)
    except Exception:
        sys.stderr.write(f"the file is {folder / 'file'}\n")
        raise
    sys.stdout.write("\n".join(f"{count:7} {what}" for what, count in found.most_common()) + "\n")


if __name__ == "__main__":
    main()
