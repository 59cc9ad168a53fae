"""Leaderboards that follow the votes while they are looked at, in a browser."""

from __future__ import annotations

import asyncio

from playwright.async_api import Browser, Page, Route, expect

from service.arena.boards.refits.positions import refit_position
from tests.support.pages.board_pages import ARENA, MODELS, furnish, random_votes, report
from tests.support.pages.browser import accessibility, noticing, promised, visiting
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.api import Api
from tests.web.pages.test_arenas import PATH, names, shown

FEW = 10
"""So few votes that no refit changes the state of the page."""


async def test_the_board_follows_the_votes(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=40)
    first, *_, last = names(sqlite_api.get(PATH).text)
    async with visiting(browser, sqlite_api.base) as visit:
        page = await visit.open(PATH)
        await page.locator(f'a[href="/models/{last}"]').first.focus()
        votes = [
            {"model_left": last, "model_right": other, "outcome": "left"} for other in MODELS if other != last
        ]
        async with noticing(page, f"document.querySelector('tr.risen[data-model={last}]')"):
            report(sqlite_api, votes * 30)
        assert (await shown(page))[0] == last != first
        assert await page.evaluate("document.activeElement.getAttribute('href')") == f"/models/{last}"
        assert await page.locator("#matrix tbody th").first.inner_text() == MODELS[last]
        # The refit of these votes arrives without another vote.
        position = sqlite_api.get(f"/api/v1/arenas/{ARENA}/leaderboard").json()["position"]
        await page.wait_for_selector(f'#board[data-state="3-{refit_position(position, [])}"]')
        assert await accessibility(page) == []
    assert visit.problems == []


def test_open_pages_that_ask_again_share_an_answer_for_a_moment(sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=FEW)
    first = sqlite_api.get(f"{PATH}?live=true").text
    report(sqlite_api, random_votes(5))
    assert sqlite_api.get(f"{PATH}?live=true").text == first
    assert 'data-state="3"' in sqlite_api.get(PATH).text


class Held:
    """Answers to a page that asks for what is new, on their way until they may arrive."""

    def __init__(self) -> None:
        self.answered = asyncio.Event()
        self.open = asyncio.Event()

    async def handle(self, route: Route) -> None:
        """Let the server answer, and the page wait for it."""
        answer = await route.fetch()
        self.answered.set()
        await self.open.wait()
        await route.fulfill(response=answer)


async def refreshing(page: Page, api: Api) -> Held:
    """Report votes; return the answer of the server that the page waits for."""
    held = Held()
    await page.route("**live=true**", held.handle)
    report(api, random_votes(5))
    await asyncio.wait_for(held.answered.wait(), CEILING_SECONDS)
    return held


async def test_votes_during_a_refresh_are_not_missed(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=FEW)
    async with visiting(browser, sqlite_api.base) as visit:
        page = await visit.open(PATH)
        await page.evaluate("""() => {
          const source = new EventSource(document.querySelector("#board").dataset.events);
          window.heard = new Promise((done) =>
            source.addEventListener("revision", (event) => event.lastEventId === "4" && done()));
        }""")
        held = await refreshing(page, sqlite_api)
        report(sqlite_api, random_votes(1))
        await promised(page, "window.heard")
        held.open.set()
        await page.wait_for_selector('#board[data-state="4"]')
    assert visit.problems == []


async def test_an_answer_that_the_server_kept_is_not_the_last(browser: Browser, sqlite_api: Api) -> None:
    """It may be newer than the page and older than the last event."""
    furnish(sqlite_api, votes=FEW)
    async with visiting(browser, sqlite_api.base) as visit:
        page = await visit.open(PATH)
        await page.click("text=Pause")
        report(sqlite_api, random_votes(5))
        kept = sqlite_api.get(PATH).text
        assert 'data-state="3"' in kept
        report(sqlite_api, random_votes(1))
        await page.route("**live=true**", lambda route: route.fulfill(body=kept), times=1)
        await page.click("text=Resume")
        await page.wait_for_selector('#board[data-state="4"]')
    assert visit.problems == []


async def test_an_answer_after_a_pause_changes_nothing(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=FEW)
    async with visiting(browser, sqlite_api.base) as visit:
        page = await visit.open(PATH)
        held = await refreshing(page, sqlite_api)
        await page.click("text=Pause")
        async with page.expect_request_finished():
            held.open.set()
        await page.wait_for_timeout(300)
        assert await page.get_attribute("#board", "data-state") == "2"
        await expect(page.locator(".live-bar")).to_contain_text("Paused")
        await page.click("text=Resume")
        await page.wait_for_selector('#board[data-state="3"]')
    assert visit.problems == []


async def test_who_sorts_during_a_refresh_keeps_the_order(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=FEW)
    async with visiting(browser, sqlite_api.base) as visit:
        page = await visit.open(PATH)
        held = await refreshing(page, sqlite_api)
        await page.click('a[data-sort="model"]')
        held.open.set()
        await page.wait_for_selector('#board[data-state="3"]')
        ranked = names(sqlite_api.get(PATH).text)
        assert await shown(page) == names(sqlite_api.get(f"{PATH}?sort=model").text) != ranked
    assert visit.problems == []


async def test_it_can_be_paused(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=FEW)
    async with visiting(browser, sqlite_api.base) as visit:
        page = await visit.open(PATH)
        await page.click("text=Pause")
        report(sqlite_api, random_votes(5))
        await page.wait_for_timeout(1_000)
        assert await page.get_attribute("#board", "data-state") == "2"
        await page.click("text=Resume")
        await page.wait_for_selector('#board[data-state="3"]')
    assert visit.problems == []


async def test_without_events_it_asks_now_and_then(browser: Browser, sqlite_api: Api) -> None:
    furnish(sqlite_api, votes=FEW)
    async with visiting(browser, sqlite_api.base) as visit:
        await visit.page.clock.install()
        await visit.page.route("**/events", lambda route: route.fulfill(status=503, body="full"))
        page = await visit.open(PATH)
        report(sqlite_api, random_votes(5))
        while await page.get_attribute("#board", "data-state") == "2":
            await page.clock.run_for(5_000)
        assert await page.get_attribute("#board", "data-state") == "3"
