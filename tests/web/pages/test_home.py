"""The front page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser

from service.arena.boards.activity import ArenaActivity
from service.domain.boards import RankedStanding, Standing
from service.web.pages.home import leaders
from tests.support.api import Api, in_write
from tests.support.board_pages import ARENA, HOSTILE, furnish, report
from tests.support.boards import arena_of
from tests.support.browser import DESKTOP, PHONE, accessibility, overflow, visiting
from tests.support.gallery import Gallery


def test_without_an_arena_it_says_how_to_make_one(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/")
    assert "No arenas yet" in answer.text
    assert "arena demo" in answer.text


def test_arenas_with_markup_in_their_names_do_no_harm(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="one", name="<script>alert(1)</script>")
    answer = sqlite_api.get("/")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_retired_arenas_are_left_out(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="one", name="One")
    assert "One" in sqlite_api.get("/").text
    sqlite_api.delete("/api/v1/arenas/one")
    assert "No arenas yet" in sqlite_api.get("/").text


def test_leaders_are_those_of_the_board(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    html = sqlite_api.get("/").text
    first, *_ = sqlite_api.get(f"/api/v1/arenas/{ARENA}/leaderboard").json()["rows"]
    assert f'<span class="leader-score">{first["score"]:.2f}</span>' in html
    assert html.index(first["name"]) < html.index("Explore")
    assert HOSTILE not in html
    assert "121 votes" in html


def test_a_vote_shows_at_once(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=5)
    before = sqlite_api.get("/").text
    report(sqlite_api, [{"model_left": "aurora", "model_right": "pastel", "outcome": "left"}])
    after = sqlite_api.get("/").text
    assert "6 votes" in before
    assert "7 votes" in after


def test_where_there_is_nothing_to_vote_on_nobody_is_sent_to_vote(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=5)
    assert f"/arenas/{ARENA}/vote" not in sqlite_api.get("/").text.replace(f"/arenas/{ARENA}/votes", "")


def test_simulated_votes_are_called_so(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=5)
    in_write(sqlite_api.url, lambda session: session.exec_driver_sql("UPDATE arenas SET simulated_until = 4"))
    report(sqlite_api, [{"model_left": "aurora", "model_right": "pastel", "outcome": "left"}])
    assert "<strong>first 4 simulated</strong>" in sqlite_api.get("/").text


def test_bars_are_as_long_as_the_scores() -> None:
    standings = [Standing(model, mu, 1.0, 9, 3, 3, 3, 0) for model, mu in (("a", 33), ("b", 18), ("c", -2))]
    ranked = tuple(RankedStanding(i, standing) for i, standing in enumerate(standings, start=1))
    names = {"a": "A", "b": "B", "c": "C"}
    activity = ArenaActivity(
        arena_of(), votable=False, today=0, ranked=3, leaders=ranked, moves=(), pairs=(), names=names
    )
    assert [leader.width for leader in leaders(activity)] == [100.0, 57.14, 0.0]


@pytest.mark.parametrize("options", [{"viewport": DESKTOP}, {"viewport": PHONE, "color_scheme": "dark"}])
async def test_in_a_browser(browser: Browser, sqlite_api: Api, options: dict[str, Any]) -> None:
    furnish(sqlite_api, votes=40)
    async with visiting(browser, sqlite_api.base, **options) as visit:
        page = await visit.open("/")
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
    assert visit.problems == []
    assert visit.strangers == []


@pytest.mark.parametrize("options", [{"viewport": DESKTOP}, {"viewport": PHONE, "color_scheme": "dark"}])
async def test_with_pictures(browser: Browser, gallery: Gallery, options: dict[str, Any]) -> None:
    async with visiting(browser, gallery.url, **options) as visit:
        page = await visit.open("/")
        assert await page.locator(".hero .button-main").get_attribute("href") == "/arenas/pictures/vote"
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
    assert visit.problems == []
    assert visit.strangers == []
