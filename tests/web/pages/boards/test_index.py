"""The list of arenas."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.support.pages.board_pages import ARENA, furnish
from tests.support.pages.browser import ON_PHONES, visiting
from tests.support.served.api import Api


def test_without_an_open_arena_it_says_how_to_make_one(sqlite_api: Api) -> None:
    assert "No open arenas" in sqlite_api.get("/arenas").text


async def test_open_and_closed_arenas(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=20)
    sqlite_api.made("/api/v1/arenas", slug="old", name="<b>Old")
    sqlite_api.delete("/api/v1/arenas/old")
    html = sqlite_api.get("/arenas").text
    first, *_ = sqlite_api.get(f"/api/v1/arenas/{ARENA}/leaderboard").json()["rows"]
    assert f'<span class="leader-score">{first["score"]:.2f}</span>' in html
    assert "&lt;b&gt;Old</bdi></a><span" in html
    assert "0 votes, closed on" in html
    async with visiting(browser, sqlite_api.base) as visit:
        assert await visit.faults("/arenas", ON_PHONES) == []
    assert visit.problems == []
