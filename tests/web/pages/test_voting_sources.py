"""Voting where images were edited: the image before stands beside the wish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.db.databases import copy_sqlite
from tests.support.pages.browser import DESKTOP, PHONE, accessibility, overflow, visiting
from tests.support.pages.gallery import ARENA, MODELS, ORGANIZATIONS, hang, painted
from tests.support.served.api import Api, serving

VOTE = f"/arenas/{ARENA}/vote"
EDIT = "Make it winter, and leave the house as it is"
FREE = "A house in winter"
WIDE = (300, 200)


@pytest.fixture(scope="module")
def studio(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield an arena with a prompt that has an image to edit, and one that has none."""
    folder = tmp_path_factory.mktemp("studio")
    with serving(copy_sqlite(sqlite_template, folder), folder, blobs_url=str(folder / "blobs")) as api:
        api.made("/api/v1/arenas", slug=ARENA, name="Editing", task="image-editing")
        for slug, name in ORGANIZATIONS.items():
            api.made("/api/v1/organizations", slug=slug, name=name)
        models = list(MODELS)[:3]
        for model in models:
            api.made("/api/v1/models", slug=model, name=MODELS[model][0])
        for text in (EDIT, FREE):
            prompt = api.made(f"/api/v1/arenas/{ARENA}/prompts", text=text)["id"]
            for model in models:
                hang(api, model, prompt, painted(model, WIDE, model))
            if text == EDIT:
                api.client.post(
                    f"/api/v1/arenas/{ARENA}/prompts/{prompt}/source-image",
                    files={"file": ("house.png", painted("house", WIDE, models[0]), "image/png")},
                    headers=api.key(),
                ).raise_for_status()
        yield api


async def shows_its_source(page: Page) -> bool:
    """Check that the image before is there where it should be and only there; whether it should."""
    edited = await page.locator("[data-prompt]").inner_text() == EDIT
    source = page.locator("[data-source-image]")
    await (expect(source).to_be_visible() if edited else expect(source).to_be_hidden())
    if edited:
        await source.evaluate("image => image.decode()")
        box = await source.bounding_box()
        assert box
        assert box["width"] / box["height"] == pytest.approx(1.5, abs=0.05)
    return edited


@pytest.mark.parametrize("window", [PHONE, DESKTOP])
@pytest.mark.parametrize("scripts", [True, False])
async def test_the_image_before_stands_beside_the_wish(
    browser: Browser, studio: Api, window: dict[str, int], scripts: bool
) -> None:
    async with visiting(browser, studio.base, viewport=window, java_script_enabled=scripts) as visit:
        page = await visit.open(VOTE)
        seen = {await shows_its_source(page)}
        if scripts:
            await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "ready")
            assert await accessibility(page) == []
            assert await overflow(page) <= 0
        while len(seen) < 2:
            matchup = page.locator("[name=matchup]")
            voted = await matchup.input_value()
            if scripts:
                await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "ready")
            await page.locator("[data-pane=left]").click()
            await expect(matchup).not_to_have_value(voted)
            seen.add(await shows_its_source(page))
    assert visit.problems == []
