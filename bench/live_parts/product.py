"""The product itself, with rooms full of people in a data folder that is removed."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.live_parts.machine import Server, running
from elearn.management.commands.serve import UVICORN
from tests.stacks.processes import free_port
from tests.stacks.product import product_environ, run_manage
from tests.stacks.servers import private_folder

PLAIN = "websockets-sansio"  # the server's own protocol: frames go through the ordinary send


@dataclass(frozen=True)
class Seat:
    """One person's place in one room."""

    path: str
    cookie: str
    token: str
    number: int


class Product:
    """A data folder with people in rooms, and web processes over it."""

    def __init__(self, folder: Path, rooms: list[tuple[int, int]]):
        self._env = {"ELEARN_DATA_DIR": str(folder)}
        run_manage(self._env, "migrate", "-v0")
        code = f"from bench.live_parts.world import make_world; make_world({rooms!r})"
        printed = run_manage(self._env, "shell", "-v0", "-c", code)
        world = next(line for line in printed.splitlines() if line.startswith("WORLD "))
        self.rooms = [
            [Seat(path=room["path"], **seat) for seat in room["seats"]]
            for room in json.loads(world.removeprefix("WORLD "))
        ]

    @contextmanager
    def served(self, *, plain: bool = False) -> Iterator[Server]:
        """Run one web process with the options of ``manage.py serve``."""
        port = free_port()
        options = [f"--ws={PLAIN}" if plain and option.startswith("--ws=") else option for option in UVICORN]
        env = product_environ({**self._env, "ELEARN_PUBLIC_URL": f"http://127.0.0.1:{port}"})
        command = [sys.executable, *options, "--host=127.0.0.1", f"--port={port}", "--no-proxy-headers"]
        with running(command, port=port, env=env, name="web") as server:
            yield server


@contextmanager
def product(rooms: list[tuple[int, int]]) -> Iterator[Product]:
    """Make the data; each room is given as how many lead and how many learn."""
    with private_folder("elearn-bench-live-") as folder:
        yield Product(folder, rooms)
