"""First and second load of an H5P package at 400 kbit/s and 400 ms, in a real Chromium: until the question is seen.

``python -m bench.package_load [file.h5p [CSS selector of what must be seen]]``. Beside it, in the same run, the same
package with each file of its own, as h5p-standalone plays an unpacked one. Bytes are those that came over the link,
heads too.
"""

import functools
import http.server
import io
import json
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Page, sync_playwright

from bench.report import Line, show
from elearn.bundling import NODE_MODULES
from tests.corpus import PACKAGES
from tests.factories.h5p import make_h5p
from tests.stacks.processes import Process, free_port
from tests.stacks.product import product_environ, run_manage
from tests.stacks.servers import find_program, private_folder
from tests.stacks.slow_link import SlowLinkThread

KBPS, RTT_MS = 400, 400
QUIET_MS = 4000
HEALTH = "/suc-khoe/"
REAL = PACKAGES / "h5p-valid" / "multichoice-1.16-lumi.h5p"
SEEN = ".h5p-question-content, .lg-quiz"
# A page of the site with the package on it; the health page has the site's policy and nothing else.
PUT_SECTION = """async ([html, script]) => {
  document.documentElement.lang = "vi";
  document.body.innerHTML = html;
  await import(script);
}"""
RAW_PAGE = """<!doctype html><meta name="viewport" content="width=device-width"><body><div id="place"></div>
<script src="/dist/main.bundle.js"></script><script>
new H5PStandalone.H5P(document.getElementById("place"), {h5pJsonPath: "/package", embedType: "div",
  frameJs: "/dist/frame.bundle.js", frameCss: "/dist/styles/h5p.css"});
</script>"""


Opening = tuple[Callable[[], object], Callable[[], Page | FrameLocator]]  # what opens it, and where it is seen then


@dataclass
class Load:
    """What one load took."""

    seconds: float
    kilobytes: float
    requests: int


def make_world(folder: str) -> None:
    """Store the package, trust what it brought, write down what a page would show. Runs with the data folder."""
    from django.template.loader import render_to_string
    from django.templatetags.static import static

    from content_repo.models import Library, Package
    from content_repo.queries import used_libraries
    from content_repo.services.bundles import bundle_of
    from content_repo.services.libraries import trust_libraries
    from content_repo.services.packages import resolve_packages
    from media.services import store_file
    from tests.factories.schools import MembershipFactory, SchoolFactory

    school = SchoolFactory()
    owner = MembershipFactory(school=school).user
    with (Path(folder) / "bai.h5p").open("rb") as file:
        upload = store_file(file=file, name="bai.h5p", owner=owner, school=school)
    trust_libraries(libraries=list(Library.objects.all()), by=owner)
    resolve_packages(packages=Package.objects.all())
    package = Package.objects.get(blob=upload.blob)
    bundle_of(used_libraries(package))  # the first of all who come has it made, not each
    section = render_to_string("content_repo/_player.html", {"package": package})
    (Path(folder) / "section.json").write_text(
        json.dumps([section, static("content_repo/player.js")]), encoding="utf-8"
    )


def first_load_lines(path: Path | None = None, selector: str = SEEN) -> list[Line]:
    """Measure; return the lines of the table (for ``bench.packages`` too)."""
    path = path or (REAL if REAL.exists() else None)
    data = path.read_bytes() if path else make_h5p()
    with private_folder("elearn-bench-package-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_program("chromium", "chromium-browser", "google-chrome"), args=["--no-sandbox"]
        )
        with _product(folder, data) as (port, section):
            ours = _loads(browser, port, functools.partial(_put_ours, section=section), selector)
        with _raw_files(folder, data) as port:
            raw = _loads(browser, port, _put_raw, selector)
        browser.close()
    return _lines(ours, raw)


def _lines(ours: tuple[Load, Load], raw: tuple[Load, Load]) -> list[Line]:
    (first, second), (raw_first, raw_second) = ours, raw
    beside = "each file of its own"
    return [
        Line("first load, seconds", first.seconds, 3.2, "s", f"{beside}: {raw_first.seconds:.1f} s"),
        Line("first load, over the link", first.kilobytes, 190, "KB", f"{beside}: {raw_first.kilobytes:.0f} KB"),
        Line("first load, requests", first.requests, 9, "requests", f"{beside}: {raw_first.requests}"),
        Line("second load, seconds", second.seconds, 1.1, "s", f"{beside}: {raw_second.seconds:.1f} s"),
        Line("second load, over the link", second.kilobytes, 0, "KB", f"{beside}: {raw_second.kilobytes:.0f} KB"),
    ]


def _loads(browser: Browser, port: int, put: Callable[[Page], Opening], selector: str) -> tuple[Load, Load]:
    """Load twice in one browser that has nothing at first."""
    with SlowLinkThread(port, kbps=KBPS, rtt_ms=RTT_MS) as link:
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        context.set_default_timeout(120_000)
        first, second = (_load(context.new_page(), link, put, selector) for _time in range(2))
        context.close()
    return first, second


def _load(page: Page, link: SlowLinkThread, put: Callable[[Page], Opening], selector: str) -> Load:
    asked = []
    page.goto(f"http://127.0.0.1:{link.port}{HEALTH}")  # some page of the site is there, and a connection with it
    opening, place = put(page)
    page.wait_for_timeout(QUIET_MS)
    page.on("request", lambda request: asked.append(request.url))
    before = link.down.bytes
    began = time.perf_counter()
    opening()
    place().locator(selector).first.wait_for(state="visible")
    seconds = time.perf_counter() - began
    page.wait_for_timeout(QUIET_MS)  # letters and pictures that come later
    found = Load(seconds, (link.down.bytes - before) / 1000, len(asked))
    page.close()
    return found


def _put_ours(page: Page, *, section: list[str]) -> Opening:
    page.evaluate(PUT_SECTION, section)
    return lambda: page.click("[data-play]"), lambda: page.frame_locator("iframe")


def _put_raw(page: Page) -> Opening:
    address = page.url.replace(HEALTH, "/bai.html")
    return lambda: page.goto(address, wait_until="commit"), lambda: page


@contextmanager
def _product(folder: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Serve the product with one package; give its port, the package's section and the address of its script."""
    port = free_port()
    env = {"ELEARN_DATA_DIR": str(folder), "ELEARN_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    run_manage(env, "build_assets")
    run_manage(env, "collectstatic", "--noinput", "-v0")
    run_manage(env, "migrate", "-v0")
    (folder / "bai.h5p").write_bytes(data)
    run_manage(env, "shell", "-v0", "-c", f"from bench.package_load import make_world; make_world({str(folder)!r})")
    server = Process(
        [sys.executable, "-m", "uvicorn", "elearn.asgi:application", "--port", port, "--lifespan", "off"],
        log=folder / "web.log",
        env=product_environ(env),
        cwd=NODE_MODULES.parent,
    )
    try:
        server.wait_for_url(f"http://127.0.0.1:{port}{HEALTH}")
        yield port, json.loads((folder / "section.json").read_text(encoding="utf-8"))
    finally:
        server.end()


@contextmanager
def _raw_files(folder: Path, data: bytes) -> Iterator[int]:
    """Serve the unpacked package beside h5p-standalone, each file as it is."""
    root = folder / "raw"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(root / "package")
    (root / "bai.html").write_text(RAW_PAGE, encoding="utf-8")
    (root / HEALTH.strip("/")).mkdir()
    (root / "dist").symlink_to(NODE_MODULES / "h5p-standalone" / "dist")
    handler = functools.partial(_Quiet, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as any server does

    def log_message(self, *arguments):
        """Say nothing."""


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(show(first_load_lines(Path(given[0]) if given else None, *given[1:2])))
