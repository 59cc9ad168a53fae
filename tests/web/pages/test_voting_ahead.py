"""Pairs that the voting page loads before they are needed, in a real browser."""

from __future__ import annotations

import asyncio

from playwright.async_api import Browser, Page, Route, expect

from tests.support.pages.browser import visiting
from tests.support.pages.gallery import ARENA, Gallery
from tests.support.runs.waiting import until

VOTE = f"/arenas/{ARENA}/vote"
READY = "[data-state=ready]"


class Deals:
    """The pairs that the server deals to a page, in order; it may be told to wait with the next."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.asked = 0
        self.open = asyncio.Event()
        self.open.set()

    async def handle(self, route: Route) -> None:
        """Pass a request on, when it may go."""
        self.asked += 1
        await self.open.wait()
        answer = await route.fetch()
        self.ids.append((await answer.json())["id"])
        await route.fulfill(response=answer)


async def test_a_fast_voter_has_two_pairs_ahead_and_who_only_looks_has_one(
    browser: Browser, gallery: Gallery
) -> None:
    async with visiting(browser, gallery.url) as visit:
        deals = Deals()
        await visit.page.route("**/matchups", deals.handle)
        page = await visit.open(VOTE)
        await page.wait_for_selector(READY)
        shown = [await page.locator("[name=matchup]").input_value()]
        await until(lambda: len(deals.ids) == 1, "the pair ahead")
        await page.wait_for_load_state("networkidle")
        assert deals.asked == 1
        shown.append(await voted(page, shown[-1]))
        await until(lambda: len(deals.ids) == 3, "the two pairs ahead")
        await page.wait_for_load_state("networkidle")
        deals.open.clear()
        for _ in range(2):  # without a new pair from the server
            shown.append(await voted(page, shown[-1]))
        assert shown[1:] == deals.ids
        await page.wait_for_selector(READY)
        await page.keyboard.press("ArrowLeft")  # no pair to show
        await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "loading")
        deals.open.set()
        await expect(page.locator("[name=matchup]")).not_to_have_value(shown[-1])
        await page.wait_for_selector(READY)
        gallery_link = page.locator("[data-revealed=left] [data-thumb]")
        await gallery_link.click()
        await expect(page.locator("figure").first).to_be_visible()
        assert len(set(shown)) == len(gallery.votes()) == 4
        await page.unroute_all(behavior="ignoreErrors")  # a pair may still be on its way
    assert visit.problems == []


async def voted(page: Page, before: str) -> str:
    """Vote as soon as it is possible; return the matchup that is shown then."""
    await page.wait_for_selector(READY)
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator("[name=matchup]")).not_to_have_value(before)
    return await page.locator("[name=matchup]").input_value()


async def test_a_broken_pair_ahead_is_replaced_and_no_pair_comes_twice(
    browser: Browser, gallery: Gallery
) -> None:
    async with visiting(browser, gallery.url) as visit:
        asked: list[str] = []

        async def cut(route: Route) -> None:
            asked.append(route.request.url)
            if len(asked) in {3, 6}:  # of the pair ahead, and of one after that
                await route.fulfill(status=200, content_type="image/jpeg", body=b"\xff\xd8\xff not a picture")
            else:
                await route.continue_()

        await visit.page.route("**/blind/**", cut)
        async with visit.page.expect_request("**/skip"):
            page = await visit.open(VOTE)
        await page.wait_for_selector(READY)
        shown = [await page.locator("[name=matchup]").input_value()]
        for _ in range(4):
            shown.append(await voted(page, shown[-1]))
        await expect(page.locator("[data-count]")).to_have_text("4")
        assert len(set(shown)) == 5
        await expect(page.locator("[data-message]")).to_be_hidden()
    assert len({vote["id"] for vote in gallery.votes()}) == 4
