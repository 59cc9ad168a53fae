"""The voting page of a busy network: the browser solves the challenge; without JavaScript, it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.support.api import Api
from tests.support.browser import visiting
from tests.support.busy import asking, crowd, visitor


@pytest.fixture(scope="module")
def busy(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield a service whose arenas ask for proofs."""
    with asking(sqlite_template, tmp_path_factory.mktemp("busy")) as api:
        yield api


def test_without_javascript_the_page_says_what_to_do(busy: Api) -> None:
    crowd(busy, "192.0.2.6")
    with visitor(busy, "192.0.2.6") as client:
        page = client.get("/arenas/t2i/vote")
    assert page.status_code == 200
    assert "turn it on for this site and reload the page" in page.text


async def test_a_browser_solves_it_by_itself(busy: Api, browser: Browser) -> None:
    crowd(busy, "127.0.0.1")
    async with visiting(browser, busy.base) as visit:
        page = await visit.open("/arenas/t2i/vote")
        await expect(page.locator("[data-stage]")).to_have_attribute("data-state", "ready")
        await expect(page.locator("[data-challenge]")).to_be_hidden()
        await expect(page.locator("[data-ballot]")).to_be_visible()
    assert all("403" in problem for problem in visit.problems)
