"""The form on a model's page that tries a request: through the gateway, to a painter of this process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page

from service.providers.protocol import ProviderError
from service.web.pages.code_samples import samples
from tests.support.db.databases import copy_sqlite
from tests.support.images.generations import Painter
from tests.support.images.pictures import picture
from tests.support.pages.browser import PHONE, accessibility, overflow, visiting
from tests.support.served.api import Api
from tests.support.served.gateway import gateway, offer


@pytest.fixture(scope="module")
def studio(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, Painter]]:
    """Yield the service with a model that paints and one that edits."""
    folder = tmp_path_factory.mktemp("runs")
    with gateway(copy_sqlite(sqlite_template, folder), folder) as (api, painter):
        api.made("/api/v1/models", slug="editor", name="Editor", capabilities=["image-editing"])
        offer(api, "editor", 0.02)
        yield api, painter


async def ask(page: Page, api: Api, prompt: str, scope: str = "generate") -> None:
    """Fill the form and send it."""
    await page.get_by_label("Prompt").fill(prompt)
    await page.get_by_label("API key").fill(api.key(scope)["Authorization"].removeprefix("Bearer "))
    await page.get_by_role("button", name="Generate image").click()


async def test_an_image_is_made_and_shown(browser: Browser, studio: tuple[Api, Painter]) -> None:
    api, painter = studio
    async with visiting(browser, api.base, viewport=PHONE) as visit:
        page = await visit.open("/models/square")
        await ask(page, api, "a <b>cat</b>")
        image = page.get_by_alt_text("Generated image")
        await image.wait_for()
        assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
        assert '"status": "completed"' in await page.locator("#run-answer pre").inner_text()
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
    assert painter.orders[-1].prompt == "a <b>cat</b>"
    assert visit.problems == []
    assert visit.strangers == []


async def test_an_image_to_edit_is_sent_along(browser: Browser, studio: tuple[Api, Painter]) -> None:
    api, painter = studio
    async with visiting(browser, api.base) as visit:
        page = await visit.open("/models/editor")
        file = FilePayload(name="photo.png", mimeType="image/png", buffer=picture(7, (32, 32)))
        await page.get_by_label("Image to edit").set_input_files(file)
        await ask(page, api, "make it night")
        await page.get_by_alt_text("Generated image").wait_for()
    assert painter.orders[-1].source
    assert visit.problems == []


@pytest.mark.parametrize("trouble", ["the wrong key", "the provider refuses"])
async def test_what_went_wrong_is_said(browser: Browser, studio: tuple[Api, Painter], trouble: str) -> None:
    api, painter = studio
    async with visiting(browser, api.base) as visit:
        page = await visit.open("/models/square")
        if trouble == "the provider refuses":
            painter.plan.append(ProviderError("refused", "this prompt is not painted here"))
            await ask(page, api, "x")
            await page.get_by_text("this prompt is not painted here").wait_for()
        else:
            await ask(page, api, "x", "votes")
            await page.get_by_text("this needs a key with the scope 'generate'").wait_for()


def test_only_a_model_that_can_paint_has_the_form(studio: tuple[Api, Painter]) -> None:
    api, _ = studio
    assert 'id="run"' in api.get("/models/square").text
    assert "No provider for this model is set up" in api.get("/models/bare").text
    assert api.get("/api/v1/models/square").json()["can_generate"] is True
    assert api.get("/api/v1/models/bare").json()["can_generate"] is False


async def test_the_page_tells_how_long_images_took(browser: Browser, studio: tuple[Api, Painter]) -> None:
    api, _ = studio
    async with visiting(browser, api.base) as visit:
        page = await visit.open("/models/square")
        await ask(page, api, "once more")
        await page.get_by_alt_text("Generated image").wait_for()
    api.patch("/api/v1/models/square", {"description": "Square pictures."})
    (told,) = api.get("/api/v1/models/square").json()["pricing"]["offers"]
    assert told["generations"] >= 1
    assert 0 <= told["latency_p50_ms"] <= told["latency_p95_ms"]


@pytest.mark.parametrize(
    ("model", "client"),
    [("square", "Python"), ("square", "OpenAI"), ("editor", "OpenAI"), ("square", "JavaScript")],
)
@pytest.mark.slow
def test_the_code_that_is_shown_works(
    studio: tuple[Api, Painter], model: str, client: str, tmp_path: Path
) -> None:
    api, painter = studio
    before = len(painter.orders)
    key = api.key("generate")["Authorization"].removeprefix("Bearer ")
    (tmp_path / "photo.jpg").write_bytes(picture(7, (32, 32)))
    (sample,) = [s for s in samples(api.base, model, edits=model == "editor") if client == s.name]
    node = shutil.which("node")
    if client == "JavaScript" and not node:
        pytest.skip("there is no node here")
    program = [node, "--input-type=module"] if client == "JavaScript" else [sys.executable]
    ran = subprocess.run(
        [*map(str, program), "-e" if client == "JavaScript" else "-c", sample.code],
        env={**os.environ, "GENERATE_KEY": key},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert api.client.get(ran.stdout.strip()).headers["Content-Type"].startswith("image/")
    assert len(painter.orders) == before + 1
