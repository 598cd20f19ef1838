"""Peak memory of the web process while 1 GB comes in through the API in folder mode.

Run: ``python bench/upload_memory.py [megabytes]``. Prints peak over idle beside its limit, and the throughput.
"""

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import requests

PROJECT_DIR = Path(__file__).resolve().parent.parent
LIMIT_MB = 50
LINK_KBPS = 1_000_000  # asks for the largest parts, 8 MiB
SET_UP = """
from accounts.models import User
from schools.models import AdministrativeUnit, Membership, School
unit = AdministrativeUnit.objects.create(code="1", name="Xã", kind="commune", valid_from="2025-07-01")
school = School.objects.create(code="1", name="Trường", level="THCS", administrative_unit=unit)
user = User.objects.create_user("bench", password="chu-voi-con")
Membership.objects.create(user=user, role="teacher", school=school)
"""


def main(megabytes: int) -> int:
    """Return 0 when the peak stays below the limit."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"http://127.0.0.1:{_free_port()}"
        environment = {**os.environ, "ELEARN_DATA_DIR": folder, "ELEARN_PUBLIC_URL": address}
        for step in (["migrate", "-v0"], ["build_assets"], ["collectstatic", "--noinput", "-v0"]):
            _manage(environment, *step)
        _manage(environment, "shell", "-v0", "-c", SET_UP)
        port = address.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "uvicorn", "elearn.asgi:application", "--port", port, "--log-level", "error"]
        server = subprocess.Popen(command, cwd=PROJECT_DIR, env=environment)
        try:
            return _measure(address, server.pid, megabytes)
        finally:
            server.terminate()
            server.wait()


def _measure(address: str, pid: int, megabytes: int) -> int:
    session = _signed_in(address)
    _send(session, address, 16)  # everything is imported and warm
    idle_mb = _memory_mb(pid, "VmRSS")
    Path(f"/proc/{pid}/clear_refs").write_text("5")  # starts the peak anew
    started_at = time.monotonic()
    _send(session, address, megabytes)
    seconds = time.monotonic() - started_at
    over_mb = _memory_mb(pid, "VmHWM") - idle_mb
    print(f"sent {megabytes} MB in {seconds:.1f} s: {megabytes / seconds:.0f} MB/s")
    print(f"idle {idle_mb:.0f} MB, peak over idle {over_mb:.1f} MB (limit {LIMIT_MB} MB)")
    return int(over_mb > LIMIT_MB)


def _signed_in(address: str) -> requests.Session:
    session = requests.Session()
    for _attempt in range(150):
        try:
            page = session.get(f"{address}/dang-nhap/")
            break
        except requests.ConnectionError:
            time.sleep(0.2)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    form = {"username": "bench", "password": "chu-voi-con", "csrfmiddlewaretoken": token}
    session.post(f"{address}/dang-nhap/", data=form, allow_redirects=False).raise_for_status()
    session.headers["X-CSRFToken"] = session.cookies["csrftoken"]
    return session


def _send(session: requests.Session, address: str, megabytes: int) -> None:
    size = megabytes * 1_000_000
    wanted = {"uuid": str(uuid.uuid4()), "name": "phim.mp4", "size_bytes": size, "link_kbps": LINK_KBPS}
    answer = session.post(f"{address}/api/uploads/", json=wanted)
    answer.raise_for_status()
    upload = answer.json()
    piece = secrets.token_bytes(upload["part_size_bytes"])
    for number in range(1, upload["parts_count"] + 1):
        length = min(len(piece), size - (number - 1) * len(piece))
        url = f"{address}/api/uploads/{upload['uuid']}/parts/{number}/"
        headers = {"Content-Type": "application/octet-stream"}
        session.put(url, data=piece[:length], headers=headers).raise_for_status()


def _manage(environment: dict, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=PROJECT_DIR, env=environment, check=True, stdout=subprocess.DEVNULL)


def _memory_mb(pid: int, field: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) / 1000


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
