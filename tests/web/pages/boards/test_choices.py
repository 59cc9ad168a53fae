"""Rows and columns that a reader chooses on the page of an arena: over HTTP, in place, and after updates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.async_api import Browser, expect

from service.web.pages.boards.narrowing import USUAL, hidden_columns
from tests.support.db.databases import copy_sqlite
from tests.support.pages.board_pages import ARENA, MODELS, furnish, random_votes, report
from tests.support.pages.browser import accessibility, visiting
from tests.support.served.api import Api, serving

PATH = f"/arenas/{ARENA}"
FEW = 10
"""So few votes that no refit changes the state of the page."""

ROW = re.compile(r'<tr data-(?:model|slug)="([^"]+)"(?: class="decided")?( hidden)?')
NARROWED = {
    "q=GOUACHE": {"gouache"},
    "q=lumière+2": {"aurora"},
    "organizations=lumiere": set(MODELS),
    "weights_open=yes": {"gouache"},
    "commercial_use=no": {"gouache"},
    "price_max=0.04": {"gouache"},  # not the one with a price in another currency
    "votes_min=2": set(MODELS),
    "q=nothing": set(),
}
"""Filters, and the models that they leave."""


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with an arena that has everything."""
    folder = tmp_path_factory.mktemp("narrowed")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        furnish(api)
        yield api


def names(html: str) -> list[str]:
    """Return the ranked models, in the order of their rows."""
    return re.findall(r'<tr data-model="([^"]+)"', html)


def shown_rows(html: str) -> set[str]:
    """Return the models whose rows are not hidden, ranked or not."""
    return {model for model, hidden in ROW.findall(html) if not hidden}


@pytest.mark.slow
def test_filters_hide_rows_and_leave_ranks_alone(site: Api) -> None:
    every = names(site.get(PATH).text)
    for query, models in NARROWED.items():
        html = site.get(f"{PATH}?{query}&utm_source=x").text
        assert names(html) == every
        assert shown_rows(html) == models, query
        assert f"<span>{len(models)} of 5 models</span>" in html
        assert ('id="no-match" hidden' in html) is bool(models)
    assert shown_rows(site.get(PATH).text) == {*MODELS, "late"}


def test_columns_are_chosen_and_the_form_keeps_the_choice(site: Api) -> None:
    assert 'class="board no-speed no-released"' in site.get(PATH).text
    hidden = " ".join(f"no-{key}" for key in hidden_columns(("price", "released")))
    for query in ("columns=price,released,nonsense", "columns=price&columns=released"):
        html = site.get(f"{PATH}?{query}&order=likely").text
        assert f'class="board {hidden}"' in html
        assert html.count('name="columns" value="price" checked') == 1
        assert 'name="order" value="likely"' in html
        assert "columns=price,released" in html
        assert ">Sep 2026</td>" in html


def test_a_filter_that_is_none_is_refused(site: Api) -> None:
    for query in ("price_max=cheap", "weights_open=maybe", "votes_min=-1"):
        assert site.get(f"{PATH}?{query}").status_code == 422, query


def test_the_form_sends_empty_fields(site: Api) -> None:
    query = "q=&theme=&language=&organizations=&weights_open=&price_max=&votes_min=&sort=rank"
    assert shown_rows(site.get(f"{PATH}?{query}").text) == {*MODELS, "late"}


def test_answers_and_menus(site: Api) -> None:
    html = site.get(PATH).text
    board = site.get(f"/api/v1/arenas/{ARENA}/leaderboard").json()
    assert "best overall" in html.casefold()
    assert "best at typography" in html.casefold()
    assert f'href="?at={board["position"]}"' in html
    assert f'=IMPORTDATA("{site.base}/api/v1/arenas/{ARENA}/leaderboard?format=csv")' in unescape(html)
    for path in re.findall(r'class="answer-question"><a href="([^"]+)"', html):
        assert site.get(unescape(path)).status_code == 200, path
    rows = site.get(unescape(re.findall(r'href="(/api/v1/query[^"]*)"', html)[0])).json()["rows"]
    assert {row["model"] for row in rows} == {*MODELS, "late"}


async def test_rows_and_columns_are_chosen_in_place(browser: Browser, site: Api) -> None:
    """What the script hides is what the server hides, and the address says it, so that it can be shared."""
    async with visiting(browser, site.base) as visit:
        page = await visit.open(PATH)
        await page.evaluate("window.same = true")
        for query, models in NARROWED.items():
            menu = page.locator("details[data-menu]:has([name=price_max])")
            await menu.evaluate("menu => { menu.open = true }")
            name, value = query.split("=")
            field = page.locator(f"#tools [name={name}]")
            tag = await field.evaluate("(one) => one.tagName")
            text = value.replace("+", " ")
            await (field.select_option(text) if tag == "SELECT" else field.fill(text))
            rows = "rows => rows.filter((r) => !r.hidden).map((r) => r.dataset.model ?? r.dataset.slug)"
            assert set(await page.locator("tr[data-votes]").evaluate_all(rows)) == models, query
            address = re.compile(rf"[?&]{re.escape(urlencode({name: text}))}$")
            await expect(page).to_have_url(address)
            await page.locator("[data-clear]:visible").first.click()
        await page.keyboard.press("Escape")
        await page.click("summary:has-text('Columns')")
        await page.get_by_label("Price", exact=True).uncheck()
        assert await page.locator("td.c-price").first.is_hidden()
        left = urlencode({"columns": ",".join(key for key in USUAL if key != "price")})
        await expect(page).to_have_url(re.compile(rf"\?{re.escape(left)}$"))
        await page.keyboard.press("Escape")
        await page.click('a[data-sort="votes"]')
        assert await page.evaluate("location.search") == f"?{left}&sort=votes"
        likely = await page.locator(".order a").last.get_attribute("href")
        assert likely == f"?order=likely&{left}"
        assert await page.evaluate("window.same")
        await page.check("[name=models][value=aurora]")
        await page.check("[name=models][value=late]")
        assert await accessibility(page) == []
        await page.click("#compare button")
        await page.wait_for_url("**/compare?models=aurora&models=late")
    assert visit.problems == []


async def test_a_reader_who_goes_back_sees_the_theme_of_the_rows(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        page = await visit.open(PATH)
        theme = page.locator("#tools [name=theme]")
        await theme.select_option("typography")
        await page.wait_for_url("**?theme=typography")
        await expect(theme).to_have_value("typography")
        await page.go_back()
        await expect(theme).to_have_value("")


async def test_what_was_chosen_outlives_an_update(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=FEW)
    async with visiting(browser, sqlite_api.base) as visit:
        page = await visit.open(f"{PATH}?q=pastel&columns=votes")
        await page.check("[name=models][value=pastel]")
        report(sqlite_api, random_votes(5))
        await page.wait_for_selector('#board[data-state="3"]')
        assert await page.locator("tr[data-votes]:not([hidden])").count() == 1
        assert await page.locator("td.c-price").first.is_hidden()
        assert await page.is_checked("[name=models][value=pastel]")
        assert await page.locator("[data-picked]").inner_text() == MODELS["pastel"]
    assert visit.problems == []
