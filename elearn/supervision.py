"""Keeps the processes of the embedded product alive: starts them, starts again what died, ends them all together.

A small program of its own (``python -m elearn.supervision``) that imports nothing of Django, so that it costs a
school's box a few megabytes.
"""

import argparse
import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 8
STEADY_SECONDS = 10  # one that lived so long is started again at once
LONGEST_PAUSE_SECONDS = 30
POLL_SECONDS = 0.2
OPEN_FILES = 65_536  # each pupil in a live class holds a socket; many systems start with 1,024


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started_at: float = 0
    start_again_at: float = 0
    pause_seconds: float = field(default=0.5)

    def start(self) -> None:
        """Start it in a process group of its own, which ends with the supervisor even if that is killed."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(self.command, process_group=0, preexec_fn=end_with_parent)  # noqa: S603

    def note_death(self) -> None:
        """Decide when it starts again: at once, or later each time if it keeps dying."""
        now = time.monotonic()
        if now - self.started_at >= STEADY_SECONDS:
            self.pause_seconds = 0.5
        self.start_again_at = now + self.pause_seconds
        self.pause_seconds = min(self.pause_seconds * 2, LONGEST_PAUSE_SECONDS)

    def signal(self, number: int) -> None:
        """Send a signal to the process and all it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Runs children until told to stop."""

    def __init__(self, children: list[Child]):
        self.children = children
        self.is_stopping = False

    def run(self, when_ready=None) -> None:
        """Start all; start again what ends; return after SIGINT, SIGTERM or SIGHUP once every process is gone."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for child in self.children:
                child.start()
            while not self.is_stopping:
                self._watch()
                if when_ready and when_ready():
                    when_ready = None
                time.sleep(POLL_SECONDS)
        finally:
            self._end_all()

    def _stop(self, number, frame) -> None:
        self.is_stopping = True

    def _watch(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.start_again_at:
                    child.start()
            elif (code := child.process.poll()) is not None:
                child.signal(signal.SIGKILL)  # what it had started must not outlive it
                child.note_death()
                _say(f"{child.name} ended ({_reason(code)}); starting it again")
                child.process = None

    def _end_all(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            if child.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
            child.signal(signal.SIGKILL)
            if child.process:
                child.process.wait()


def end_with_parent() -> None:
    """Ask the kernel (Linux) for SIGTERM when the process that started this one dies, even by ``kill -9``."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def allow_open_files() -> None:
    """Raise the bound on open files for this process and its children, as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Welcome:
    """Says where the site is once it answers."""

    def __init__(self, health_url: str, words: str):
        self.health_url = health_url
        self.words = words

    def __call__(self) -> bool:
        """Return whether the site answered, after having said so."""
        try:
            with urllib.request.urlopen(self.health_url, timeout=2):  # noqa: S310  our own address
                pass
        except (urllib.error.URLError, OSError):
            return False
        _say(self.words)
        return True


def main() -> None:
    """Supervise the processes given as JSON: ``{"name": ["command", …]}``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("processes", type=json.loads)
    parser.add_argument("--health-url", required=True)
    parser.add_argument("--welcome", default="")
    options = parser.parse_args()
    allow_open_files()
    children = [Child(name, command) for name, command in options.processes.items()]
    Supervisor(children).run(when_ready=Welcome(options.health_url, options.welcome))


if __name__ == "__main__":
    main()
