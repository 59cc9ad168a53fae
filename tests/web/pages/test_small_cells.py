"""What pages say of a cell with 4 votes a model, once pooled ratings are ready: no more than is known."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.support.db.databases import copy_sqlite
from tests.support.pages.board_pages import report
from tests.support.pages.browser import PHONE, accessibility, overflow, visiting
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, serving

MODELS = ("aurora", "burin", "collage", "dahlia")
AXIS = "theme=quilts&language=sv"
CELL = f"/arenas/small?{AXIS}"
LOG = 302
"""A position of a refit, so that it knows all votes."""


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with a cell of 8 votes on four models, and a fifth that only others know."""
    folder = tmp_path_factory.mktemp("cells")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        api.made("/api/v1/arenas", slug="small", name="Small cells", price_per_vote=0.05)
        for slug in (*MODELS, "elsewhere"):
            api.made("/api/v1/models", slug=slug, name=slug.title())
        rare = [vote(MODELS[i % 4], MODELS[(i + 1) % 4], "left", "quilts", "sv") for i in range(8)]
        report(api, rare + usual(LOG - len(rare)), "small")
        wait_until(lambda: (board(api)["pooled"] or {}).get("position") == LOG, "the refit")
        yield api


def vote(left: str, right: str, outcome: str, theme: str, language: str) -> dict[str, Any]:
    """Return a vote on a theme in a language."""
    pair = {"model_left": left, "model_right": right, "outcome": outcome}
    return {**pair, "themes": [theme], "language": language}


def usual(count: int) -> list[dict[str, Any]]:
    """Return votes that put the models in the order of their names, with few on one that mostly wins."""
    random_ = random.Random(4)
    made = [vote("elsewhere", random_.choice(MODELS[:2]), "left", "people", "en") for _ in range(5)]
    while len(made) < count:
        better, worse = sorted(random_.sample(MODELS, 2))
        outcome = random_.choice(["left", "left", "left", "right"])
        themes, languages = ("people", "animals", "quilts"), ("en", "fr")
        made.append(vote(better, worse, outcome, random_.choice(themes), random_.choice(languages)))
    return made


def board(api: Api, query: str = AXIS) -> dict[str, Any]:
    """Return a leaderboard as the API has it."""
    found: dict[str, Any] = api.get(f"/api/v1/arenas/small/leaderboard?{query}").json()
    return found


def names(html: str) -> list[str]:
    """Return the ranked models, in the order of their rows."""
    return re.findall(r'<tr data-model="([^"]+)"', html)


def words(html: str) -> str:
    """Return the text of a page without its elements."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_it_says_that_the_order_is_chance_and_where_to_borrow(site: Api) -> None:
    html = site.get(CELL).text
    said = words(html)
    assert (
        "4 votes a model here: this order is mostly chance. Likely borrows from the other themes and" in said
    )
    assert 'href="?theme=quilts&amp;language=sv&amp;order=likely"' in html
    assert "0 of 6 pairs decided" in said
    assert "The votes name neither prompts nor voters" in said
    needed = board(site)["neighbors"][0]["votes_needed"]["likely"]
    assert needed is None or f"about {needed:,} votes" in said
    assert "$" in said  # the arena has a price per vote
    overall = words(site.get("/arenas/small").text)
    assert "borrows" not in overall
    assert "mostly chance" not in overall


def test_who_is_not_ranked_is_apart_and_inferred(site: Api) -> None:
    html = site.get(CELL).text
    ranked, apart = html.split('<tbody class="unranked">')
    (unseen,) = board(site)["unranked"]
    assert (unseen["model"], unseen["inferred"], unseen["needs"]) == ("elsewhere", True, 3)
    assert "/models/elsewhere" not in ranked[ranked.index("<tbody>") :]
    assert '<span class="mark">inferred</span>' in apart
    assert f"{unseen['likely']:.0f}" in apart
    assert (
        "Not ranked: fewer than 3 votes here. The likely ratings are inferred from votes elsewhere" in apart
    )


def test_the_other_order_is_that_of_the_api_in_every_form(site: Api) -> None:
    html = site.get(f"{CELL}&order=likely").text
    found = board(site, f"{AXIS}&order=likely")
    assert (
        names(html)
        == [row["model"] for row in found["rows"]]
        != [row["model"] for row in board(site)["rows"]]
    )
    assert [row["likely_rank"] for row in found["rows"]] == [1, 2, 3, 4]
    for row in found["rows"]:
        assert f"<strong>{row['likely_rank']}</strong>" in html
        assert f"by score {row['rank']}" in html
    assert "the order by score is mostly chance" in words(html)
    download = unescape(re.findall(r'href="([^"]+format=csv)"', html)[0])
    assert "order=likely" in download
    rows = csv.DictReader(io.StringIO(site.get(download).text))
    assert [row["model"] for row in rows] == names(html)
    frame = site.get(f"/embed/arenas/small?{AXIS}&order=likely").text
    assert re.findall(r'href="/models/([^"]+)"', frame) == names(html)
    assert re.findall(r'<td class="num rank"><strong>([^<]+)</strong>', frame)[0] == "1"
    chart = site.get(f"/charts/small/leaderboard.svg?{AXIS}&order=likely").text
    assert re.findall(r"Aurora|Burin|Collage|Dahlia", chart) == [name.title() for name in names(html)]
    assert ">● Likely rating, 95 % interval<" in chart
    for query in set(re.findall(r'href="(\?[^"]*)"', html)):
        assert site.get("/arenas/small" + unescape(query)).status_code == 200, query
    assert site.get(f"{CELL}&order=luck").status_code == 422


def test_what_few_votes_hide_is_marked(site: Api) -> None:
    """The model from elsewhere won all of its five votes, and few votes keep it from the top."""
    exposed = [row["model"] for row in board(site, "")["rows"] if row["exposure"]]
    html = site.get("/arenas/small").text
    assert exposed == ["elsewhere"]
    assert html.count('<span class="mark">few votes</span>') == 1 + len(exposed)  # and its explanation


def test_decided_neighbors_are_marked(site: Api) -> None:
    html = site.get("/arenas/small").text
    decided = [pair for pair in board(site, "")["neighbors"] if pair["better"] == pair["above"]]
    marked = re.findall(r'<tr data-model="([^"]+)" class="decided"', html)
    assert marked == [pair["above"] for pair in decided]
    for pair in decided:
        assert f"decided to be better than {pair['below'].title()}" in html
    assert 'class="decided"' not in site.get("/arenas/small?order=likely").text


def test_before_a_refit_the_page_says_when_there_will_be_one(site: Api) -> None:
    early = words(site.get("/arenas/small?at=9&order=likely").text)
    assert "Likely ratings start with the arena's 20th vote. Until then, the order is by score." in early


def test_a_models_map_marks_what_is_inferred(site: Api) -> None:
    html = site.get("/models/elsewhere").text
    performance = html[html.index('id="performance"') : html.index('id="quality"')]
    found = site.get("/api/v1/models/elsewhere").json()["performance"][0]
    inferred = [cell for cell in found["cells"] if cell["inferred"]]
    assert 0 < len(inferred) < len(found["cells"])
    assert performance.count(' inferred">') == len(inferred)
    for cell in found["cells"]:
        prefix = "~" if cell["inferred"] else ""
        assert f"{prefix}{cell['likely']:.0f}" in performance
    assert 'href="/arenas/small/vote?theme=quilts&amp;language=sv"' in performance
    assert "+3 votes" in performance


async def test_the_switch_needs_no_scripts_and_no_mouse(browser: Browser, site: Api) -> None:
    options: dict[str, Any] = {"viewport": PHONE, "color_scheme": "dark", "java_script_enabled": False}
    async with visiting(browser, site.base, **options) as visit:
        page = await visit.open(CELL)
        await page.get_by_role("navigation", name="Order by").get_by_role("link", name="Likely").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**order=likely")
        assert await page.locator(".order [aria-current]").inner_text() == "Likely"
        assert await overflow(page) <= 0
    assert visit.problems == []


@pytest.mark.parametrize("path", [CELL, f"{CELL}&order=likely", "/models/elsewhere"])
async def test_in_a_browser(browser: Browser, site: Api, path: str) -> None:
    async with visiting(browser, site.base, viewport=PHONE, color_scheme="dark") as visit:
        page = await visit.open(path)
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
        if "order=likely" in path:
            await page.click("summary:has-text('Columns')")  # where narrow screens sort
            await page.select_option("#sort", "votes")
            assert page.url.endswith("order=likely&sort=votes")
            assert await page.locator(".board").get_attribute("data-sorted") == "votes"
    assert visit.problems == []
