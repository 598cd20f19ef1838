"""Serve the embedded product: web, worker, indexer and timekeeper under one supervisor."""

import fcntl
import io
import json
import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from elearn.environment import PROJECT_DIR, environment

# Options of the ASGI server that hold everywhere; docker-compose.yml gives the same.
UVICORN = [
    "-m",
    "uvicorn",
    "elearn.asgi:application",
    "--lifespan=off",
    "--no-server-header",
    # Rooms of live classes: one encoding for all sockets, small frames, patience with crowded links.
    "--ws=elearn.websocket_protocol:RawWriteProtocol",
    "--ws-max-size=65536",
    "--ws-ping-interval=20",
    "--ws-ping-timeout=60",
    "--ws-per-message-deflate=false",
    "--timeout-keep-alive=15",
    "--timeout-graceful-shutdown=5",
    "--log-level=warning",
]


class Command(BaseCommand):
    """``manage.py serve --host 127.0.0.1 --port 8000``; run ``manage.py set_up`` first."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", action="store_true", help="Print the demo sign-ins.")

    def handle(self, *, host, port, demo, **options):
        """Take the lock of the data folder and become the supervisor."""
        lock = self._take_lock()
        os.set_inheritable(lock.fileno(), True)
        shown_host = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
        arguments = [
            json.dumps(self._processes(host, port)),
            f"--health-url=http://{shown_host}:{port}/suc-khoe/",
            f"--welcome={self._welcome(demo)}",
        ]
        self.stdout.write("Starting web, worker, indexer and timekeeper …")
        self.stdout.flush()
        os.chdir(PROJECT_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "elearn.supervision", *arguments])  # noqa: S606

    @staticmethod
    def _take_lock():
        """Lock the data folder, so that two products never write one; held until the supervisor ends."""
        path = settings.DATA_DIR / "serve.lock"
        lock = path.open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(
                f"Already serving from the folder {settings.DATA_DIR}. End that one first, "
                "or choose another folder with ELEARN_DATA_DIR."
            ) from None
        return lock

    @staticmethod
    def _processes(host: str, port: int) -> dict[str, list[str]]:
        # Without a proxy in front, a client must not choose its own address by a header.
        proxy = ["--proxy-headers"] if environment.trusted_proxy else ["--no-proxy-headers"]
        return {
            "web": [sys.executable, *UVICORN, *proxy, f"--host={host}", f"--port={port}"],
            "worker": [sys.executable, "manage.py", "db_worker", "--queue-name=*", "--no-reload", "--verbosity=0"],
            "indexer": [sys.executable, "manage.py", "follow_search"],
            "timekeeper": [sys.executable, "manage.py", "keep_time"],
        }

    @staticmethod
    def _welcome(demo: bool) -> str:
        accounts = io.StringIO()
        if demo:
            call_command("demo_accounts", stdout=accounts)
        return f"\n{accounts.getvalue()}\nLớp Gần: {settings.SITE_URL}\nCtrl-C ends it."
