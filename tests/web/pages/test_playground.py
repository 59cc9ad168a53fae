"""The playground: with scripts and without, what is wrong, and the way into an arena."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.support.api import Api
from tests.support.browser import PHONE, Visit, accessibility, overflow, visiting
from tests.support.gateway import gateway, offer
from tests.support.generations import REFUSED, Painter

Served = tuple[Api, Painter]


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    """Yield a service with an arena and two models that can be run."""
    with gateway(sqlite_url, tmp_path) as (api, painter):
        api.made("/api/v1/models", slug="round", name="Round <b>", capabilities=["image-editing"])
        offer(api, "round", 0.02)
        api.made("/api/v1/arenas", slug="t2i", name="Text to image")
        yield api, painter


def key(api: Api, scope: str = "generate") -> str:
    """Return a key as a person types it."""
    return api.key(scope)["Authorization"].partition(" ")[2]


def send(api: Api, **fields: str | list[str]) -> httpx.Response:
    """Return the form as a browser without scripts sends it."""
    data = {"prompt": "A fox", "models": ["square", "round"], "size": "1024x768", **fields}
    return api.client.post("/playground", data=data)


async def fill(visit: Visit, api: Api, scope: str = "generate") -> None:
    """Open the page and fill in the form."""
    page = await visit.open("/playground")
    await page.get_by_label("Prompt").fill("A fox")
    await page.get_by_label("Round").check()
    await page.get_by_label("Square").check()
    await page.get_by_label("API key with").fill(key(api, scope))


def test_without_a_model_it_says_so(sqlite_api: Api) -> None:
    assert "No models available yet" in sqlite_api.get("/playground").text


def test_without_scripts_the_images_come_with_the_page(served: Served) -> None:
    api, painter = served
    answer = send(api, key=key(api))
    assert answer.status_code == 200
    assert answer.text.count("<figure") == 2
    assert "<b>" not in answer.text.replace("<b></b>", "")
    assert sorted(order.width for order in painter.orders if order.width) == [1024, 1024]
    assert 'value="gen_' in answer.text
    assert key(api) not in answer.text


def test_one_that_fails_does_not_keep_the_others(served: Served) -> None:
    api, painter = served
    painter.plan = [REFUSED]
    answer = send(api, key=key(api))
    assert answer.text.count("<img") == 2  # one of them is the site's own
    assert "This prompt is not painted here." in answer.text


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"key": "wrong"}, 401, "unknown or revoked"),
        ({"models": []}, 422, "Choose 1 to"),
        ({"models": [f"m{i}" for i in range(9)]}, 422, "Choose 1 to"),
        ({"prompt": ""}, 422, "Enter a prompt"),
        ({"image_url": "ftp://x"}, 422, "http(s)"),
    ],
)
def test_what_is_wrong_is_said(
    served: Served, fields: dict[str, str | list[str]], status: int, says: str
) -> None:
    api, painter = served
    answer = send(api, **{"key": key(api), **fields})
    assert answer.status_code == status
    assert says in answer.text
    assert painter.orders == []


def test_a_key_for_something_else(served: Served) -> None:
    assert send(served[0], key=key(served[0], "votes")).status_code == 403


def test_another_site_cannot_ask(served: Served) -> None:
    api, painter = served
    data = {"prompt": "A fox", "models": "square", "key": key(api)}
    for path in ("/playground", "/playground/gifts"):
        answer = api.client.post(path, data=data, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 403
    assert painter.orders == []


async def test_with_scripts_each_image_comes_by_itself_and_goes_to_an_arena(
    browser: Browser, served: Served
) -> None:
    api, _ = served
    async with visiting(browser, api.base) as visit:
        await fill(visit, api, "admin")
        page = visit.page
        await expect(page.locator("[data-give]")).to_be_hidden()
        await page.get_by_role("button", name="Generate images").click()
        await expect(page.locator(".result img")).to_have_count(2, timeout=20_000)
        await expect(page.locator("[data-live]")).to_have_text("2 of 2 images are ready.")
        assert await accessibility(page) == []
        await page.get_by_label("Themes").fill("animals")
        await page.get_by_role("button", name="Add to the arena").click()
        await page.wait_for_url("**/arenas/t2i/vote")
    (prompt,) = api.get("/api/v1/arenas/t2i/prompts").json()["items"]
    assert (prompt["text"], prompt["themes"]) == ("A fox", ["animals"])
    items = api.client.get("/api/v1/arenas/t2i/images", headers=api.key()).json()["items"]
    assert {(item["model"], item["origin"]) for item in items} == {
        ("square", "generated"),
        ("round", "generated"),
    }
    assert visit.strangers == []


async def test_on_a_phone_in_the_dark(browser: Browser, served: Served) -> None:
    api, painter = served
    painter.plan = [REFUSED]
    async with visiting(browser, api.base, viewport=PHONE, color_scheme="dark") as visit:
        await fill(visit, api)
        await visit.page.get_by_role("button", name="Generate images").click()
        await expect(visit.page.locator(".result img")).to_have_count(1, timeout=20_000)
        await expect(visit.page.locator(".result .wrong")).to_have_text("This prompt is not painted here.")
        await expect(visit.page.locator("[data-give]")).to_be_hidden()
        assert await accessibility(visit.page) == []
        assert await overflow(visit.page) <= 0
    assert visit.problems == []
