"""The voting page of a busy network: the browser solves the challenge; without JavaScript, it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from service.settings import Settings
from tests.support.pages.browser import visiting
from tests.support.pages.gallery import ARENA, Gallery, hung_gallery
from tests.support.served.api import client_of

PAGE = f"/arenas/{ARENA}/vote"


@pytest.fixture
def busy(sqlite_url: str, tmp_path: Path) -> Iterator[Gallery]:
    """Yield a gallery that asks this machine for work, and that no other test is served by."""
    arena = f"/api/v1/arenas/{ARENA}"
    with hung_gallery(sqlite_url, tmp_path) as api:
        for _ in range(Settings().challenge_after):
            with client_of(api.base) as client:
                assert client.post(f"{arena}/matchups", json={}).status_code == 201
        assert api.patch(arena, {"challenge": "work"}).json()["challenge"] == "work"
        yield Gallery(api)


async def test_a_browser_solves_it_by_itself_and_says_what_to_do_if_it_cannot(
    browser: Browser, busy: Gallery
) -> None:
    with client_of(busy.url) as client:
        # The arena's setting takes a moment to arrive, as for every voter.
        page = client.get(PAGE)
        while "data-challenge hidden" in page.text:
            client.cookies.clear()
            page = client.get(PAGE)
        assert page.status_code == 200
        assert "turn it on for this site and reload the page" in page.text
        assert "data-empty hidden" in page.text
    async with visiting(browser, busy.url) as visit:
        shown = await visit.open(PAGE)
        await expect(shown.locator("[data-stage]")).to_have_attribute("data-state", "ready")
        await expect(shown.locator("[data-challenge]")).to_be_hidden()
        await expect(shown.locator("[data-ballot]")).to_be_visible()
        await shown.keyboard.press("ArrowLeft")
        await expect(shown.locator("[data-count]")).to_have_text("1")
    assert all("403" in problem for problem in visit.problems)
    assert busy.votes()[-1]["outcome"] == "left"
