"""The product as people run it: ``manage.py serve`` on the embedded default, or the processes of production."""

import re
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.stacks import servers
from tests.stacks.compose import command_of
from tests.stacks.processes import Process, answers, children_of, free_port

PROJECT_DIR = servers.PROJECT_DIR
HEALTH = "/suc-khoe/"


class Stack:
    """A running product: ``url``, ``data_dir``, ``env`` (for commands), ``pids``, ``restart_web``."""

    name = ""

    def __init__(self, *, url: str, data_dir: Path, env: dict[str, str]):
        self.url = url
        self.data_dir = data_dir
        self.env = env

    def manage(self, *arguments: str) -> str:
        """Run a management command against the same stores; return what it printed."""
        return run_manage(self.env, *arguments)

    def restart_web(self, *, kill: bool = True) -> None:
        """End the web process, by ``kill -9`` unless told otherwise, and wait until the site serves again."""
        raise NotImplementedError

    @property
    def pids(self) -> dict[str, int]:
        """Ids of the processes ``web``, ``worker``, ``indexer`` and ``timekeeper``."""
        raise NotImplementedError


class EmbeddedStack(Stack):
    """SQLite, a folder and one process each, under the supervisor."""

    name = "embedded"

    def __init__(self, supervisor: Process, **where):
        super().__init__(**where)
        self.supervisor = supervisor

    @property
    def pids(self) -> dict[str, int]:
        """Ids of the supervisor's children."""
        marks = {"uvicorn": "web", "db_worker": "worker", "follow_search": "indexer", "keep_time": "timekeeper"}
        return {
            name: pid
            for pid, command in children_of(self.supervisor.pid).items()
            for mark, name in marks.items()
            if mark in command
        }

    def restart_web(self, *, kill: bool = True) -> None:
        """End web; the supervisor brings it back."""
        before = self.pids["web"]
        subprocess.run(["kill", "-9" if kill else "-15", str(before)], check=True)
        self.supervisor._wait(
            lambda: self.pids.get("web", before) != before and answers(self.url + HEALTH), "web again", 60
        )


class ProductionStack(Stack):
    """PostgreSQL, Redis, S3 and nginx around several web processes."""

    name = "production"

    def __init__(self, processes: dict[str, Process], **where):
        super().__init__(**where)
        self.processes = processes

    @property
    def pids(self) -> dict[str, int]:
        """Ids of the processes as started."""
        return {name: process.pid for name, process in self.processes.items()}

    def restart_web(self, *, kill: bool = True) -> None:
        """End web and start it again, as Docker would."""
        web = self.processes["web"]
        if kill:
            web.kill()
        else:
            web.end()
        web.start()
        web.wait_for_url(self.url + HEALTH)


def run_manage(env: dict[str, str], *arguments: str) -> str:
    """Run ``manage.py`` in an environment; fail with its output."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT_DIR,
        env=product_environ(env),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def product_environ(env: dict[str, str]) -> dict[str, str]:
    """Return the environment of a process of the product: ours, without settings of another product, and ``env``."""
    import os

    inherited = {name: value for name, value in os.environ.items() if not re.match("ELEARN_|DJANGO_", name)}
    return {**inherited, "ELEARN_LOG_LEVEL": "WARNING", **env}


@contextmanager
def embedded_stack(*, is_seeded: bool = True):
    """Set up and serve the embedded default from a folder of its own."""
    with servers.private_folder("elearn-embedded-") as data_dir:
        port = free_port()
        env = {"ELEARN_DATA_DIR": str(data_dir), "ELEARN_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        run_manage(env, "set_up", *(["--demo"] if is_seeded else []))
        supervisor = Process(
            [sys.executable, "manage.py", "serve", "--port", port],
            log=data_dir / "serve.log",
            env=product_environ(env),
            cwd=PROJECT_DIR,
        )
        stack = EmbeddedStack(supervisor, url=env["ELEARN_PUBLIC_URL"], data_dir=data_dir, env=env)
        try:
            supervisor.wait_for_url(stack.url + HEALTH)
            yield stack
        finally:
            supervisor.end()


@contextmanager
def production_stack(*, database_url: str, redis_url: str, s3_endpoint: str, is_seeded: bool = True):
    """Set up and serve with the commands of ``docker-compose.yml`` behind nginx."""
    with ExitStack() as cleanup:
        data_dir = cleanup.enter_context(servers.private_folder("elearn-production-"))
        web_port, port = free_port(), free_port()
        env = {
            "ELEARN_DATA_DIR": str(data_dir),
            "ELEARN_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "ELEARN_SECRET_KEY": "only-for-tests-" * 4,
            "ELEARN_TRUSTED_PROXY": "true",
            "ELEARN_DATABASE_URL": database_url,
            "ELEARN_REDIS_URL": redis_url,
            "ELEARN_S3_ENDPOINT": s3_endpoint,
            "ELEARN_S3_ACCESS_KEY": servers.S3_KEY,
            "ELEARN_S3_SECRET_KEY": servers.S3_SECRET,
            "ELEARN_S3_BUCKET": servers.S3_BUCKET,
        }
        run_manage(env, "set_up", *(["--demo"] if is_seeded else []))
        commands = {
            "web": command_of("web", host="127.0.0.1", port=web_port, workers=2, forwarded_allow_ips="127.0.0.1"),
            "worker": command_of("worker"),
            "indexer": command_of("indexer"),
            "timekeeper": command_of("timekeeper"),
        }
        processes = {}
        for name, command in commands.items():
            process = Process(command, log=data_dir / f"{name}.log", env=product_environ(env), cwd=PROJECT_DIR)
            cleanup.callback(process.end)
            processes[name] = process
        processes["web"].wait_for_url(f"http://127.0.0.1:{web_port}{HEALTH}")
        cleanup.enter_context(servers.nginx(web_port=web_port, store_address=s3_endpoint, port=port))
        yield ProductionStack(processes, url=env["ELEARN_PUBLIC_URL"], data_dir=data_dir, env=env)
