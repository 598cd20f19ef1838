"""How much of the server's processor a pupil's pages take, and its memory: a school's box serves a whole class."""

import http.client
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench.demo import sign_in_pupil
from bench.report import Line, show
from tests.stacks.product import embedded_stack

REQUESTS = 150
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def memory_mb(pid: int) -> float:
    """Return the proportional share of memory of a process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def measure(url: str, path: str, session: str, pid: int) -> tuple[float, float]:
    """Return processor time and elapsed time of one request in milliseconds, averaged."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    headers = {"Cookie": f"sessionid={session}", "Accept-Encoding": "gzip"}

    def ask():
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"

    for _ in range(10):
        ask()
    cpu, clock = cpu_seconds(pid), time.monotonic()
    for _ in range(REQUESTS):
        ask()
    spent, passed = cpu_seconds(pid) - cpu, time.monotonic() - clock
    connection.close()
    return 1000 * spent / REQUESTS, 1000 * passed / REQUESTS


def main() -> int:
    """Measure a pupil's home, catalogue, course and lesson."""
    lines = []
    with embedded_stack() as stack:
        pupil = sign_in_pupil(stack)
        pids = stack.pids
        for name, path in (
            ("home", "/"),
            ("catalogue", "/kho/"),
            ("course", pupil["course"]),
            ("lesson", pupil["lesson"]),
        ):
            cpu, elapsed = measure(stack.url, path, pupil["session"], pids["web"])
            lines.append(Line(f"{name}: processor time a request", cpu, 20 if name == "home" else None, "ms"))
            lines.append(Line(f"{name}: elapsed", elapsed, None, "ms"))
        lines += [Line(f"memory of {name}", memory_mb(pid), None, "MB") for name, pid in pids.items()]
        lines.append(Line("memory of the supervisor", memory_mb(stack.supervisor.pid), None, "MB"))
    return show(lines)


if __name__ == "__main__":
    sys.exit(main())
