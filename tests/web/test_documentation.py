"""The documentation under `/docs/`: what it answers, and how its pages are in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.support.pages.browser import PHONE, Look, visiting
from tests.support.pages.documentation import documentation_at, documentation_site
from tests.support.served.api import client_of

__all__ = ["documentation_site"]

LOOKS: tuple[Look, ...] = (({"width": 1440, "height": 900}, "light"), (PHONE, "dark"))
PAGES = ("/docs/", "/docs/tutorials/collect-votes/", "/docs/comparison/")


@pytest.fixture(scope="module")
def base(documentation_site: Path) -> Iterator[str]:
    """Yield the address of a server with the built site."""
    with documentation_at(documentation_site) as address:
        yield address


@pytest.fixture
def client(base: str) -> Iterator[httpx.Client]:
    with client_of(base) as opened:
        yield opened


def test_pages_and_files_are_served_under_the_strict_policy(client: httpx.Client) -> None:
    page = client.get("/docs/faq/")
    assert page.status_code == 200
    assert "<h1" in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    types = {
        "faq.md": "text/markdown",
        "assets/docs.js": "text/javascript",
        "assets/docs.css": "text/css",
        "assets/search.json": "application/json",
        "vote.jpg": "image/jpeg",
        "tutorials/votes.csv": "text/csv",
        "notebooks/leaderboard.ipynb": "application/x-ipynb+json",
        "source/deploy/nginx.conf.txt": "text/plain",
    }
    for path, media_type in types.items():
        answer = client.get(f"/docs/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"].startswith(media_type)


def test_browsers_ask_again_and_get_nothing_new(client: httpx.Client) -> None:
    first = client.get("/docs/assets/search.json")
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/docs/assets/search.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get("/docs/assets/search.json", headers={"Accept-Encoding": "identity"})
    assert plain.content == first.content
    assert client.head("/docs/").status_code == 200


def test_a_page_without_its_slash_leads_to_it_and_the_interface_stays(client: httpx.Client) -> None:
    answer = client.get("/docs/faq")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/docs/faq/")
    assert 'href="/docs"' in client.get("/docs/").text


@pytest.mark.parametrize(
    "path", ["none/", "none.md", "../app.py", "..%2F..%2Fapp.py", "assets/", "%00", "x" * 5_000]
)
def test_nothing_else_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(f"/docs/{path}").status_code == 404


def test_without_a_site_the_page_says_how_to_build_it(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with documentation_at(folder) as address, client_of(address) as client:
        page = client.get("/docs/")
        assert page.status_code == 200
        assert "scripts/docs" in page.text
        assert "/docs/ says how" in client.get("/docs/faq/").json()["detail"]
        folder.mkdir()
        (folder / "index.html").write_text("<h1>Built</h1>")
        assert client.get("/docs/").text == "<h1>Built</h1>"  # without a restart
        (folder / "index.html").write_text("<h1>Built again</h1>")
        assert client.get("/docs/").text == "<h1>Built again</h1>"


async def test_pages_can_be_used_by_everyone(browser: Browser, base: str) -> None:
    async with visiting(browser, base) as visit:
        for path in PAGES:
            assert await visit.faults(path, LOOKS) == []
    assert visit.problems == []
    assert visit.strangers == []


async def test_search_and_menu_work_by_keyboard(browser: Browser, base: str) -> None:
    async with visiting(browser, base, viewport=PHONE) as visit:
        page = await visit.open("/docs/faq/")
        name = await page.locator(".site-name").bounding_box()
        assert name is not None
        assert name["height"] < 60  # on one line
        await page.keyboard.press("/")
        await page.keyboard.type("if-none-match etag")
        results = page.get_by_role("option")
        await expect(results.first).to_be_visible()
        await expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ results$"))
        box = await page.get_by_role("listbox").bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await expect(results.nth(1)).to_have_attribute("aria-selected", "true")
        target = await results.nth(1).get_by_role("link").get_attribute("href")
        await page.keyboard.press("Enter")
        await page.wait_for_url(target or "")
        await page.get_by_role("searchbox").or_(page.get_by_role("combobox")).fill("no such word anywhere")
        await expect(page.get_by_role("status")).to_have_text("No results")

        menu = page.get_by_role("navigation", name="Documentation")
        await expect(menu).to_be_hidden()
        await page.get_by_role("button", name="Menu").press("Enter")
        await expect(menu).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(menu).to_be_hidden()
    assert visit.problems == []
    assert visit.strangers == []
