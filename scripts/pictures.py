"""The README's pictures: pages of a served demo, as a browser shows them.

``scripts/serve`` in one shell, ``python -m scripts.pictures http://127.0.0.1:8000`` in another.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from tests.support.pages.browser import DESKTOP, PHONE, chromium, visiting

DOCS = Path(__file__).resolve().parents[1] / "docs"
# English prompts, because fonts for other languages differ between machines.
VOTE = "/arenas/demo/vote?language=en"
BOARD: ViewportSize = {"width": 1200, "height": 1050}
READY = "[data-state=ready]"


async def _vote(page: Page) -> None:
    """Wait for a pair, vote on it, and wait for the next with the names of the last."""
    await page.wait_for_selector(READY)
    await page.keyboard.press("ArrowLeft")
    await page.wait_for_selector("[data-revealed] [data-name]")
    await page.wait_for_selector(READY)


async def _take(browser: Browser, base: str) -> None:
    async with visiting(browser, base, viewport=DESKTOP) as visit:
        await _vote(await visit.open(VOTE))
        await visit.page.screenshot(path=DOCS / "vote.jpg", quality=85)
        await visit.page.set_viewport_size(BOARD)
        await visit.open("/arenas/demo")
        await visit.page.wait_for_load_state("networkidle")
        await visit.page.screenshot(path=DOCS / "board.jpg", quality=85)
    phone = {"viewport": PHONE, "device_scale_factor": 2, "color_scheme": "dark", "is_mobile": True}
    async with visiting(browser, base, **phone, has_touch=True) as visit:
        await _vote(await visit.open(VOTE))
        await visit.page.screenshot(path=DOCS / "phone.jpg", quality=85)


async def _main(base: str) -> None:
    async with chromium() as browser:
        await _take(browser, base)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
