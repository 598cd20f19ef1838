"""``python -m tests.run``: all tests in three processes, and one summary at the end.

A few tests that failed are run once more, alone: what fails twice fails. What passes then leaned on a machine with
nothing else to do, and is named in the summary so that it gets mended.
"""

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
PASSED, SOME_FAILED = 0, 1
MOST_RUN_AGAIN = 5


def main() -> int:
    """Run all phases, also after a failure; return 0 only if every test of every phase passed."""
    started = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "compile_catalogues"], check=True)
    counts = dict.fromkeys(("failed", "passed", "skipped", "error"), 0)
    codes, skipped, unsteady = {}, [], []
    with tempfile.TemporaryDirectory(prefix="elearn-report-") as folder:
        for name, arguments in PHASES.items():
            sys.stdout.write(f"\n=== {name} tests ===\n")
            sys.stdout.flush()
            report = Path(folder) / f"{name}.xml"
            codes[name] = _run_pytest(arguments, report)
            if not report.exists():
                continue
            _add_up(report, counts, skipped)
            failed = _failed_tests(report)
            if codes[name] == SOME_FAILED and len(failed) <= MOST_RUN_AGAIN:
                sys.stdout.write("\n--- what failed, once more and alone ---\n")
                sys.stdout.flush()
                codes[name] = _run_pytest(failed, Path(folder) / f"{name}-again.xml")
                unsteady += failed if codes[name] == PASSED else []
    bad = {name: code for name, code in codes.items() if code != PASSED}
    _print_summary(counts, skipped, unsteady, bad, time.monotonic() - started)
    return 1 if bad else 0


def _run_pytest(arguments: list[str], report: Path) -> int:
    return subprocess.run([*PYTEST, *arguments, f"--junitxml={report}"]).returncode


def _failed_tests(report: Path) -> list[str]:
    """Return the ids of the tests that failed, or whose fixtures did."""
    cases = etree.parse(report).iter("testcase")
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return list(dict.fromkeys(map(_test_id, failed)))


def _test_id(case) -> str:
    """Return ``tests/x.py::Class::name``; a report writes the first two as ``tests.x.Class``."""
    parts = case.get("classname").split(".")
    length = next(n for n in range(len(parts), 0, -1) if Path(*parts[:n]).with_suffix(".py").exists())
    return "::".join([str(Path(*parts[:length]).with_suffix(".py")), *parts[length:], case.get("name")])


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


def _print_summary(counts: dict, skipped: list[str], unsteady: list[str], bad: dict, seconds: float) -> None:
    if skipped:
        sys.stdout.write("\nNOT RUN:\n" + "\n".join(f"  {line}" for line in skipped) + "\n")
    if unsteady:
        sys.stdout.write("\nFAILED, THEN PASSED ALONE:\n" + "\n".join(f"  {line}" for line in unsteady) + "\n")
    for name, code in bad.items():
        sys.stdout.write(f"\nThe {name} tests did not pass (pytest's exit code {code}).\n")
    shown = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    sys.stdout.write(f"\n{f' {shown} in {seconds:.0f}s '.center(80, '=')}\n")


if __name__ == "__main__":
    sys.exit(main())
