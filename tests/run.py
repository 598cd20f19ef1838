"""``python -m tests.run``: all tests in three processes, and one summary at the end."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lxml import etree

PYTEST = [sys.executable, "-m", "pytest"]
# Playwright's loop and the real database servers need processes of their own.
PHASES = {
    "fast": ["-n", "2", "tests", "--ignore=tests/browser", "--ignore=tests/services"],
    "services": ["tests/services"],
    "browser": ["tests/browser"],
}
PASSED = 0


def main() -> int:
    """Run all phases, also after a failure; return 0 only if every test of every phase passed."""
    started = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "compile_catalogues"], check=True)
    counts = dict.fromkeys(("failed", "passed", "skipped", "error"), 0)
    codes, skipped = {}, []
    with tempfile.TemporaryDirectory(prefix="elearn-report-") as folder:
        for name, arguments in PHASES.items():
            sys.stdout.write(f"\n=== {name} tests ===\n")
            sys.stdout.flush()
            report = Path(folder) / f"{name}.xml"
            codes[name] = subprocess.run([*PYTEST, *arguments, f"--junitxml={report}"]).returncode
            if report.exists():
                _add_up(report, counts, skipped)
    bad = {name: code for name, code in codes.items() if code != PASSED}
    _print_summary(counts, skipped, bad, time.monotonic() - started)
    return 1 if bad else 0


def _add_up(report: Path, counts: dict, skipped: list[str]) -> None:
    for case in etree.parse(report).iter("testcase"):
        outcomes = {child.tag: child for child in case}
        if "skipped" in outcomes:
            counts["skipped"] += 1
            skipped.append(f"{case.get('classname')}::{case.get('name')}: {outcomes['skipped'].get('message')}")
        elif "failure" in outcomes:
            counts["failed"] += 1
        elif "error" in outcomes:
            counts["error"] += 1
        else:
            counts["passed"] += 1


def _print_summary(counts: dict, skipped: list[str], bad: dict, seconds: float) -> None:
    if skipped:
        sys.stdout.write("\nNOT RUN:\n" + "\n".join(f"  {line}" for line in skipped) + "\n")
    for name, code in bad.items():
        sys.stdout.write(f"\nThe {name} tests did not pass (pytest's exit code {code}).\n")
    shown = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    sys.stdout.write(f"\n{f' {shown} in {seconds:.0f}s '.center(80, '=')}\n")


if __name__ == "__main__":
    sys.exit(main())
