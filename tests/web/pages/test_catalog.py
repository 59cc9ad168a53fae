"""The list of models and the pages of organizations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from service.arena.catalog import models, organizations
from service.arena.models.cards import cards
from service.db.engine import WriteSession
from service.web.pages.catalog import PAGE, ModelsQuery, models_view
from tests.support.pages.browser import ON_PHONES, visiting
from tests.support.pages.gallery import Gallery
from tests.support.pages.model_pages import TODAY, golden
from tests.support.pages.small_site import HOSTILE, small_site
from tests.support.served.api import Api
from tests.support.votes.ledgers import inside


def furnish(session: WriteSession) -> None:
    """Make the small arena; two of its models are made by an organization whose name would do harm."""
    golden(session)
    organizations.create(session, "luma", {"name": HOSTILE, "url": "https://luma.example"})
    organizations.create(session, "empty", {"name": "Nobody"})
    models.change(session, "m0", {"organization": "luma", "capabilities": ["text-to-image"], "name": HOSTILE})
    models.change(session, "m3", {"organization": "luma", "released": "2026-02-28"})


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with the small arena."""
    with small_site(sqlite_template, tmp_path_factory.mktemp("catalog"), furnish) as api:
        yield api


def shown(html: str) -> list[str]:
    """Return the slugs of the cards on a page, in their order."""
    return [part.partition('"')[0] for part in html.split('<h2><a href="/models/')[1:]]


def test_the_form_sends_everything_and_empty_means_anything(site: Api) -> None:
    everything = site.get("/models")
    assert shown(everything.text) == ["m0", "m2", "m1", "m3", "m4"]
    asked = {"q": "", "organization": "", "license": "", "capability": "", "price": "", "sort": "rank"}
    assert shown(site.get("/models", **asked).text) == ["m0", "m2", "m1", "m3", "m4"]
    found = site.get("/models", **{**asked, "organization": "luma"})
    assert shown(found.text) == ["m0", "m3"]
    assert "2 of 5 models" in found.text
    assert '<option value="luma" selected>' in found.text
    assert shown(site.get("/models", capability="text-to-image").text) == ["m0"]
    assert "No models match." in site.get("/models", price="0.01").text


@pytest.mark.parametrize("query", [{"price": "cheap"}, {"price": "nan"}, {"sort": "best"}, {"page": 0}])
def test_what_the_form_cannot_send_is_refused(site: Api, query: dict[str, object]) -> None:
    answer = site.get("/models", **query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_an_empty_catalog_says_how_to_fill_it(sqlite_api: Api) -> None:
    assert "arena import models" in sqlite_api.get("/models").text
    assert "POST /api/v1/organizations" in sqlite_api.get("/organizations").text


def test_cards_have_images_and_a_maker_those_of_all_its_models(gallery: Gallery) -> None:
    for path in ("/models", "/organizations", "/organizations/lumiere"):
        html = gallery.api.get(path).text
        assert re.search(r'<a class="card-images".*?<img [^>]*src="/images/', html, re.DOTALL)
    hero = gallery.api.get("/models/photon-flash").text.partition('class="section-menu"')[0]
    images = gallery.api.get("/api/v1/models/photon-flash").json()["images"]
    assert [f'src="{image["image_url"]}/480"' in hero for image in images] == [True] * len(images) != []
    compared = gallery.api.get("/compare?models=photon-flash,inkwash").text
    maker = gallery.api.get("/organizations/lumiere").text.partition('class="cards')[0]
    for page in (hero, compared.partition('class="beside"')[0], maker):
        # Each portrait leads to what all models made for its prompt.
        shown = re.findall(r'<figure><a href="(/arenas/pictures/prompts/\d+)" title="[^"]+"><img ', page)
        assert len(shown) == page.count("<figure>") > 0
        assert {gallery.api.get(path).status_code for path in shown} == {200}


def test_long_lists_have_pages_that_keep_what_was_asked(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        for number in range(2 * PAGE + 1):
            models.create(session, f"m{number:03}", {"name": "Model & more"})
        every = cards(session, TODAY)
        first, second, third, beyond = (
            models_view(every, ModelsQuery(q="model &", page=page)) for page in (1, 2, 3, 9)
        )
        assert (first.previous, first.next) == (None, "q=model+%26&page=2")
        assert (second.previous, second.next) == ("q=model+%26", "q=model+%26&page=3")
        assert (third.next, len(third.cards), third.matches) == (None, 1, 2 * PAGE + 1)
        assert beyond.cards == ()

    inside(shared_sqlite_url, work)


def test_an_organization_with_and_without_models(site: Api) -> None:
    answer = site.get("/organizations/luma")
    assert shown(answer.text) == ["m0", "m3"]
    assert "<img src=x" not in answer.text
    assert "No models yet." in site.get("/organizations/empty").text
    listed = site.get("/organizations").text
    assert listed.index('href="/organizations/luma"') < listed.index('href="/organizations/empty"')
    assert "2 models" in listed
    assert "<img src=x" not in listed
    assert site.get("/organizations/nobody").status_code == 404


async def test_in_a_browser(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        for path in ("/models", "/organizations", "/organizations/luma"):
            assert await visit.faults(path, ON_PHONES) == []
    assert visit.problems == []
    assert visit.strangers == []


async def test_the_form_works_without_scripts(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base, java_script_enabled=False) as visit:
        page = await visit.open("/models")
        await page.get_by_label("Search").fill("m3")
        await page.get_by_role("button", name="Apply").click()
        await page.wait_for_url("**/models?q=m3&*")
        assert await page.locator(".model-card").count() == 1
