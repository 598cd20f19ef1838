"""What pages cost a pupil at 256 kbit/s and 300 ms, in a real Chromium with an empty cache.

Beside them, Kolibri 0.19.5 as recorded for the same three pages and link; it is not run here.
"""

import sys
from dataclasses import dataclass, field

from playwright.sync_api import sync_playwright

from bench.demo import sign_in_pupil
from bench.report import Line, show
from tests.stacks.product import embedded_stack
from tests.stacks.servers import find_program

KBPS, LATENCY_MS = 256, 300
KOLIBRI = {
    "requests": "Kolibri 0.19.5, recorded: 28–32",
    "transferred": "Kolibri 0.19.5, recorded: 2,240–3,420 KB",
    "usable": "Kolibri 0.19.5, recorded: 30–38 s",
}


@dataclass
class Traffic:
    """Counts what one visit sends over the network; ``requests`` and ``transferred`` without the lesson's media."""

    requests: int = 0
    transferred: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)

    def listen(self, session) -> None:
        """Follow the network events of a CDP session."""
        session.on("Network.responseReceived", self._on_response)
        session.on("Network.loadingFinished", self._on_finished)

    def reset(self) -> None:
        """Start counting anew."""
        self.requests = self.transferred = 0
        self.by_kind.clear()

    def _on_response(self, event):
        response = event["response"]
        from_cache = response.get("fromDiskCache") or response.get("fromPrefetchCache")
        if not response["url"].startswith("http") or from_cache:
            return
        is_media = "/tep/" in response["url"]  # pictures of the lesson: what it is about, not what the page costs
        self.requests += not is_media
        self._kinds[event["requestId"]] = "Media" if is_media else event["type"]

    def _on_finished(self, event):
        kind = self._kinds.pop(event["requestId"], None)
        if kind:
            size = int(event["encodedDataLength"])
            self.transferred += 0 if kind == "Media" else size
            self.by_kind[kind] = self.by_kind.get(kind, 0) + size


def visit(browser, url: str, path: str, session_key: str) -> list[Line]:
    """Visit a page with an empty cache, then again; return what both cost."""
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 740}, locale="vi-VN")
    context.add_cookies([{"name": "sessionid", "value": session_key, "url": url}])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    rate = KBPS * 1000 / 8
    conditions = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": rate, "uploadThroughput": rate}
    session.send("Network.emulateNetworkConditions", conditions)
    traffic = Traffic()
    traffic.listen(session)

    page.goto(path, wait_until="load", timeout=60_000)
    usable_ms = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
    page.wait_for_timeout(1500)  # what the page still fetches by itself counts as well
    readable = traffic.by_kind.get("Document", 0) + traffic.by_kind.get("Stylesheet", 0)
    lines = [
        Line(f"{path}: page and style", readable / 1024, 14, "KB"),
        Line(f"{path}: everything but media", traffic.transferred / 1024, 30, "KB", KOLIBRI["transferred"]),
        Line(f"{path}: requests", traffic.requests, 5, "requests", KOLIBRI["requests"]),
        Line(f"{path}: usable after", usable_ms / 1000, 3, "s", KOLIBRI["usable"]),
    ]
    page.goto("about:blank")
    traffic.reset()
    page.goto(path, wait_until="load", timeout=60_000)
    page.wait_for_timeout(1500)
    lines.append(Line(f"{path}: second visit", traffic.transferred / 1024, 3, "KB"))
    context.close()
    return lines


def main() -> int:
    """Measure the catalogue, a course and a lesson."""
    with embedded_stack() as stack, sync_playwright() as playwright:
        pupil = sign_in_pupil(stack)
        browser = playwright.chromium.launch(
            executable_path=find_program("chromium", "chromium-browser", "google-chrome"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        lines = []
        for path in ("/kho/", pupil["course"], pupil["lesson"]):
            lines += visit(browser, stack.url, path, pupil["session"])
        browser.close()
    print(f"a pupil's phone at {KBPS} kbit/s and {LATENCY_MS} ms, empty cache; bytes as transferred, with headers")
    return show(lines)


if __name__ == "__main__":
    sys.exit(main())
