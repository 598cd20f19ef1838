"""The process that :mod:`media.nursery` starts: loads what children need, then forks one for each job it is told.

A job is a line of JSON on standard input: the arguments of :func:`media.sandbox_child.main`. The answer is a line on
standard output: how the child ended. Nothing of a file is read here.
"""

import gc
import json
import os
import select
import sys
import traceback
from importlib import import_module
from pathlib import Path

from media import inspection, sandbox_child

IDLE_SECONDS = 60
assert inspection  # loaded here once, for all children


def main() -> None:
    """Serve until standard input ends, or nothing came for a while."""
    while _has_work():
        line = sys.stdin.readline()
        if not line:
            return
        arguments = json.loads(line)
        if arguments[0].startswith("call:"):
            import_module(arguments[0].split(":")[1])  # our own module, loaded once for all children
        gc.freeze()  # what is loaded stays shared with the children
        status = _run(arguments)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


def _has_work() -> bool:
    return bool(select.select([sys.stdin], [], [], IDLE_SECONDS)[0])


def _run(arguments: list[str]) -> int:
    pid = os.fork()
    if pid == 0:
        _be_child(arguments)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _be_child(arguments: list[str]) -> None:
    """Do the job without the pipes of the parent, and never return."""
    status = 1
    try:
        gc.set_threshold(50_000)  # it lives for one file: looking for garbage often is not worth it
        folder = Path(arguments[3])
        os.chdir(folder)
        os.environ["HOME"] = str(folder)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(os.open(folder / "stderr", os.O_WRONLY | os.O_CREAT, 0o600), 2)
        sandbox_child.main(*arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
