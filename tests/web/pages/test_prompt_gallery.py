"""The page of a prompt: images of public examples that enlarge, and nothing of the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.support.db.databases import copy_sqlite
from tests.support.pages.browser import PHONE, accessibility, overflow, visiting
from tests.support.pages.gallery import ARENA, MODELS, hung_gallery
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api

PATH = f"/arenas/{ARENA}/prompts/1"


@pytest.fixture(scope="module")
def shown(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield a gallery whose prompts are all public examples."""
    folder = tmp_path_factory.mktemp("shown")
    with hung_gallery(copy_sqlite(sqlite_template, folder), folder) as api:
        api.patch(f"/api/v1/arenas/{ARENA}", {"example_share": 100}).raise_for_status()
        yield api


def test_what_all_models_made(shown: Api) -> None:
    html = shown.get(PATH).text
    listed = shown.get(f"/api/v1{PATH}/images").json()
    assert [image["model"] for image in listed["images"]]
    assert {image["model"] for image in listed["images"]} <= set(MODELS)
    for image in listed["images"]:
        url = image["image"]["image_url"]
        assert f'<a href="{url}/1024" data-enlarge>' in html
        answer = shown.get(f"{url}/160")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert "no votes yet" in html
    for path in (f"{PATH}0000", f"/arenas/{ARENA}/prompts/x"):
        assert shown.get(path).status_code in {404, 422}


async def test_images_enlarge_by_keys_alone(browser: Browser, shown: Api) -> None:
    async with visiting(browser, shown.base, viewport=PHONE) as visit:
        page = await visit.open(PATH)
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
        link = page.locator("a[data-enlarge]").first
        await link.focus()
        await page.keyboard.press("Enter")
        box = page.get_by_role("dialog")
        await box.locator("img").wait_for()
        first = await box.locator("img").get_attribute("src")
        assert await accessibility(page) == []
        await page.keyboard.press("ArrowRight")
        assert await box.locator("img").get_attribute("src") != first
        await page.keyboard.press("z")
        assert await box.locator(".zoomed").count() == 1
        await page.keyboard.press("Escape")
        await box.wait_for(state="hidden")
        assert await link.evaluate("link => link === document.activeElement")
    assert visit.problems == []


def test_what_is_kept_for_votes(shown: Api) -> None:
    shown.patch(f"/api/v1/arenas/{ARENA}", {"example_share": 0}).raise_for_status()
    wait_until(lambda: "Kept for voting" in shown.get(PATH).text)  # a page is at most two seconds old
    html = shown.get(PATH).text
    assert "/images/" not in html
    listed = shown.get(f"/api/v1{PATH}/images").json()
    assert (listed["images"], listed["hidden"] > 0) == ([], True)
