"""The voting page in real Chromium: how long from a key press to the next pair on the screen."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import Page

from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import serving
from tests.support.pages.browser import chromium, visiting
from tests.support.pages.gallery import ARENA, fill
from tests.support.served.api import Api

VOTES = 25
SIZE = ((1024, 1024),)
LOOK_MS = 700
REACH_MS = 100
# From the event's own time to the second frame after the images were exchanged: by then they are painted.
WATCH = """() => {
  window.waits = [];
  let pressed = 0;
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver((changes) => {
    const began = pressed;
    const note = () => waits.push(performance.now() - began);
    if (changes.some((change) => change.addedNodes.length)) {
      requestAnimationFrame(() => requestAnimationFrame(note));
    }
  }).observe(document.querySelector("[data-pane=right]"), { childList: true });
}"""


def run() -> list[Row]:
    """Measure a voter who looks at each pair for a while, and one who votes as soon as it appears."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/arena.db"
        with serving(url, Path(folder)) as target:
            base = f"http://127.0.0.1:{target.port}"
            with httpx.Client(base_url=base, timeout=60) as client:
                fill(Api(client, base, {"catalog": target.key}), SIZE)
            looked = asyncio.run(_waits(base, LOOK_MS))
            hurried = asyncio.run(_waits(base, 0))
    return [
        Row(
            what="voting page: key press to next pair, median",
            value=_median(looked),
            unit="ms",
            reach=REACH_MS,
            at_most=True,
        ),
        Row(what="the same, maximum", value=max(looked), unit="ms"),
        Row(what="the same, pressing without looking, median", value=_median(hurried), unit="ms"),
    ]


def _median(values: list[float]) -> float:
    return statistics.median(values)


async def _waits(base: str, look_ms: int) -> list[float]:
    """Return the milliseconds from key to pair, for a new voter who votes on most of the pairs."""
    async with chromium() as browser, visiting(browser, base) as visit:
        page = await visit.open(f"/arenas/{ARENA}/vote")
        await page.wait_for_selector("[data-state=ready]")
        await page.evaluate(WATCH)
        for number in range(VOTES):
            await page.wait_for_timeout(look_ms)
            await _vote(page, number)
        waits: list[float] = await page.evaluate("waits")
        return waits


async def _vote(page: Page, number: int) -> None:
    """Press as soon as the page takes a vote, and wait until it was taken."""
    count = page.locator("[data-count]")
    await page.wait_for_selector("[data-state=ready]")
    await page.keyboard.press("ArrowLeft")
    await page.wait_for_function("number => waits.length > number", arg=number)
    await page.wait_for_function(
        "([place, number]) => Number(place.value) > number", arg=[await count.element_handle(), number]
    )
