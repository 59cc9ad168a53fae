"""What pages of the demo weigh in a browser, scrolled to their end, and how soon a pair can be seen.

Bytes are those of bodies as they are sent, at a desk of 1,440 by 900 pixels. The text of a page is its HTML
with the style sheets and scripts that it loads by itself. The voting page is loaded as Lighthouse does it on
a phone on slow 4G.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Container
from pathlib import Path

from playwright.async_api import Browser, Page, Response, ViewportSize

from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import Target, arena, environment, serving
from tests.support.pages.browser import chromium

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 412, "height": 823}
DENSITY = 1.75
# Lighthouse's throttling of requests in a phone: 150 ms and 1.6 Mbit/s, as browsers have to be told.
_SLOW = {"offline": False, "latency": 562.5, "downloadThroughput": 184_320, "uploadThroughput": 84_375}
_SLOWER_PROCESSOR = 4
_VOTES = 11
_SETTLE_MS = 1_000
_LCP_RUNS = 5
_PAINTED = """() => new Promise(resolve => new PerformanceObserver(
  list => resolve(list.getEntries().at(-1).startTime)
).observe({ type: "largest-contentful-paint", buffered: true }))"""
_MOST_KB = {"/models/papercut-xl": 400, "/": 250}
_TEXT = {"document", "stylesheet", "script"}
_MOST_TEXT_KB = 25
_TEXT_PAGES = (
    "/",
    "/arenas",
    "/arenas/demo",
    "/arenas/demo/vote",
    "/arenas/demo/prices",
    "/models",
    "/models/papercut-xl",
    "/organizations",
    "/compare?models=papercut-xl,impasto-2",
    "/playground",
    "/me",
    "/methodology",
    "/integrity",
    "/docs",
)


class Scale:
    """Adds up the bytes of the bodies that a page gets; ``blind`` has those of images before the vote.

    With ``only``, just those of these types of resources count.
    """

    def __init__(self, page: Page, only: Container[str] | None = None) -> None:
        self.bytes = 0
        self.blind: list[int] = []
        self._open: list[asyncio.Task[None]] = []
        self._only = only
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if self._only is None or response.request.resource_type in self._only:
            self._open.append(asyncio.ensure_future(self._weigh(response)))

    async def _weigh(self, response: Response) -> None:
        await response.finished()
        size = (await response.request.sizes())["responseBodySize"]
        self.bytes += size
        if "/blind/" in response.url:
            self.blind.append(size)

    async def kilobytes(self) -> float:
        """Return what came until now, in kB."""
        await asyncio.gather(*self._open)
        return self.bytes / 1_000


def rows() -> list[Row]:
    """Return the weights of pages of the whole demo, on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/arena.db"
        env = environment(url, folder)
        with serving(url, folder) as target:
            arena(env, "demo")
            return asyncio.run(_measure(target))


async def _measure(target: Target) -> list[Row]:
    base = f"http://127.0.0.1:{target.port}"
    async with chromium() as browser:
        found = [
            _row(f"weight of {path}, scrolled through", await _weight(browser, base + path), most)
            for path, most in _MOST_KB.items()
        ]
        found += [
            _row(f"text of {path}", await _text(browser, base + path), _MOST_TEXT_KB) for path in _TEXT_PAGES
        ]
        mine, image = await _as_voter(browser, base)
        found.append(_row(f"weight of /me after {_VOTES} votes", mine, 400))
        found.append(_row("an image of a vote, mean", image, 180))
        listed = await _as_admin(browser, base, target.key)
        found.append(_row("weight of the admin's 100 images", listed, 1_500))
        painted = sorted([await _painted(browser, f"{base}/arenas/demo/vote") for _ in range(_LCP_RUNS)])
    seconds = painted[_LCP_RUNS // 2] / 1_000
    what = "largest paint of the voting page, slow 4G, median"
    return [*found, Row(what=what, value=seconds, unit="s", reach=2.5, at_most=True)]


def _row(what: str, kilobytes: float, most: float) -> Row:
    return Row(what=what, value=kilobytes, unit="kB", reach=most, at_most=True)


async def _weight(browser: Browser, url: str) -> float:
    page = await browser.new_page(viewport=DESK)
    weight = await _scrolled(page, url)
    await page.close()
    return weight


async def _text(browser: Browser, url: str) -> float:
    page = await browser.new_page(viewport=DESK)
    # What follows events never ends, so that there is no silence to wait for.
    scale = Scale(page, _TEXT)
    await page.goto(url, wait_until="load")
    await page.wait_for_timeout(_SETTLE_MS)
    weight = await scale.kilobytes()
    await page.close()
    return weight


async def _scrolled(page: Page, url: str) -> float:
    """Open a page and go through it, so that images come which wait to be seen."""
    scale = Scale(page)
    await page.goto(url, wait_until="networkidle")
    for _ in range(await page.evaluate("Math.ceil(document.body.scrollHeight / innerHeight)")):
        await page.mouse.wheel(0, DESK["height"])
        await page.wait_for_timeout(100)
    await page.wait_for_load_state("networkidle")
    return await scale.kilobytes()


async def _as_voter(browser: Browser, base: str) -> tuple[float, float]:
    """Return the weight of the voter's page after some votes, and the mean of an image before a vote."""
    context = await browser.new_context(viewport=DESK)
    page = await context.new_page()
    scale = Scale(page)
    await page.goto(f"{base}/arenas/demo/vote")
    for number in range(1, _VOTES + 1):
        await page.locator('[data-stage][data-state="ready"]').wait_for()
        await page.keyboard.press("ArrowLeft")
        await page.locator("[data-count]", has_text=str(number)).wait_for()
    await page.wait_for_load_state("networkidle")
    await scale.kilobytes()
    weight = await _scrolled(await context.new_page(), f"{base}/me")
    await context.close()
    return weight, sum(scale.blind) / len(scale.blind) / 1_000


async def _as_admin(browser: Browser, base: str, key: str) -> float:
    context = await browser.new_context(viewport=DESK)
    page = await context.new_page()
    await page.goto(f"{base}/admin/login")
    await page.get_by_label("Admin key").fill(key)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_load_state("networkidle")
    weight = await _scrolled(page, f"{base}/admin/arenas/demo/images")
    await context.close()
    return weight


async def _painted(browser: Browser, url: str) -> float:
    """Return when the largest thing on a page was painted, in ms, for somebody who is new."""
    context = await browser.new_context(viewport=PHONE, device_scale_factor=DENSITY, is_mobile=True)
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    await devtools.send("Network.enable")
    await devtools.send("Network.emulateNetworkConditions", _SLOW)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_PROCESSOR})
    await page.goto(url, wait_until="networkidle")
    painted = float(await page.evaluate(_PAINTED))
    await context.close()
    return painted
