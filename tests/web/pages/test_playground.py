"""The playground: with scripts and without, what is wrong, and the way into an arena."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest
from playwright.async_api import Browser, expect

from service.providers.vendors import FACTORIES
from tests.support.images.generations import REFUSED, Painter
from tests.support.images.pictures import picture
from tests.support.pages.browser import Visit, accessibility, overflow, visiting
from tests.support.served.api import Api
from tests.support.served.gateway import gateway, offer

Served = tuple[Api, Painter]
NARROW = {"width": 320, "height": 640}
# Whatever size was asked for: to store an image of the page's smallest size takes half a second.
SMALL = [picture(seed, (64, 64)) for seed in range(4)]


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    """Yield a service with an arena and two models that can be run."""
    with gateway(sqlite_url, tmp_path) as (api, painter):
        api.made("/api/v1/models", slug="round", name="Round <b>", capabilities=["image-editing"])
        offer(api, "round", 0.02)
        api.made("/api/v1/arenas", slug="t2i", name="Text to image")
        painter.plan += SMALL
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
    await page.get_by_label("Prompt", exact=True).fill("A fox")
    await page.get_by_label("Round").check()
    await page.get_by_label("Square").check()
    await page.get_by_label("API key with").fill(key(api, scope))


def test_without_a_model_it_says_so(sqlite_api: Api) -> None:
    assert "No models available yet" in sqlite_api.get("/playground").text


@pytest.mark.slow
def test_without_scripts_the_images_come_with_the_page(served: Served) -> None:
    api, painter = served
    answer = send(api, key=key(api))
    assert answer.status_code == 200
    assert answer.text.count("<figure") == 2
    assert "<b>" not in answer.text.replace("<b></b>", "")
    assert sorted(order.width for order in painter.orders if order.width) == [1024, 1024]
    assert 'value="gen_' in answer.text
    assert key(api) not in answer.text


@pytest.mark.slow
def test_one_that_fails_does_not_keep_the_others(served: Served) -> None:
    api, painter = served
    painter.plan.insert(0, REFUSED)
    answer = send(api, key=key(api))
    assert answer.text.count("<img") == 2  # one of them is the site's own
    assert "This prompt is not painted here." in answer.text


WRONG: list[tuple[dict[str, str | list[str]], int, str]] = [
    ({"key": "wrong"}, 401, "unknown or revoked"),
    ({"models": []}, 422, "Choose 1 to"),
    ({"models": [f"m{i}" for i in range(9)]}, 422, "Choose 1 to"),
    ({"prompt": ""}, 422, "Enter a prompt"),
    ({"image_url": "ftp://x"}, 422, "https:// URLs"),
]


def test_what_is_wrong_is_said(served: Served) -> None:
    api, painter = served
    for fields, status, says in WRONG:
        answer = send(api, **{"key": key(api), **fields})
        assert answer.status_code == status, fields
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


@pytest.mark.slow
def test_without_scripts_pressing_twice_pays_once(served: Served) -> None:
    api, painter = served
    (press,) = re.findall(r'name="press" value="([^"]+)"', api.get("/playground").text)
    sent = {"key": key(api), "press": press}
    assert "<figure" in send(api, **sent).text
    again = send(api, **sent)
    assert again.text.count('value="gen_') == 2
    assert len(painter.orders) == 2
    assert f'value="{press}"' not in again.text  # the next press is another one
    assert "<figure" in send(api, **sent, prompt="A cat").text
    assert len(painter.orders) == 4


def test_a_link_fills_the_form_and_the_total_is_there_before_the_press(served: Served) -> None:
    api, _ = served
    page = api.get("/playground?prompt=A+%3Cb%3E&models=round&utm_source=x").text
    assert "A &lt;b&gt;</textarea>" in page
    assert re.findall(r'value="(\w+)" checked', page) == ["round"]
    assert "Total: at most $0.02 for 1 image" in page
    total = "/playground/total?keyed=true&models=round&models=square"
    assert api.get(total).text == "Total: at most $0.03 for 2 images"
    assert api.get("/playground/total?keyed=false").text == "Choose at least one model."


@pytest.mark.slow
def test_without_a_key_only_what_is_free(sqlite_url: str, tmp_path: Path) -> None:
    painter = Painter()
    painter.plan += SMALL
    with patch.dict(FACTORIES, {"demo": lambda *_: painter}), gateway(sqlite_url, tmp_path) as (api, paid):
        offer(api, "bare", 0.02, provider="demo")
        page = api.get("/playground").text
        assert "Total: at most $0.01 for 1 image; 1 more free" in page
        answer = send(api, models=["bare", "square"])
        assert answer.status_code == 200
        assert "arena_voter=" in answer.headers["Set-Cookie"]
        assert "Free ·" in answer.text
        assert "This model needs an API key" in answer.text
        assert (len(painter.orders), paid.orders) == (1, [])
        edit = send(api, models=["bare"], image_url="https://example.com/a.png")
        assert "Editing an image needs an API key" in edit.text
        card = api.client.post("/playground/card", data={"prompt": "", "models": "bare"})
        assert "Enter a prompt" in card.text
        assert card.text.startswith("<figure")
        both = api.client.post("/playground/card", data={"prompt": "A fox", "models": ["bare", "square"]})
        assert (both.text.count("<figure"), len(painter.orders)) == (1, 2)


def test_a_form_in_an_encoding_with_lone_surrogates(sqlite_url: str, tmp_path: Path) -> None:
    fields = {"prompt": "A +2AA- fox", "models": "+2AA-", "press": "+2AA-", "size": "+2AA-"}
    head = "--x\r\nContent-Disposition: form-data; name="
    body = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()) + "--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=utf-7"}
    with gateway(sqlite_url, tmp_path) as (api, paid):
        for path in ("/playground", "/playground/card"):
            answer = api.client.post(path, content=body, headers=headers)
            assert answer.status_code == 200
            assert "no model" in answer.text
        assert paid.orders == []


async def test_with_scripts_each_image_comes_by_itself_and_goes_to_an_arena(
    browser: Browser, served: Served
) -> None:
    api, painter = served
    async with visiting(browser, api.base) as visit:
        await fill(visit, api, "admin")
        page = visit.page
        await page.get_by_text("A bowl of ramen").click()
        await expect(page.get_by_label("Prompt", exact=True)).to_have_value(re.compile("ramen"))
        await expect(page.locator("[data-total]")).to_have_text("Total: at most $0.03 for 2 images")
        await expect(page.locator("[data-give]")).to_be_hidden()
        painter.going_on.clear()
        button = page.locator("[data-press]")
        await button.click()
        await expect(button).to_be_disabled()
        await expect(button).to_have_text("Generating…")
        await expect(page.locator(".waiting")).to_have_count(2)
        await expect(page.locator("[data-results]")).to_be_focused()
        await expect(page.locator("[data-results]")).to_be_in_viewport()
        await page.evaluate("document.querySelector('[data-play]').requestSubmit()")  # once more
        painter.going_on.set()
        await expect(page.locator(".result img")).to_have_count(2)
        await expect(page.locator("[data-live]")).to_have_text("2 of 2 images are ready.")
        await expect(page.locator(".result").first).to_contain_text(re.compile(r"\$0\.0\d · \d+\.\d s"))
        await expect(button).to_be_enabled()
        assert len(painter.orders) == 2
        assert await accessibility(page) == []
        await page.get_by_label("Themes").fill("food")
        await page.get_by_role("button", name="Add to arena").click()
        await expect(page.locator(".notice[role=status]")).to_contain_text("Added 2 images to Text to image.")
        await page.get_by_role("link", name="See the prompt").click()
    (prompt,) = api.get("/api/v1/arenas/t2i/prompts").json()["items"]
    assert visit.page.url.endswith(f"/arenas/t2i/prompts/{prompt['id']}")
    assert (prompt["text"], prompt["themes"]) == ("A bowl of ramen on a wooden table", ["food"])
    items = api.client.get("/api/v1/arenas/t2i/images", headers=api.key()).json()["items"]
    assert {(item["model"], item["origin"]) for item in items} == {
        ("square", "generated"),
        ("round", "generated"),
    }
    assert visit.strangers == []


async def test_errors_are_said_in_the_card_on_a_phone_in_the_dark(browser: Browser, served: Served) -> None:
    api, painter = served
    painter.plan.insert(0, REFUSED)
    async with visiting(browser, api.base, viewport=NARROW, color_scheme="dark") as visit:
        await fill(visit, api)
        page = visit.page
        await page.get_by_role("button", name="Generate images").press("Enter")
        await expect(page.locator(".result img")).to_have_count(1)
        await expect(page.locator(".result .wrong")).to_have_text("This prompt is not painted here.")
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
        assert visit.problems == []

        await visit.context.set_offline(True)
        await page.get_by_role("button", name="Generate images").click()
        await expect(page.locator(".result .wrong")).to_have_count(2)
        await visit.context.set_offline(False)
        await page.get_by_role("button", name="Try again").first.click()
        await expect(page.locator(".result img")).to_have_count(1)
