"""A leaderboard in the frame of another site, and no other page in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser

from tests.support.pages.browser import ON_PHONES, visiting
from tests.support.served.api import Api, listening


def test_it_has_the_rows_of_the_board(site: Api) -> None:
    html = site.get("/embed/arenas/t2i", rows=2).text
    board = site.get("/api/v1/arenas/t2i/leaderboard").json()
    for row in board["rows"][:2]:
        assert f"{row['score']:.2f}" in html
        assert f'href="/models/{row["model"]}"' in html
    assert f"{board['rows'][2]['score']:.2f}" not in html
    assert 'href="/arenas/t2i?theme=people"' in site.get("/embed/arenas/t2i", theme="people").text


def test_a_rank_has_its_range_and_a_rating_its_interval(site: Api) -> None:
    html = site.get("/embed/arenas/t2i").text
    rows = site.get("/api/v1/arenas/t2i/leaderboard").json()["rows"]
    ranges = {f"{row['rank_low']}–{row['rank_high']}" for row in rows if row["rank_low"] != row["rank_high"]}
    assert ranges
    assert all(f'<span class="quiet rank-interval">{one}</span>' in html for one in ranges)


def test_it_has_the_theme_of_the_page_around_it(site: Api) -> None:
    assert '<html lang="en" data-mode="dark">' in site.get("/embed/arenas/t2i", mode="dark").text
    assert '<html lang="en">' in site.get("/embed/arenas/t2i").text
    assert site.get("/embed/arenas/t2i", mode="sepia").status_code == 422


def test_what_is_not_there_and_what_is_refused(site: Api) -> None:
    assert site.get("/embed/arenas/nowhere").status_code == 404
    assert site.get("/embed/arenas/t2i", theme="unheard-of").status_code == 404
    assert site.get("/embed/arenas/t2i", rows=0).status_code == 422


def test_only_it_may_be_framed(site: Api) -> None:
    embed = site.get("/embed/arenas/t2i").headers
    assert "frame-ancestors *" in embed["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed
    assert "script-src 'self';" in embed["Content-Security-Policy"]
    page = site.get("/models/m0").headers
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.fixture
def elsewhere(site: Api, project_root: Path) -> Iterator[str]:
    """Another site, with the board in a frame, as the documents have it."""
    app = FastAPI()
    text = (project_root / "docs/pages.md").read_text()
    (sample,) = re.findall(r"^```html\n(<iframe.*?)```", text, re.DOTALL | re.MULTILINE)
    address = f"{site.base}/embed/arenas/t2i?mode=dark"
    frame = sample.replace("https://arena.example/embed/arenas/demo", address)
    html = f'<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">{frame}'
    app.add_api_route("/", lambda: HTMLResponse(html))
    with listening(app) as address:
        yield address


async def test_in_the_frame_of_another_site(browser: Browser, elsewhere: str) -> None:
    async with visiting(browser, elsewhere) as visit:
        page = await visit.open("/")
        board = page.frame_locator("iframe")
        await board.get_by_role("link", name="M0").wait_for()
        await page.wait_for_function("document.querySelector('iframe').height !== '480'")
        height = await board.locator("body").evaluate(
            "body => Math.ceil(body.getBoundingClientRect().height)"
        )
        assert await page.locator("iframe").get_attribute("height") == str(height)
        dark = await board.locator("body").evaluate("body => getComputedStyle(body).color")
        assert dark == "rgb(235, 232, 227)"
    assert visit.problems == []


async def test_by_itself(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        assert await visit.faults("/embed/arenas/t2i", ON_PHONES) == []
    assert visit.problems == []
