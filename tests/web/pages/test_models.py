"""The page of a model as people see it, over HTTP and in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from pathlib import Path

import pytest
from playwright.async_api import Browser

from service.arena.catalog import merging
from service.db.engine import WriteSession
from service.db.queries import models, offers
from tests.support.pages.browser import LOOKS, accessibility, noticing, overflow, visiting
from tests.support.pages.model_pages import golden
from tests.support.pages.small_site import HOSTILE, small_site
from tests.support.served.api import Api

SECTIONS = ("examples", "api", "pricing", "rankings", "performance", "quality", "similar", "license", "like")


def furnish(session: WriteSession) -> None:
    """Make the small arena; ``m0`` with a price and a license, ``m1`` with a name that would do harm."""
    golden(session)
    merging.rename(session, "m0", "m0-before")
    merging.rename(session, "m0-before", "m0")
    ids = models.ids_of(session, ["m0", "m1"])
    known = {"license_name": "MIT", "license_url": "https://mit.example/license", "weights_open": "yes"}
    models.change(session, ids["m0"], {**known, "released": "2024-10-01"})
    models.change(session, ids["m1"], {"name": HOSTILE, "description": HOSTILE + "\n" + "word " * 1_900})
    offer = {"provider": HOSTILE[:100], "unit": "image", "amount_micros": 39_000, "currency": "USD"}
    for model_id in ids.values():
        offers.add(session, {**offer, "model_id": model_id, "valid_from": "2020-01-01", "created_at": 0})


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with the small arena."""
    with small_site(sqlite_template, tmp_path_factory.mktemp("models"), furnish) as api:
        yield api


def test_every_section_is_there_with_a_link_to_its_numbers(site: Api) -> None:
    html = site.get("/models/m0").text
    for anchor in SECTIONS:
        assert f'<section id="{anchor}"' in html
        assert f'href="#{anchor}"' in html
    drawer = html[html.index('class="api-drawer"') :]
    paths = set(re.findall(r'href="(/api/v1/[^"#]*)"', drawer))
    assert {"/api/v1/models/m0", "/api/v1/models/m0/offers?format=csv"} <= paths
    assert f"curl '{site.base}/api/v1/models/m0'" in unescape(re.sub(r"<[^>]*>", "", drawer))
    for path in paths:
        assert site.get(path.replace("&amp;", "&")).status_code == 200, path


def test_what_needs_votes_leads_to_where_they_are_cast(site: Api) -> None:
    html = unescape(site.get("/models/m1").text)
    assert 'href="/arenas/t2i/vote?theme=animals"' in html
    assert 'href="/arenas/t2i/vote?theme=animals&language=de"' in html
    assert "needs 3 more votes" in html


def test_the_page_and_the_json_tell_the_same(site: Api) -> None:
    html = site.get("/models/m0").text
    (ranking,) = site.get("/api/v1/models/m0").json()["rankings"]
    assert f"{ranking['score']:.2f}" in html
    assert "<strong>#1</strong> of 3" in html
    assert "From $0.039 per image" in html
    assert '<td class="num">$39.00</td>' in html
    assert "<dt>Weights</dt><dd>Open</dd>" in html
    assert '<dd class="fact-unknown">Unknown</dd>' in html


def test_what_is_missing_is_said(site: Api) -> None:
    html = site.get("/models/m4").text
    for sentence in (
        "Price unknown",
        "No votes yet in any arena",
        "so there are no strengths to show",
        "so there is nothing to track",
        "Not ranked in any arena yet",
        "No examples yet",
        "No provider for this model is set up on this service",
    ):
        assert sentence in html
    assert 'id="faq"' not in html
    assert "application/ld+json" not in html


def test_a_vote_is_on_the_page_a_moment_later(site: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.pages.models.GRACE_SECONDS", 0)
    before = site.get("/models/m3")
    held = {"If-None-Match": before.headers["ETag"]}
    assert site.client.get("/models/m3", headers=held).status_code == 304
    pair = {"model_left": "m3", "model_right": "m4", "outcome": "left"}
    site.made("/api/v1/arenas", slug="other", name="Other")
    site.post("/api/v1/arenas/other/votes", {"votes": [pair]}, "votes")
    after = site.client.get("/models/m3", headers=held)
    assert after.status_code == 200
    assert "Other" in after.text


def test_an_unknown_model(site: Api) -> None:
    assert site.get("/models/nobody").status_code == 404


def test_a_slug_that_a_model_had_leads_to_its_page(site: Api) -> None:
    found = site.client.get("/models/m0-before", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (301, "/models/m0")
    assert found.headers["cache-control"] == "no-cache"


async def test_in_a_browser(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        for model, look in product(("m0", "m1", "m4"), LOOKS):
            page = await visit.open(f"/models/{model}", look)
            await page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            assert await accessibility(page) == [], model
            assert await overflow(page) <= 0, model
            # What is written in a name stays text: no element of it is on the page.
            assert await page.locator("main script").count() == 0
    assert visit.problems == []
    assert visit.strangers == []


async def test_tabs_the_menu_and_code_that_can_be_copied(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = await visit.open("/models/m0")
        await page.get_by_role("radio", name="Python").check()
        code = page.locator("#api pre code").nth(1)
        assert f'url = "{site.base}/v1/generations"' in await code.inner_text()
        assert not await page.locator("#api pre code").first.is_visible()
        await page.evaluate("document.querySelector('#similar').scrollIntoView()")
        await page.locator(".section-menu a[href='#similar'][aria-current]").wait_for()
        async with noticing(page, "document.body.innerText.includes('Copied')"):
            await page.locator("#api .copy").nth(1).click()
        assert await page.evaluate("navigator.clipboard.readText()") == await code.text_content()
    assert visit.problems == []


async def test_without_scripts_nothing_is_missing(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, java_script_enabled=False) as visit:
        page = await visit.open("/models/m0")
        for anchor in SECTIONS:
            assert await page.locator(f"section#{anchor} h2").is_visible()
        assert f"curl {site.base}/v1/generations" in await page.locator("#api pre").first.inner_text()
    assert visit.problems == []
