"""The servers of production: PostgreSQL, Redis, an S3 server, nginx. Each on a free port and in a folder of its own."""

import os
import pwd
import shutil
import signal
import string
import subprocess
import sysconfig
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests.stacks.processes import Process, free_port

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
NGINX_TEMPLATE = PROJECT_DIR / "deploy" / "nginx.conf.template"
S3_KEY, S3_SECRET, S3_BUCKET = "elearn-key", "elearn-secret-of-tests", "elearn"


def find_program(*names: str) -> str:
    """Return the path of the first program found; a test that needs it fails in words when there is none."""
    places = [os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", sysconfig.get_path("scripts")]
    for name in names:
        if found := shutil.which(name, path=os.pathsep.join(places)):
            return found
    raise RuntimeError(f"{names[0]} is not installed; `make test` as root installs it")


def _postgres_program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else find_program(name)


@contextmanager
def private_folder(prefix: str, owner: str | None = None):
    """Give a folder under the temporary directory, which goes afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if owner:
        shutil.chown(folder, owner, owner)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres():
    """Run PostgreSQL; yields the address of an empty database ``elearn``."""
    is_root = os.geteuid() == 0
    # PostgreSQL refuses to run as root; Debian's package brings the user.
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if is_root else {}
    if is_root:
        pwd.getpwnam("postgres")
    with private_folder("elearn-postgres-", "postgres" if is_root else None) as folder:
        data = folder / "data"
        initdb = [
            _postgres_program("initdb"),
            "-D",
            data,
            "-U",
            "elearn",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*initdb, "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **account)
        port = free_port()
        server = Process(
            [_postgres_program("postgres"), "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", port, "-c", "fsync=off"],
            log=folder / "log",
            stop_signal=signal.SIGINT,  # the «fast» shutdown
            cwd=folder,
            **account,
        )
        try:
            server.wait_for_port(port)
            address = ["-h", "127.0.0.1", "-p", str(port), "-U", "elearn"]
            subprocess.run([_postgres_program("createdb"), *address, "elearn"], check=True)
            yield f"postgres://elearn@127.0.0.1:{port}/elearn"
        finally:
            server.end()


@contextmanager
def redis():
    """Run Redis without persistence; yields its address."""
    with private_folder("elearn-redis-") as folder:
        port = free_port()
        command = [find_program("redis-server"), "--port", port, "--bind", "127.0.0.1", "--dir", folder]
        server = Process([*command, "--save", "", "--appendonly", "no"], log=folder / "log")
        try:
            server.wait_for_port(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.end()


@contextmanager
def s3():
    """Run an S3 server over a folder with an empty bucket; yields its address and the folder."""
    with private_folder("elearn-s3-") as folder:
        (folder / "store" / S3_BUCKET).mkdir(parents=True)
        port = free_port()
        server = Process(
            [
                *[find_program("rclone"), "serve", "s3", folder / "store", "--addr", f"127.0.0.1:{port}"],
                *["--auth-key", f"{S3_KEY},{S3_SECRET}", "--vfs-cache-mode", "off", "--dir-cache-time", "2s"],
            ],
            log=folder / "log",
            env={"RCLONE_CONFIG": str(folder / "none.conf"), "RCLONE_CACHE_DIR": str(folder / "cache")},
        )
        try:
            server.wait_for_port(port)
            yield f"http://127.0.0.1:{port}", folder / "store"
        finally:
            server.end()


NGINX_MAIN = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def render_nginx(folder: Path, **variables: str) -> Path:
    """Write the configuration of production into ``folder``; return the main file."""
    template = NGINX_TEMPLATE.read_text(encoding="utf-8")
    for name, value in variables.items():  # as envsubst does: only known names, nginx's own variables stay
        template = template.replace("${" + name + "}", value)
    left = [match for match in string.Template.pattern.findall(template) if match[2]]
    if left:
        raise RuntimeError(f"variables without a value: {left}")
    (folder / "site.conf").write_text(template, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(("user root;" if os.geteuid() == 0 else "") + NGINX_MAIN.format(folder=folder))
    return main


@contextmanager
def nginx(*, web_port: int, store_address: str, port: int):
    """Run nginx with the configuration of production in front of a web server and an S3 server."""
    with private_folder("elearn-nginx-") as folder:
        main = render_nginx(
            folder,
            LISTEN=f"127.0.0.1:{port}",
            WEB_ADDRESS=f"127.0.0.1:{web_port}",
            STORE_ADDRESS=store_address.removeprefix("http://"),
            BUCKET=S3_BUCKET,
            TLS_DIR=str(folder / "tls"),
        )
        server = Process([find_program("nginx"), "-p", folder, "-c", main, "-e", "stderr"], log=folder / "log")
        try:
            server.wait_for_port(port)
            yield server
        finally:
            server.end()
