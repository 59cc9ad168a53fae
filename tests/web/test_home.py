"""The front page."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.support.api import Api
from tests.support.browser import PHONE, accessibility, overflow, visiting


def test_without_an_arena_it_says_how_to_make_one(sqlite_api: Api) -> None:
    answer = sqlite_api.get("/")
    assert "No arena yet" in answer.text
    assert "arena demo" in answer.text


def test_arenas_with_markup_in_their_names_do_no_harm(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="one", name="<script>alert(1)</script>")
    answer = sqlite_api.get("/")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert 'href="/arenas/one/vote"' in answer.text


def test_retired_arenas_are_left_out(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="one", name="One")
    assert "One" in sqlite_api.get("/").text
    sqlite_api.delete("/api/v1/arenas/one")
    assert "No arena yet" in sqlite_api.get("/").text


async def test_in_a_browser(browser: Browser, sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="one", name="One")
    async with visiting(browser, sqlite_api.base, viewport=PHONE, color_scheme="dark") as visit:
        page = await visit.open("/")
        assert await accessibility(page) == []
        assert await overflow(page) <= 0
    assert visit.problems == []
    assert visit.strangers == []
