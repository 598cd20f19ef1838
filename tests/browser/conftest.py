"""A real Chromium on the real product: a small phone, guarded pages, slow links, axe."""

import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API keeps a loop running in this process

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.stacks.fixtures import (  # noqa: F401  fixtures
    embedded_stack,
    postgres_url,
    production_stack,
    redis_url,
    s3_server,
    stack,
)
from tests.stacks.servers import PROJECT_DIR, find_program

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    """Mark what lies here."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the session."""
    path = find_program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                *("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"),
                # A microphone that beeps once a second, allowed where a context grants it.
                *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
            ],
        )
        yield browser
        browser.close()


class Guard:
    """Notes what no page may do: errors in the console, broken policies, requests to other hosts, server errors."""

    def __init__(self, context: BrowserContext, home: str):
        self.host = urlsplit(home).netloc
        self.allowed: list[str] = []
        self.found: list[str] = []
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.found.append(f"uncaught: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def allow(self, pattern: str) -> None:
        """Expect notes that match ``pattern`` in this test."""
        self.allowed.append(pattern)

    def check(self) -> None:
        """Fail on anything noted that the test does not expect."""
        bad = [note for note in self.found if not any(re.search(pattern, note) for pattern in self.allowed)]
        assert not bad, "\n".join(bad)

    def _on_console(self, message):
        if message.type in ("error", "warning"):
            self.found.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _on_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.found.append(f"request to another host: {request.url}")

    def _on_response(self, response):
        if response.status >= 500:
            self.found.append(f"server error {response.status}: {response.url}")


@pytest.fixture
def new_context(browser, stack):  # noqa: F811
    """Return a function that opens a guarded context on the stack; all are checked and closed after the test."""
    opened = []

    def new_context(**options) -> BrowserContext:
        context = browser.new_context(
            **{
                "base_url": stack.url,
                "viewport": PHONE,
                "locale": "vi-VN",
                "timezone_id": "Asia/Ho_Chi_Minh",
                **options,
            }
        )
        context.set_default_timeout(15_000)
        context.guard = Guard(context, options.get("base_url", stack.url))
        opened.append(context)
        return context

    yield new_context
    for context in opened:
        context.close()
    for context in opened:
        context.guard.check()


@pytest.fixture
def page(new_context) -> Page:
    """A phone's page: 360 × 740."""
    return new_context().new_page()


@pytest.fixture
def guard(page):
    """The guard of ``page``: ``guard.allow(pattern)`` for what a test provokes."""
    return page.context.guard


def sign_in(page: Page, username: str, password: str) -> None:
    """Sign in through the form."""
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.locator(".ava").wait_for()


def throttle(page: Page, *, kbps: float = 256, latency_ms: float = 300):
    """Slow the page's link down; returns the CDP session, of which ``emulate_offline`` makes use."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    rate = kbps * 1000 / 8
    conditions = {"offline": False, "latency": latency_ms, "downloadThroughput": rate, "uploadThroughput": rate}
    session.send("Network.emulateNetworkConditions", conditions)
    return session


@cache
def _axe_source() -> str:
    path = Path(PROJECT_DIR / "node_modules" / "axe-core" / "axe.min.js")
    if not path.exists():
        raise RuntimeError("axe-core is not installed; `make install-dev` installs it")
    return path.read_text(encoding="utf-8")


def axe_violations(page: Page, within: str | None = None) -> list[str]:
    """Return what axe finds wrong in the page (or within a selector): rule, words, first places."""
    page.evaluate(_axe_source())  # by the debugger's protocol, which the page's policy does not bind
    result = page.evaluate(
        "([within, tags]) => axe.run(within || document, {runOnly: {type: 'tag', values: tags}})", [within, AXE_TAGS]
    )
    return [
        f"{violation['id']}: {violation['help']} — " + "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        for violation in result["violations"]
    ]


def overflow_px(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
