"""Real Chromium, driven by Playwright, and what the tests ask of every page in it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    async_playwright,
    expect,
)

# The headless shell has the same engine, and takes a quarter of the processor time to open a page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Root cannot have a sandbox in a container; the other flags keep the browser from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(sys.prefix) / "npm" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ["serious", "critical"]
# A ceiling for pages that never come, not a speed that is asked of them.
WAIT_MS = 60_000

expect.set_options(timeout=WAIT_MS)

PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}

Look = tuple[dict[str, int], Literal["light", "dark"]]
"""The size of a window, and the color scheme."""

LOOKS: tuple[Look, ...] = ((DESKTOP, "light"), (PHONE, "dark"))
ON_PHONES: tuple[Look, ...] = ((PHONE, "light"), (PHONE, "dark"))

# Chromium warns of it where a script takes seconds, which on a busy machine is every page.
_LATE = "was preloaded using link preload but not used within a few seconds"
# What moves is measured where it will come to rest: half faded in, a text has too little contrast.
_AT_REST = """(() => {
  const ends = (one) => Number.isFinite(one.effect?.getComputedTiming().endTime);
  document.getAnimations().filter(ends).forEach((one) => one.finish());
})()"""

# Only what is wrong leaves the page, whose whole report would be megabytes. Rules whose faults would be left
# out take a quarter of the time.
_LOOK_OVER = """([serious, only]) => {
  const matters = (rule) => serious.includes(rule.impact) && (!only.length || only.includes(rule.id));
  const others = axe._audit.rules.filter((rule) => !matters(rule)).map((rule) => [rule.id, {enabled: false}]);
  const rules = Object.fromEntries(others);
  const options = {rules, resultTypes: ["violations"], selectors: false, preload: false};
  return axe.run(document, options).then((report) =>
    report.violations.flatMap((rule) => rule.nodes.map((node) =>
      `${rule.id} (${rule.impact}): ${node.html.slice(0, 200)}: ${node.failureSummary.slice(0, 300)}`)));
}"""
# The rules of axe-core that read colors, which are all that light and dark differ in.
COLORS = ["color-contrast", "link-in-text-block"]


def find_chromium() -> str:
    """Return the program to drive: ``$TEST_CHROMIUM``, or the first of the usual names on the PATH."""
    found = os.environ.get("TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "no Chromium found; scripts/find-browser installs it or says how"
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Yield a browser process without a window; half a second to start, so that tests share one."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        await browser.close()


class Visit:
    """One browser profile at one server, and what happens in it, collected as it happens.

    ``asked`` holds the addresses that pages asked for. Nothing may be in the other two: ``problems`` holds
    errors of scripts, of the console and of the content policy; ``strangers`` the addresses on other hosts.
    """

    def __init__(self, context: BrowserContext, page: Page, base: str) -> None:
        self.context = context
        self.page = page
        self.base = base
        self.asked: list[str] = []
        self.problems: list[str] = []
        self.strangers: list[str] = []
        page.on("pageerror", self._error)
        page.on("console", self._console)
        context.on("request", lambda request: self._request(request.url))

    async def open(self, path: str, look: Look | None = None) -> Page:
        """Go to a page of the server and wait until it is loaded, in a window that looks like this.

        To look at a page in several ways in one visit takes a third of the time that several visits take.
        """
        if look:
            # A page that is open would fetch other images when its window changes, and use none of them.
            await self.page.goto("about:blank")
            await self.page.set_viewport_size({"width": look[0]["width"], "height": look[0]["height"]})
            await self.page.emulate_media(color_scheme=look[1])
        await self.page.goto(self.base + path)
        return self.page

    async def faults(self, path: str, looks: Iterable[Look]) -> list[str]:
        """Return what axe-core finds on a page in each of these looks, and whether it is too wide.

        A window in which the page already stands is not loaded again to see it in other colors.
        """
        found: list[str] = []
        window = None
        for look in looks:
            known, window = look[0] == window, look[0]
            if known:
                await self.page.emulate_media(color_scheme=look[1])
            else:
                await self.open(path, look)
            here = await accessibility(self.page, COLORS if known else ())
            if not known and (wider := await overflow(self.page)) > 0:
                here.append(f"{wider} pixels too wide")
            found += [f"{path}, {window['width']} wide, {look[1]}: {fault}" for fault in here]
        return found

    def _error(self, error: Error) -> None:
        self.problems.append(str(error))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and _LATE not in message.text:
            self.problems.append(message.text)

    def _request(self, url: str) -> None:
        self.asked.append(url)
        if not url.startswith((self.base + "/", "data:")):
            self.strangers.append(url)


@asynccontextmanager
async def visiting(browser: Browser, base: str, **options: Any) -> AsyncIterator[Visit]:
    """Yield a fresh visitor of a server; the options are Playwright's for a context (``viewport`` …)."""
    context = await browser.new_context(**{"viewport": DESKTOP, **options})
    context.set_default_timeout(WAIT_MS)
    try:
        yield Visit(context, await context.new_page(), base)
    finally:
        await context.close()


@asynccontextmanager
async def noticing(page: Page, truth: str) -> AsyncIterator[None]:
    """Wait at the end until an expression was true, at any change of the page since the beginning.

    The page itself looks, so that what is true for a second is seen on a machine that is busy for two.
    """
    await page.evaluate(f"""() => {{
      window.noticed = new Promise((done) => {{
        const look = () => ({truth}) && done();
        new MutationObserver(look).observe(document, {{childList: true, subtree: true, attributes: true}});
      }});
    }}""")
    yield
    await promised(page, "window.noticed")


async def promised(page: Page, promise: str) -> None:
    """Wait until a promise in the page is kept. Raise TimeoutError if it never is."""
    await asyncio.wait_for(page.evaluate(promise), WAIT_MS / 1_000)


async def accessibility(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds serious or critical on a page: rule, element and reason, one line each.

    The rules are all, or those with the given names.
    """
    # Evaluated by the debugger, because the page's content policy refuses foreign scripts.
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    await page.evaluate(_AT_REST)
    found: list[str] = await page.evaluate(_LOOK_OVER, [SERIOUS, rules])
    return found


async def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    await page.evaluate(_AT_REST)
    width: int = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width
