"""Processes of tests: started in a group of their own, waited for, ended with all they started."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from elearn.supervision import end_with_parent


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A running program whose output goes to a log file."""

    def __init__(self, command, *, log: Path, env: dict | None = None, stop_signal=signal.SIGTERM, **options):
        self.command = [str(part) for part in command]
        self.log = log
        self.env = dict(os.environ if env is None else env)  # as given: the settings of the tests must not leak
        self.stop_signal = stop_signal
        self.options = options
        self.start()

    def start(self) -> None:
        """Start it (again)."""
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.env,
                process_group=0,
                preexec_fn=end_with_parent,  # nothing is left behind when the tests themselves are killed
                **self.options,
            )

    @property
    def pid(self) -> int:
        """Id of the process, which is also that of its group."""
        return self.popen.pid

    def end(self, patience_seconds: float = 15) -> None:
        """Ask it to end; then make sure that nothing of its group is left."""
        if self.popen.poll() is None:
            self.popen.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(patience_seconds)
        self.kill()

    def kill(self) -> None:
        """``kill -9`` of the process and of what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def wait_for_port(self, port: int, seconds: float = 30) -> None:
        """Wait until it listens; fail with its log if it ends before."""
        self._wait(lambda: _listens(port), f"port {port}", seconds)

    def wait_for_url(self, url: str, seconds: float = 60) -> None:
        """Wait until ``url`` answers with 200."""
        self._wait(lambda: answers(url), url, seconds)

    def _wait(self, condition, what: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if self.popen.poll() is not None or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"{self.command[0]} did not bring up {what}:\n{tail}")
            time.sleep(0.05)


def answers(url: str) -> bool:
    """Return whether ``url`` answers with a success."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children_of(pid: int) -> dict[int, str]:
    """Return the running children of a process with their command lines (Linux)."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found[int(child)] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return found
