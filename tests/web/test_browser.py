"""The harness itself: it must see what it is there to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser

from tests.support.pages import browser as harness
from tests.support.pages.browser import LOOKS, ON_PHONES, PHONE, accessibility, overflow, visiting
from tests.support.served.api import listening

GOOD = """<!doctype html><html lang="en"><title>Good</title><link rel="icon" href="data:,">
<main><h1>Good</h1><p>Words</p></main></html>"""
BAD = """<!doctype html><html><title>Bad</title><link rel="icon" href="data:,">
<div style="width: 500px"><img src="data:,x"><p style="color: #ccc; background: #fff">Pale</p></div>
<img alt="" src="http://elsewhere.invalid/x.png"><script>undefinedFunction()</script></html>"""

PALE_IN_THE_DARK = """<!doctype html><html lang="en"><title>Dark</title><link rel="icon" href="data:,">
<style>@media (prefers-color-scheme: dark) { body { background: #222; color: #444; } }</style>
<main><h1>Dark</h1><p>Words</p></main></html>"""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Yield a server of a good page, a bad one, and one that is good in the light."""
    app = FastAPI()
    for name, text in {"good": GOOD, "bad": BAD, "dark": PALE_IN_THE_DARK}.items():
        app.add_api_route(f"/{name}", lambda text=text: HTMLResponse(text))
    with listening(app) as address:
        yield address


async def test_a_good_page_gives_no_cause(browser: Browser, base: str) -> None:
    async with visiting(browser, base, viewport=PHONE) as visit:
        page = await visit.open("/good")
        assert await accessibility(page) == []
        assert await overflow(page) == 0
    assert visit.problems == []
    assert visit.strangers == []


async def test_all_that_is_wrong_with_a_bad_page_is_found(browser: Browser, base: str) -> None:
    async with visiting(browser, base, viewport=PHONE) as visit:
        page = await visit.open("/bad")
        found = {line.split()[0] for line in await accessibility(page)}
        assert found >= {"html-has-lang", "image-alt", "color-contrast"}
        assert await overflow(page) > 0
    assert "undefinedFunction is not defined" in visit.problems
    assert visit.strangers == ["http://elsewhere.invalid/x.png"]


async def test_each_window_and_each_scheme_is_looked_at(browser: Browser, base: str) -> None:
    async with visiting(browser, base) as visit:
        assert await visit.faults("/good", LOOKS) == []
        assert await visit.faults("/dark", [(PHONE, "light")]) == []
        for fault in await visit.faults("/dark", ON_PHONES):
            assert fault.startswith("/dark, 360 wide, dark: color-contrast")
        assert await visit.faults("/dark", ON_PHONES)
        wider = [fault for fault in await visit.faults("/bad", ON_PHONES) if "pixels too wide" in fault]
        assert [fault.partition(":")[0] for fault in wider] == ["/bad, 360 wide, light"]


def test_a_machine_without_a_browser_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AssertionError, match="scripts/find-browser"):
        harness.find_chromium()
    monkeypatch.setenv("TEST_CHROMIUM", "/opt/chrome")
    assert harness.find_chromium() == "/opt/chrome"
