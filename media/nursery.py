"""Keeps the parents of sandboxed children: processes with the parsers loaded, which fork one child a file.

A child costs a fork instead of a start of Python with all its imports (a hundred times more for a small file). It is
a process of its own all the same, with its own limits, and the parent that it is forked from never sees a byte of a
stranger's file.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore, Lock

AT_ONCE = 2  # children of one process; the others wait, so that many forms with files don't take all memory
_PROJECT_DIR = Path(__file__).resolve().parent.parent
_turn = BoundedSemaphore(AT_ONCE)
_lock = Lock()
_idle: list["Nursery"] = []


class Gone(Exception):  # noqa: N818 - what happened, told to the caller
    """The process ended, or was ended, before it answered."""


class Nursery:
    """One such process; it takes one job at a time and ends by itself when nothing came for a minute."""

    def __init__(self) -> None:
        # Nothing of our environment goes along: no secret key, no address of the database.
        environment = {"PYTHONPATH": str(_PROJECT_DIR), "PATH": os.environ.get("PATH", "")}
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "media.sandbox_nursery"],
            env=environment | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that it ends together with its child
        )

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def run(self, arguments: Sequence[str], seconds: float) -> int:
        """Have one child do a job and return how it ended; TimeoutError after ``seconds``, when it is ended."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps(list(arguments)).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise Gone from error
        answer = select.poll()  # select() takes no descriptor above 1,023, and a server of rooms has more
        answer.register(self._process.stdout, select.POLLIN)
        if not answer.poll(seconds * 1000):
            self.end()
            raise TimeoutError
        line = self._process.stdout.readline()
        if not line:
            raise Gone
        return int(line)

    def end(self) -> None:
        """End it and its child, if it has one now."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


def run_child(arguments: Sequence[str], seconds: float) -> int:
    """Run one job as soon as it is its turn; how the child ended, as :func:`os.waitstatus_to_exitcode` says it."""
    with _turn, _nursery() as nursery:
        return nursery.run(arguments, seconds)


def end_idle() -> None:
    """End the processes that wait for work, for a program that ends, or that counts what they took."""
    with _lock:
        waiting, _idle[:] = list(_idle), []
    for nursery in waiting:
        if nursery.owner == os.getpid():
            nursery.end()


atexit.register(end_idle)


@contextmanager
def _nursery() -> Iterator[Nursery]:
    nursery = _taken() or Nursery()
    try:
        yield nursery
    except BaseException:
        nursery.end()
        raise
    with _lock:
        _idle.append(nursery)


def _taken() -> Nursery | None:
    """Return one that waits; those that ended by themselves, or belong to the process we were forked from, go."""
    with _lock:
        while _idle:
            nursery = _idle.pop()
            if nursery.owner == os.getpid() and nursery.is_alive:
                return nursery
            if nursery.owner == os.getpid():
                nursery.end()
    return None
