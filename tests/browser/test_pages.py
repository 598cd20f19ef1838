"""Every open page in a real browser: no violation, no overflow, both themes, both sizes, and without scripts."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE, axe_violations, overflow_px

OPEN_PAGES = ["/", "/kho/", "/kho/?q=ph%C3%A2n+s%E1%BB%91", "/dang-nhap/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_an_open_page_has_no_violation_and_does_not_overflow(new_context, path, viewport, scheme):
    page = new_context(viewport=viewport, color_scheme=scheme).new_page()
    page.goto(path)
    assert axe_violations(page) == []
    assert overflow_px(page) <= 0


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_an_open_page_reflows_at_320_pixels(new_context, path):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(path)
    assert overflow_px(page) <= 0


def test_the_search_works_without_javascript(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/kho/")
    page.fill("main input[name=q]", "phan so")
    page.locator("main input[name=q]").press("Enter")
    page.wait_for_url("**/kho/?*q=phan+so*")
    assert page.locator("main h1").count() == 1


def test_a_page_that_is_not_there_says_so_in_the_look_of_the_site(page, guard):
    guard.allow("404")
    answer = page.goto("/khong-co/")
    assert answer.status == 404
    assert page.locator("main h1").count() == 1
    assert axe_violations(page) == []


def test_the_site_comes_back_by_itself_when_a_process_is_killed(stack, page):
    before = stack.pids
    stack.restart_web(kill=True)
    assert page.goto("/kho/").ok
    assert stack.pids["worker"] == before["worker"]
