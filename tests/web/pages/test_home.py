"""The front page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from service.arena.boards.activity import ArenaActivity
from service.domain.boards import RankedStanding, Standing
from service.web.pages.home import leaders
from tests.support.db.databases import copy_sqlite
from tests.support.pages.board_pages import ARENA, HOSTILE, furnish, report
from tests.support.pages.browser import DESKTOP, LOOKS, PHONE, accessibility, overflow, visiting
from tests.support.pages.gallery import ARENA as PICTURES
from tests.support.pages.gallery import Gallery, hung_gallery
from tests.support.served.api import Api, in_write
from tests.support.votes.boards import arena_of


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
    for slug in ("closed", "open"):
        sqlite_api.made("/api/v1/arenas", slug=slug, name=slug.title())
    sqlite_api.delete("/api/v1/arenas/closed")
    html = sqlite_api.get("/").text
    assert "Closed" not in html
    assert 'href="/arenas/open"' in html


def test_leaders_are_those_of_the_board(sqlite_api: Api) -> None:
    furnish(sqlite_api)
    html = sqlite_api.get("/").text
    first, *_ = sqlite_api.get(f"/api/v1/arenas/{ARENA}/leaderboard").json()["rows"]
    assert f'<span class="leader-score">{first["score"]:.2f}</span>' in html
    assert html.index(first["name"]) < html.index("Explore")
    assert HOSTILE not in html
    assert "121 votes" in html


def test_votes_show_within_seconds(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=5)
    before = sqlite_api.get("/").text
    report(sqlite_api, [{"model_left": "aurora", "model_right": "pastel", "outcome": "left"}])
    assert "6 votes" in before
    while (after := sqlite_api.get("/").text) == before:
        time.sleep(0.2)
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


async def test_in_a_browser(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=40)
    async with visiting(browser, sqlite_api.base) as visit:
        assert await visit.faults("/", LOOKS) == []
    assert visit.problems == []
    assert visit.strangers == []


async def test_with_pictures(browser: Browser, gallery: Gallery) -> None:
    async with visiting(browser, gallery.url) as visit:
        assert await visit.faults("/", LOOKS) == []
        assert await visit.page.locator(".hero img").count() == 2
        link = visit.page.locator(".hero .button-main")
        assert await link.get_attribute("href") == "/arenas/pictures/vote"
    assert visit.problems == []
    assert visit.strangers == []


@pytest.fixture(scope="module")
def voted(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the gallery after a vote on images that are examples."""
    folder = tmp_path_factory.mktemp("voted")
    with hung_gallery(copy_sqlite(sqlite_template, folder), folder) as api:
        change = {"example_share": 100, "voting_question": "Which poster?"}
        api.patch(f"/api/v1/arenas/{PICTURES}", change).raise_for_status()
        voter = {"voter": "a visitor"}
        dealt = api.post(f"/api/v1/arenas/{PICTURES}/matchups", voter, "votes").json()
        api.post(f"/api/v1/matchups/{dealt['id']}/vote", {**voter, "outcome": "left"}, "votes")
        yield api


@pytest.mark.parametrize(
    "options",
    [{"viewport": DESKTOP}, {"viewport": PHONE, "color_scheme": "dark", "java_script_enabled": False}],
)
async def test_it_opens_with_a_matchup_to_guess(
    browser: Browser, voted: Api, options: dict[str, Any]
) -> None:
    """Looking and guessing change nothing: no request, no cookie, no matchup; and no script is needed."""
    async with visiting(browser, voted.base, **options) as visit:
        page = await visit.open("/")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.method))
        assert await page.locator("h1").inner_text() == "Which poster?"
        left, right = page.locator(".duel-side").nth(0), page.locator(".duel-side").nth(1)
        box = await left.locator("img").bounding_box()
        assert box
        assert box["y"] + box["height"] / 2 < options["viewport"]["height"]
        assert not await left.locator(".duel-name").is_visible()
        await left.locator("img").click()
        assert await left.locator(".duel-name").inner_text() != ""
        assert await page.locator(".if-same").is_visible()
        await page.keyboard.press("ArrowRight")
        assert await right.locator("input").is_checked()
        assert await page.locator(".if-other").is_visible()
        assert {"POST"}.isdisjoint(asked)
        assert await visit.context.cookies() == []
        assert await overflow(page) <= 0
        if "java_script_enabled" not in options:
            assert await accessibility(page) == []
    assert visit.problems == []
