"""Pages from right to left: nothing sticks out, and what is read first is on the right."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.support.pages.browser import DESKTOP, PHONE, overflow, visiting
from tests.support.served.api import Api

PATHS = ("/", "/arenas/t2i", "/models", "/models/m0", "/compare?models=m0,m1", "/playground", "/docs")
TURN = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl' })"
# How far headings end from where their block ends, and which way code runs.
MEASURE = """() => {
  const range = document.createRange();
  const heading = document.querySelector("h1");
  range.selectNodeContents(heading);
  const code = document.querySelector("pre");
  return [
    heading.getBoundingClientRect().right - range.getBoundingClientRect().right,
    code ? getComputedStyle(code).direction : "ltr",
  ];
}"""


async def test_from_right_to_left(browser: Browser, site: Api) -> None:
    for size in (DESKTOP, PHONE):
        async with visiting(browser, site.base, viewport=size) as visit:
            await visit.page.add_init_script(TURN)
            for path in PATHS:
                page = await visit.open(path)
                assert await overflow(page) <= 0, path
                gap, code = await page.evaluate(MEASURE)
                assert (abs(gap) < 1, code) == (True, "ltr"), path
        assert visit.problems == []
