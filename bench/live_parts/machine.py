"""A core for the server and one for the client, and what a server took of its own."""

import contextlib
import os
from contextlib import contextmanager
from pathlib import Path

from bench.server_cpu import cpu_seconds
from tests.stacks.processes import Process
from tests.stacks.servers import PROJECT_DIR, find_program, private_folder

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]


def take_client_core() -> None:
    """Keep this process away from the server's core, and both ahead of what else runs here, where we may."""
    os.sched_setaffinity(0, {CLIENT_CORE})
    with contextlib.suppress(PermissionError):
        os.nice(-15)


class Server(Process):
    """A server on the server's core."""

    def __init__(self, command, *, port: int, log: Path, env: dict | None = None):
        self.port = port
        pinned = [find_program("taskset"), "-c", str(SERVER_CORE), *command]
        super().__init__(pinned, log=log, env=env, cwd=PROJECT_DIR)
        self.wait_for_port(port, 60)

    @property
    def cpu_seconds(self) -> float:
        """Processor time taken so far."""
        return cpu_seconds(self.pid)

    @property
    def memory_kb(self) -> int:
        """Resident memory."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


@contextmanager
def running(command, *, port: int, env: dict | None = None, name: str):
    """Run a server; its log goes to a folder that is removed."""
    with private_folder(f"elearn-bench-{name}-") as folder:
        server = Server(command, port=port, log=folder / "log", env=env)
        try:
            yield server
        finally:
            server.end()


def share_of_machine_in_use() -> float:
    """Return the load of the last minute for each core: above one, others compete with the measurement."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)
