"""The page on what the numbers mean."""

from __future__ import annotations

import re

from playwright.async_api import Browser

from tests.support.pages.board_pages import ARENA, furnish
from tests.support.pages.browser import LOOKS, visiting
from tests.support.served.api import Api


def test_each_arena_has_its_own_rules(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=5)
    sqlite_api.made(
        "/api/v1/arenas",
        slug="other",
        name="<i>Other</i>",
        rating={"mu": 30, "sigma": 6, "tau": 0.083},
        both_bad="ignore",
        matchmaking="uniform",
    )
    html = sqlite_api.get("/methodology").text
    assert f'id="arena-{ARENA}"' in html
    assert "25.00 ± 8.33" in html
    other = html[html.index('id="arena-other"') :]
    assert "30.00 ± 6.00" in other
    assert "0.083" in other
    assert "counted, not rated" in other
    assert "all pairs equally likely" in other
    assert "<i>Other" not in html
    method = sqlite_api.get("/api/v1/arenas/other/leaderboard").json()["method_version"]
    assert method in other


def test_the_figures_are_those_of_the_busiest_arena(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="aaa", name="Quiet")
    furnish(sqlite_api, votes=5)
    html = sqlite_api.get("/methodology").text
    assert 'aria-label="A model that wins two of every three votes"' in html
    assert 'aria-label="How a vote is likely to end"' in html
    assert "After 3 votes" in html


def test_numbers_come_with_the_conditions_under_which_they_hold(sqlite_api: Api) -> None:
    """999 of 1,000 is what the score's formula says of votes that are independent and without ties."""
    html = " ".join(sqlite_api.get("/methodology").text.split())
    assert (
        "If every vote were independent and there were no ties, the true level of 999 models in 1,000" in html
    )
    assert "almost" not in html  # "almost certainly" and "almost always" are promises without conditions


def test_without_an_arena_the_words_are_still_there(sqlite_api: Api) -> None:
    html = sqlite_api.get("/methodology").text
    for question in ("What is the order?", "How sure is it?", "What is decided?", "What limits it?"):
        assert f">{question}</h2>" in html
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{anchor}"' in html
    assert "No arenas yet" in html
    assert "<arena-chart" not in html


async def test_in_a_browser(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=5)
    async with visiting(browser, sqlite_api.base) as visit:
        assert await visit.faults("/methodology", LOOKS) == []
    assert visit.problems == []
    assert visit.strangers == []
