"""The pages of administrators in a browser: by keyboard, on a phone, in the dark."""

from __future__ import annotations

from fastapi import Request
from playwright.async_api import Browser, expect

from service.arena.votes.void_preview import Change, Effect
from service.web.admin.pages import effect_rows, next_page, time_of
from tests.support.pages.browser import PHONE, accessibility, visiting
from tests.support.served.admins import AdminBrowser

PAGES = (
    "/admin",
    "/admin/arenas",
    "/admin/arenas/t2i",
    "/admin/arenas/t2i/prompts",
    "/admin/models",
    "/admin/models/a/offers",
    "/admin/imports",
    "/admin/keys",
    "/admin/votes",
    "/admin/voters",
    "/admin/audit",
)


def test_effects_say_both_sides() -> None:
    effect = Effect("t2i", 1, (Change("a", "A", 1.0, -2.0, 1, None),))
    (row,) = effect_rows([effect])
    assert [cell.text for cell in row.cells] == [
        "t2i",
        "A",
        "1 → \N{EN DASH}",
        "1.00 → \N{MINUS SIGN}2.00",
    ]


def test_times() -> None:
    assert time_of(0) == "1970-01-01 00:00:00"


def test_the_next_page_keeps_the_filters() -> None:
    request = Request({"type": "http", "query_string": b"model=a%26b&prompt=3&added=2&known=1&cursor=x"})
    assert next_page(request, "y=") == "?model=a%26b&prompt=3&cursor=y%3D"
    assert next_page(request, None) == ""


async def test_in_a_browser(browser: Browser, desk: AdminBrowser) -> None:
    key = desk.api.key("admin")["Authorization"].partition(" ")[2]
    desk.api.made("/api/v1/arenas", slug="t2i", name="T")
    desk.api.made("/api/v1/models", slug="a", name="A" * 200)
    async with visiting(browser, desk.api.base, viewport=PHONE, color_scheme="dark") as visit:
        page = await visit.open("/admin/keys")
        await expect(page.get_by_role("link", name="Administration")).to_be_hidden()
        assert await accessibility(page) == []
        await page.get_by_label("Admin key").fill(key)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Keys")).to_be_visible()
        await expect(page.get_by_role("link", name="Administration")).to_be_visible()
        for path in PAGES:
            assert await visit.faults(path, [(PHONE, "dark")]) == []
        await page.get_by_role("button", name="Log out").click()
        await expect(page.get_by_role("heading", name="Administration")).to_be_visible()
        await expect(page.get_by_role("link", name="Administration")).to_be_hidden()
    assert visit.problems == []
    assert visit.strangers == []
