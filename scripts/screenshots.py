"""Screenshots of every page of a served demo: at a desk and on a phone, light and dark; and what axe finds.

``scripts/serve`` in one shell, ``.venv/bin/python -m scripts.screenshots http://127.0.0.1:8000 FOLDER`` in
another. It exits with 1 if a page is wider than the screen, logs an error, or has a finding of axe.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, ViewportSize

from tests.support.pages.browser import accessibility, chromium, overflow, visiting

SCREENS: dict[str, ViewportSize] = {
    "desk": {"width": 1440, "height": 900},
    "phone": {"width": 390, "height": 844},
}
THEMES = ("light", "dark")
# What belongs to no record of the catalog.
_FIXED = (
    "/",
    "/arenas",
    "/models",
    "/organizations",
    "/compare",
    "/playground",
    "/me",
    "/methodology",
    "/integrity",
    "/docs",
    "/docs/",
    "/admin/login",
    "/models/none",
)


def pages(base: str) -> list[str]:
    """Return the path of one page of each kind, with the records that a served demo has."""
    arena = _first(base, "arenas")
    first, second, *_ = (row["model"] for row in _read(base, f"/api/v1/arenas/{arena}/leaderboard")["rows"])
    prompt = _read(base, f"/api/v1/arenas/{arena}/prompts?limit=1")["items"][0]["id"]
    own = (
        f"/arenas/{arena}",
        f"/arenas/{arena}/vote",
        f"/arenas/{arena}/prices",
        f"/arenas/{arena}/data",
        f"/arenas/{arena}/prompts/{prompt}",
        f"/models/{first}",
        f"/organizations/{_first(base, 'organizations')}",
        f"/compare?models={first},{second}",
    )
    return [*_FIXED, *own]


def _first(base: str, noun: str) -> str:
    return str(_read(base, f"/api/v1/{noun}?limit=1")["items"][0]["slug"])


def _read(base: str, path: str) -> Any:
    return httpx.get(base + path, timeout=60).raise_for_status().json()


async def _take(browser: Browser, base: str, folder: Path, screen: str, theme: str) -> list[str]:
    """Take all pages on a screen in a theme; return what is wrong with them."""
    found: list[str] = []
    view: dict[str, Any] = {
        "viewport": SCREENS[screen],
        "is_mobile": screen == "phone",
        "color_scheme": theme,
    }
    async with visiting(browser, base, **view) as visit:
        for path in await asyncio.to_thread(pages, base):
            page = await visit.open(path)
            await page.wait_for_load_state("networkidle")
            name = path.strip("/").translate(str.maketrans("/?=,&", "-----")) or "home"
            await page.screenshot(path=folder / f"{name}-{screen}-{theme}.png", full_page=True)
            found += [f"{path} {screen} {theme}: {one}" for one in await accessibility(page)]
            if wider := await overflow(page):
                found.append(f"{path} {screen} {theme}: {wider} px wider than the screen")
        found += [f"{screen} {theme}: {problem}" for problem in visit.problems if "404" not in problem]
    return found


async def _main(base: str, folder: Path) -> list[str]:
    async with chromium() as browser:
        return [
            one
            for screen in SCREENS
            for theme in THEMES
            for one in await _take(browser, base, folder, screen, theme)
        ]


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    findings = asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
    print("\n".join(findings) or "nothing to mend")
    sys.exit(bool(findings))
