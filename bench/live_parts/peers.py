"""The servers that the hub is compared with, on the same core and by the same client."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.live_parts.machine import Server, running
from bench.live_parts.sockets import Ear, SocketIoEar, TutorialEar
from tests.stacks.processes import free_port
from tests.stacks.servers import private_folder

HERE = Path(__file__).parent
NODE_PACKAGES = ["ws@8.18.3", "socket.io@4.8.1"]
# Of an earlier run on another machine, where there is no Node here: ratio to bare picows.
RECORDED_RATIOS = {"Node ws": 0.60, "Socket.IO": 0.58}


@dataclass(frozen=True)
class Peer:
    """A server and the dialect of its clients."""

    name: str
    ear: type[Ear]
    command: list[str]
    modules: Path | None = None

    @contextmanager
    def served(self) -> Iterator[Server]:
        """Run it."""
        port = free_port()
        env = {**os.environ, **({"NODE_PATH": str(self.modules)} if self.modules else {})}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        command = [part.replace("PORT", str(port)) for part in self.command]
        with running(command, port=port, env=env, name="peer") as server:
            yield server


BARE = Peer("bare picows", Ear, [sys.executable, "-m", "bench.live_parts.picows_server", "PORT"])
TUTORIAL = Peer(
    "tutorial's group_send",
    TutorialEar,
    [
        *[sys.executable, "-m", "uvicorn", "bench.live_parts.tutorial:application", "--port=PORT", "--lifespan=off"],
        *["--ws=websockets-sansio", "--ws-per-message-deflate=false", "--log-level=warning"],
    ],
)


@contextmanager
def node_peers() -> Iterator[list[Peer]]:
    """Install Node's packages into a folder that is removed; yields nothing where Node or its registry is away."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        yield []
        return
    with private_folder("elearn-bench-node-") as folder:
        install = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent", *NODE_PACKAGES]
        if subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
            yield []
            return
        modules = folder / "node_modules"
        yield [
            Peer("Node ws", Ear, [node, str(HERE / "node" / "ws_server.js"), "PORT"], modules),
            Peer("Socket.IO", SocketIoEar, [node, str(HERE / "node" / "socket_io_server.js"), "PORT"], modules),
        ]
