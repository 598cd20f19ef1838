"""The supervisor, run for real: what dies starts again, and nothing outlives it."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from tests.stacks.processes import children_of, free_port
from tests.stacks.servers import PROJECT_DIR

# A process with a child of its own, as the worker has while it makes copies of a film.
PARENT = [sys.executable, "-c", "import subprocess; subprocess.run(['sleep', '300'])"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(300)"]


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
    return value


def is_running(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.fixture
def start():
    """Return a function that starts a supervisor over commands."""
    started = []

    def start(**commands):
        url = f"http://127.0.0.1:{free_port()}/"
        command = [sys.executable, "-m", "elearn.supervision", json.dumps(commands), f"--health-url={url}"]
        process = subprocess.Popen(command, cwd=PROJECT_DIR, stdout=subprocess.PIPE, text=True)
        started.append(process)
        # A process that has only been forked still carries the supervisor's own command line.
        wanted = {" ".join(command) for command in commands.values()}
        wait_until(lambda: wanted <= set(children_of(process.pid).values()))
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def descendants(pid: int) -> list[int]:
    found = []
    for child in children_of(pid):
        found += [child, *descendants(child)]
    return found


def test_a_killed_process_starts_again_and_the_others_stay(start):
    supervisor = start(web=["sleep", "300"], worker=["sleep", "301"])
    before = children_of(supervisor.pid)
    killed = next(pid for pid, command in before.items() if command.endswith("300"))
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(after := children_of(supervisor.pid)) == 2 and killed not in after)
    kept = next(pid for pid, command in before.items() if command.endswith("301"))
    assert kept in children_of(supervisor.pid)


def test_a_process_that_keeps_dying_is_not_started_in_a_hurry(start):
    supervisor = start(web=["sleep", "300"], broken=["sh", "-c", "sleep 0.1; exit 3"])
    time.sleep(3)
    supervisor.terminate()
    output, _ = supervisor.communicate(timeout=15)
    assert 1 <= output.count("broken ended (exit code 3)") <= 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_process_and_what_they_started(start, number):
    supervisor = start(web=PARENT, worker=PARENT)
    pids = wait_until(lambda: (found := descendants(supervisor.pid)) and len(found) == 4 and found)
    supervisor.send_signal(number)
    supervisor.wait(timeout=15)
    assert supervisor.returncode == 0
    assert not [pid for pid in pids if is_running(pid)]


def test_a_process_that_ignores_the_signal_is_killed(start):
    supervisor = start(web=STUBBORN)
    (pid,) = children_of(supervisor.pid)
    time.sleep(0.5)
    supervisor.terminate()
    supervisor.wait(timeout=20)
    assert not is_running(pid)


def test_processes_end_even_when_the_supervisor_itself_is_killed(start):
    supervisor = start(web=["sleep", "300"], worker=["sleep", "301"])
    pids = list(children_of(supervisor.pid))
    supervisor.kill()
    wait_until(lambda: not [pid for pid in pids if is_running(pid)])


def test_children_may_hold_a_socket_for_each_pupil_of_a_large_class():
    show = "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], flush=True)"
    with_few = (
        f'ulimit -Sn 512; exec {sys.executable} -m elearn.supervision "$0" --health-url=http://127.0.0.1:{free_port()}/'
    )
    commands = json.dumps({"web": [sys.executable, "-c", f"{show}; import time; time.sleep(300)"]})
    process = subprocess.Popen(["sh", "-c", with_few, commands], cwd=PROJECT_DIR, stdout=subprocess.PIPE, text=True)
    try:
        assert int(process.stdout.readline()) == min(65_536, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    finally:
        process.terminate()
        process.communicate(timeout=30)
