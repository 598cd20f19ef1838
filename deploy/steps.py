"""Run one step of an installation: say what happens, show life, leave no process behind. Standard library only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
HEARTBEAT_SECONDS = 10


class StepFailed(SystemExit):
    """Ends the program with the step's own words."""


def end_with_parent() -> None:
    """Ask the kernel (Linux) for SIGTERM when the parent process dies, even by ``kill -9``."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into an orderly exit, so that running steps are ended too."""

    def leave(number, frame):
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    signal.signal(signal.SIGINT, leave)


def run_step(words: str, command: list[str], *, env: dict | None = None, shows_output: bool = False) -> None:
    """Run ``command`` to its end; :class:`StepFailed` with the tail of its output if it fails."""
    started = time.monotonic()
    print(f"• {words} …", flush=True)
    process = subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=None if shows_output else subprocess.PIPE,
        stderr=None if shows_output else subprocess.STDOUT,
        process_group=0,
        preexec_fn=end_with_parent,
    )
    tail: deque[str] = deque(maxlen=40)
    try:
        if not shows_output:
            _follow(process, tail, started)
        code = process.wait()
    finally:
        end_group(process)
    if code:
        print("\n".join(tail), file=sys.stderr)
        raise StepFailed(f"✗ {words}: failed. The words above say why; run the same command again afterwards.")
    print(f"  done in {time.monotonic() - started:.1f} s", flush=True)


def _follow(process, tail, started) -> None:
    """Show the last line on a terminal, or a sign of life every ten seconds in a log."""
    is_terminal = sys.stdout.isatty()
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    os.set_blocking(process.stdout.fileno(), False)
    while True:
        if not selector.select(timeout=HEARTBEAT_SECONDS):
            if not is_terminal:
                print(f"  … still at it, {time.monotonic() - started:.0f} s", flush=True)
            continue
        chunk = os.read(process.stdout.fileno(), 65536)
        if not chunk:
            break
        lines = chunk.decode(errors="replace").splitlines()
        tail.extend(lines)
        if is_terminal and lines:
            print(f"\r\033[K  {lines[-1][:76]}", end="", flush=True)
    if is_terminal:
        print("\r\033[K", end="", flush=True)


def end_group(process: subprocess.Popen, patience_seconds: float = 5) -> None:
    """End a process and all it started: SIGTERM, then SIGKILL."""
    for number, patience in ((signal.SIGTERM, patience_seconds), (signal.SIGKILL, 1)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
