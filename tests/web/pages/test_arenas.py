"""The page of an arena as people see it, over HTTP and in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from service.db.engine import WriteSession
from tests.support.db.databases import copy_sqlite
from tests.support.images.pictures import picture
from tests.support.pages.board_pages import ARENA, HOSTILE, furnish, report
from tests.support.pages.browser import LOOKS, visiting
from tests.support.served.api import Api, in_write, serving

PATH = f"/arenas/{ARENA}"


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with an arena that has everything, and one that has nothing."""
    folder = tmp_path_factory.mktemp("arenas")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        furnish(api)
        # A color that nobody could read as it is: axe looks at the pages.
        api.patch(f"/api/v1{PATH}", {"accent": "#ffb300"}).raise_for_status()
        _add_image(api)
        api.made("/api/v1/arenas", slug="empty", name="Empty")
        yield api


def _add_image(api: Api) -> None:
    """Give the arena something to vote on."""
    prompt = api.made(f"/api/v1{PATH}/prompts", text="A boat")["id"]
    data, files = {"model": "gouache", "prompt_id": str(prompt)}, {"file": ("a.png", picture(), "image/png")}
    answer = api.client.post(f"/api/v1{PATH}/images", data=data, files=files, headers=api.key())
    assert answer.status_code == 201, answer.text


def names(html: str) -> list[str]:
    """Return the models of the board, in the order of its rows."""
    return re.findall(r'<tr data-model="([^"]+)"', html)


def test_the_board_says_what_the_api_says(site: Api) -> None:
    html = site.get(PATH).text
    board = site.get(f"/api/v1/arenas/{ARENA}/leaderboard").json()
    assert names(html) == [row["model"] for row in board["rows"]]
    for row in board["rows"]:
        assert f'<span class="score">{row["score"]:.2f}</span>' in html
    assert f"{board['votes']} votes" in html
    assert "needs 2 more votes" in html


def test_every_number_leads_to_where_it_comes_from(site: Api) -> None:
    for query in ("", "?theme=people&language=fr&price_max=1", "?at=60&theme=people"):
        html = site.get(PATH + query).text
        paths = {unescape(path) for path in re.findall(r'href="(/api/v1/[^"#]*)"', html)}
        for part in ("leaderboard", "votes", "history"):
            assert any(f"/{part}" in path for path in paths), part
        # The API has head-to-head counts and axes of now alone.
        assert any("/head-to-head" in path for path in paths) is ("at=" not in query)
        for path in paths:
            assert site.get(path).status_code == 200, path


@pytest.mark.slow
def test_links_of_the_page_are_pages(site: Api) -> None:
    html = site.get(f"{PATH}?theme=people&sort=votes").text
    queries = {unescape(query) for query in re.findall(r'href="(\?[^"]*)"', html)}
    assert len(queries) > 12
    for query in queries:
        assert site.get(PATH + query).status_code == 200, query


def test_a_filter_shows_its_axis(site: Api) -> None:
    html = site.get(f"{PATH}?theme=people&language=ar").text
    board = site.get(f"/api/v1/arenas/{ARENA}/leaderboard?theme=people&language=ar").json()
    assert names(html) == [row["model"] for row in board["rows"]]
    assert "people in Arabic" in html
    assert 'aria-current="true"' in html
    assert f'href="{PATH}/vote?theme=people&amp;language=ar"' in html


def test_orders_can_be_asked_for_and_others_are_refused(site: Api) -> None:
    forth, back = (names(site.get(f"{PATH}?sort={sort}").text) for sort in ("model", "-model"))
    assert forth == back[::-1] != names(site.get(PATH).text)
    for query in ("sort=colour", "at=yesterday", f"at={'9' * 30}"):
        assert site.get(f"{PATH}?{query}").status_code == 422, query


def test_a_past_board_is_that_of_then(site: Api) -> None:
    html = site.get(f"{PATH}?at=30").text
    board = site.get(f"/api/v1/arenas/{ARENA}/leaderboard?at=30").json()
    assert names(html) == [row["model"] for row in board["rows"]]
    assert "This is the leaderboard after vote 30." in html
    assert "data-events" not in html
    assert "Votes by theme and language" not in html  # those are of now
    assert "at the end of 20 November 2026" in site.get(f"{PATH}?at=2026-11-20").text


def test_names_and_descriptions_do_no_harm(site: Api) -> None:
    html = site.get(PATH).text
    assert "<b>Ink" not in html
    assert "<i>better" not in html
    assert HOSTILE in unescape(html)


def test_what_is_not_there(site: Api) -> None:
    headers = {"Accept": "text/html"}
    answer = site.client.get(f"{PATH}?theme=quilts", headers=headers)
    assert answer.status_code == 404
    assert "has no prompts about quilts" in answer.text
    assert site.client.get("/arenas/nowhere", headers=headers).status_code == 404


def test_an_arena_without_images_leads_to_others_instead_of_a_vote(site: Api) -> None:
    html = site.get("/arenas/empty").text
    assert "No votes yet" in html
    assert '<a href="/arenas">See all arenas</a>' in html
    assert "arena import" not in html
    assert 'href="/arenas/empty/vote' not in html
    assert "<table" not in html


def test_votes_without_a_ranked_model(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=1)
    assert "No models ranked yet" in sqlite_api.get(PATH).text


def test_a_retired_arena_takes_no_votes(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=20)
    assert sqlite_api.delete(f"/api/v1/arenas/{ARENA}").status_code == 204
    html = sqlite_api.get(PATH).text
    assert "This arena closed on" in html
    assert f'"{PATH}/vote' not in html
    assert names(html)


def test_where_two_ways_to_count_disagree_it_says_so(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug=ARENA, name="T", rating={"tau": 4})
    for slug in ("a", "b"):
        sqlite_api.made("/api/v1/models", slug=slug, name=f"Model <{slug}>")
    won = {"model_left": "b", "model_right": "a", "outcome": "left"}
    report(sqlite_api, [won] * 40 + [{**won, "outcome": "right"}] * 6)
    html = sqlite_api.get(PATH).text
    assert names(html) == ["a", "b"]
    assert "<bdi>Model &lt;a&gt;</bdi> is ranked above <bdi>Model &lt;b&gt;</bdi> by score" in html


def test_the_code_to_embed_shows_the_same_board(site: Api) -> None:
    html = unescape(site.get(f"{PATH}?theme=people").text)
    (address,) = re.findall(rf'<iframe src="{re.escape(site.base)}(/embed/[^"]+)"', html)
    assert address == f"/embed/arenas/{ARENA}?theme=people"
    assert site.get(address).status_code == 200


def _simulate(session: WriteSession) -> None:
    session.exec_driver_sql("UPDATE arenas SET simulated_until = 15, revision = 9")


def test_simulated_votes_are_called_so(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=20)
    assert "Simulated" not in sqlite_api.get(PATH).text
    in_write(sqlite_api.url, _simulate)
    assert "15 of 21 votes come from the demo" in sqlite_api.get(PATH).text
    assert "All 10 votes come from the demo" in sqlite_api.get(f"{PATH}?at=10").text


@pytest.mark.parametrize("path", [PATH, f"{PATH}?theme=people&at=60", "/arenas/empty"])
async def test_in_a_browser(browser: Browser, site: Api, path: str) -> None:
    async with visiting(browser, site.base) as visit:
        assert await visit.faults(path, LOOKS) == []
    assert visit.problems == []
    assert visit.strangers == []


async def test_a_heading_sorts_in_place_and_by_keyboard(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        page = await visit.open(PATH)
        await page.evaluate("window.same = true")
        for sort in ("votes", "-votes", "price", "model"):
            await page.locator(f'a[data-sort="{sort.removeprefix("-")}"]').focus()
            await page.keyboard.press("Enter")
            assert await page.evaluate("location.search") == f"?sort={sort}"
            assert await shown(page) == names(site.get(f"{PATH}?sort={sort}").text), sort
        marked = page.locator("th[aria-sort]")
        assert await marked.count() == 1
        assert await marked.get_attribute("aria-sort") == "ascending"
        assert await page.evaluate("window.same")
    assert visit.problems == []


async def test_without_scripts_headings_are_links(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, java_script_enabled=False) as visit:
        page = await visit.open(PATH)
        await page.click('a[data-sort="model"]')
        assert page.url.endswith("?sort=model")
        await page.fill("#tools [name=q]", "pastel")
        await page.click("[data-apply]")
        await expect(page.locator("tr[data-votes]:visible")).to_have_count(1)
        assert await page.locator(".live-bar").count() == 0


async def shown(page: Page) -> list[str]:
    found: list[str] = await page.locator("tr[data-model]").evaluate_all(
        "rows => rows.map((r) => r.dataset.model)"
    )
    return found


@pytest.mark.slow
def test_retired_models_can_be_hidden_and_groups_that_never_met_are_named(sqlite_api: Api) -> None:
    api = sqlite_api
    api.made("/api/v1/arenas", slug=ARENA, name="Text to image")
    for slug in ("anna", "ben", "carl", "dora"):
        api.made("/api/v1/models", slug=slug, name=slug.title())
    pairs = [("anna", "ben")] * 3 + [("carl", "dora")] * 3
    report(api, [{"model_left": left, "model_right": right, "outcome": "left"} for left, right in pairs])
    html = api.get(PATH).text
    assert "Not all of these models were compared" in html
    assert "retired models" not in html
    assert api.client.delete("/api/v1/models/ben", headers=api.key("catalog")).status_code == 204
    html = api.get(PATH).text
    assert html.count('<span class="quiet">retired</span>') == 1
    assert 'href="?retired=false"' in html
    hidden = api.get(PATH, retired=False).text
    assert names(hidden) == [name for name in names(html) if name != "ben"]
    assert "Show retired models" in hidden
    for path in re.findall(r'(?:srcset|href)="(/[^"]+retired=false[^"]*)"', hidden):
        assert api.get(unescape(path)).status_code == 200, path
