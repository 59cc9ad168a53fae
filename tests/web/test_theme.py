"""The theme that a reader chooses: on every page, before it is drawn, and only with scripts."""

from __future__ import annotations

from playwright.async_api import Browser, Page

from tests.support.pages.browser import accessibility, visiting
from tests.support.served.api import Api

DARK_GROUND = "rgb(19, 20, 23)"


async def ground(page: Page) -> str:
    return str(await page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


async def test_it_stays_chosen_on_the_next_page(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, color_scheme="light") as visit:
        page = await visit.open("/models")
        assert await ground(page) != DARK_GROUND
        await page.get_by_role("button", name="Dark").click()
        assert await ground(page) == DARK_GROUND
        assert await accessibility(page) == []
        page = await visit.open("/methodology")
        assert await ground(page) == DARK_GROUND
        assert await page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
        await page.get_by_role("button", name="System").click()
        assert await ground(page) != DARK_GROUND
    assert visit.problems == []


async def test_without_scripts_there_is_no_switch(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, java_script_enabled=False) as visit:
        page = await visit.open("/models")
        assert not await page.locator(".site-theme").is_visible()
