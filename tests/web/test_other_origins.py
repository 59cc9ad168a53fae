"""A page of another origin draws a leaderboard: Vega-Lite as its recipe has it, and plain requests."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse
from playwright.async_api import Browser, expect

from tests.support.pages.browser import visiting
from tests.support.served.api import Api, listening

STATED = "https://arena.example.com"
PACKAGES = Path(sys.prefix) / "npm" / "node_modules"


def code_of(project_root: Path, recipe: str, language: str) -> list[str]:
    text = (project_root / "docs/recipes" / f"{recipe}.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def other_origin(project_root: Path, site: Api) -> Iterator[str]:
    """Yield a server on another port that has the recipe's page and its three scripts."""
    arena = str(site.client.base_url).rstrip("/")
    (page,) = code_of(project_root, "vega-lite", "html")
    page = page.replace(STATED, arena).replace("/arenas/demo/", "/arenas/t2i/")
    app = FastAPI()
    icon = '<link rel="icon" href="data:,">'
    app.add_api_route("/chart", lambda: HTMLResponse(page.replace("<title>", f"{icon}<title>")))
    app.add_api_route("/empty", lambda: HTMLResponse(f"<!doctype html>{icon}<title>Empty</title>"))
    for name in re.findall(r'src="([\w-]+)\.min\.js"', page):
        script = PACKAGES / name / "build" / f"{name}.min.js"
        app.add_api_route(f"/{name}.min.js", lambda script=script: FileResponse(script))
    with listening(app) as address:
        yield address


async def test_the_recipe_of_vega_lite_draws_every_model(
    browser: Browser, site: Api, other_origin: str
) -> None:
    rows = site.get("/api/v1/arenas/t2i/leaderboard").json()["rows"]
    async with visiting(browser, other_origin) as visit:
        page = await visit.open("/chart")
        await expect(page.locator("#board svg .mark-symbol path")).to_have_count(len(rows))
        await expect(page.locator("#board svg .layer_0_marks line")).to_have_count(len(rows))
    assert visit.problems == []
    assert len(rows) > 1


async def test_a_page_of_another_origin_fetches_and_follows(
    browser: Browser, site: Api, other_origin: str, project_root: Path
) -> None:
    fetch, _, live, _ = code_of(project_root, "observable", "js")
    (address,) = re.findall(r'fetch\("([^"]+)"\)', fetch)
    (events,) = re.findall(r'EventSource\("([^"]+)"\)', live)
    here = [
        url.replace(STATED, str(site.client.base_url).rstrip("/")).replace("/demo/", "/t2i/")
        for url in (address, events)
    ]
    async with visiting(browser, other_origin) as visit:
        page = await visit.open("/empty")
        rows, revision = await page.evaluate(
            """async ([board, events]) => {
              const answer = await fetch(board);
              const source = new EventSource(events);
              const first = await new Promise((resolve, reject) => {
                source.addEventListener("revision", (event) => resolve(JSON.parse(event.data)));
                source.addEventListener("error", reject);
              });
              source.close();
              return [(await answer.json()).rows.length, first.revision];
            }""",
            here,
        )
    assert visit.problems == []
    assert rows > 0
    assert revision > 0
