"""Images on pages about models: from votes that were cast on them, with prompts that would do harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page

from tests.support.db.databases import copy_sqlite
from tests.support.pages.browser import LOOKS, PHONE, accessibility, overflow, visiting
from tests.support.pages.gallery import ARENA, MODELS, hang, hung_gallery, painted
from tests.support.served.api import Api

LONG = "<b>long</b> \u0645\u0631\u062d\u0628\u0627 \u202e🦊 " + "W" * 9_000 + " word" * 180
VOTERS = 12
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true })"


def fill(api: Api) -> None:
    """Add a prompt of ten thousand characters and votes by people who always prefer the left image.

    All images are examples: of a fifth of them, the deal may leave a model none.
    """
    api.patch(f"/api/v1/arenas/{ARENA}", {"example_share": 100}).raise_for_status()
    prompt = api.made(f"/api/v1/arenas/{ARENA}/prompts", text=LONG, language="en", themes=["rooms"])["id"]
    for number, model in enumerate(MODELS):
        hang(api, model, prompt, painted(f"{model} long {number}", (300, 200), model))
    for voter in range(VOTERS):
        for _ in range(3):
            asked = {"voter": f"voter {voter}"}
            dealt = api.post(f"/api/v1/arenas/{ARENA}/matchups", asked, "votes").json()
            answer = api.post(f"/api/v1/matchups/{dealt['id']}/vote", {**asked, "outcome": "left"}, "votes")
            assert answer.status_code == 201, answer.text


@pytest.fixture(scope="module")
def exhibition(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the gallery after some visitors."""
    folder = tmp_path_factory.mktemp("exhibition")
    with hung_gallery(copy_sqlite(sqlite_template, folder), folder) as api:
        fill(api)
        yield api


async def seen(page: Page) -> int:
    """Return how many images in the page's content can be seen; fails for one that is broken."""
    images = page.locator("main img:visible")
    for number in range(await images.count()):
        image = images.nth(number)
        await image.scroll_into_view_if_needed()
        assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    return await images.count()


@pytest.mark.slow
def test_examples_are_votes_and_their_images_are_public(exhibition: Api) -> None:
    page = exhibition.get("/api/v1/models/photon-flash").json()
    examples = page["examples"]["best"]
    assert examples
    for example in examples:
        assert example["result"] in {"won", "tie"}
        for image in (example["image"], example["opponent_image"]):
            answer = exhibition.get(image["image_url"])
            assert answer.headers["Content-Type"].startswith("image/")
            assert "immutable" in answer.headers["Cache-Control"]


async def test_a_models_examples_in_a_browser(browser: Browser, exhibition: Api) -> None:
    async with visiting(browser, exhibition.base) as visit:
        for look in LOOKS:
            page = await visit.open("/models/photon-flash", look)
            await page.evaluate(OPEN_ALL)
            assert await seen(page) > 2
            assert await accessibility(page) == []
            assert await overflow(page) <= 0
            assert await page.locator("main b").count() == 0
    assert visit.problems == []
    assert visit.strangers == []


async def test_where_two_differ_most_in_a_browser(browser: Browser, exhibition: Api) -> None:
    async with visiting(browser, exhibition.base, viewport=PHONE) as visit:
        page = await visit.open(f"/compare?models={','.join(MODELS)}")
        await page.evaluate(OPEN_ALL)
        assert await seen(page) >= 2
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
    assert visit.problems == []


async def addresses(images: Locator) -> set[str]:
    """Return where the whole files of images are, which all their renditions' addresses begin with."""
    found: list[str] = await images.evaluate_all("all => all.map((image) => image.src)")
    return {address.rpartition("/")[0] for address in found}


async def test_images_out_of_sight_are_not_fetched(browser: Browser, exhibition: Api) -> None:
    hidden: set[str] = set()
    for model in MODELS:
        async with visiting(browser, exhibition.base, viewport=PHONE) as visit:
            page = await visit.open(f"/models/{model}")
            await seen(page)
            images = page.locator("main img")
            # One that is in sight elsewhere on the page is there at once, and costs nothing.
            shown = await addresses(images.filter(visible=True))
            hidden = await addresses(images.filter(visible=False)) - shown
            asked = {address.rpartition("/")[0] for address in visit.asked}
        assert shown <= asked
        assert not asked & hidden
        if hidden:
            break
    assert hidden
