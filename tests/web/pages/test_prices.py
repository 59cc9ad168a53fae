"""Price against score as people see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from service.arena.boards.boards import build, read
from service.arena.boards.price import price_scores
from service.db.engine import WriteSession
from service.db.queries import models, offers
from service.domain.axes import OVERALL, Axis
from service.web.pages.prices import prices_view
from tests.support.pages.browser import ON_PHONES, visiting
from tests.support.pages.model_pages import golden
from tests.support.pages.small_site import HOSTILE, small_site
from tests.support.served.api import Api
from tests.support.votes.ledgers import inside

PRICES = {"m0": 100_000, "m1": 1_000, "m2": 10_000}


def furnish(session: WriteSession) -> None:
    """Make the small arena with prices, each ten times another, and a name that would do harm."""
    golden(session)
    ids = models.ids_of(session, PRICES)
    for slug, micros in PRICES.items():
        offer = {"provider": "acme", "unit": "image", "amount_micros": micros, "currency": "USD"}
        values = {"model_id": ids[slug], "valid_from": "2020-01-01", "created_at": 0}
        offers.add(session, {**offer, **values})
    models.change(session, ids["m1"], {"name": HOSTILE})


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with the small arena."""
    with small_site(sqlite_template, tmp_path_factory.mktemp("prices"), furnish) as api:
        api.made("/api/v1/arenas", slug="empty", name="Empty")
        yield api


def test_the_choices_are_the_axes_and_the_picture_is_of_the_same(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        known = [OVERALL, Axis("people")]
        view = prices_view(price_scores(build(read(session, "t2i", Axis("people")))), known)
        assert (view.themes, view.languages) == (("people",), ())
        assert view.picture == "/charts/t2i/prices.svg?theme=people"
        assert view.chart is not None
        assert [row[1].text for row in view.chart.table.rows] == ["$0.001", "$0.01", "$0.10"]

    inside(shared_sqlite_url, work)


def test_the_page_of_an_axis_says_where_its_numbers_come_from(site: Api) -> None:
    html = site.get("/arenas/t2i/prices", theme="animals", language="").text
    assert 'href="/api/v1/arenas/t2i/leaderboard?theme=animals"' in html
    assert '<option value="animals" selected>' in html
    assert "$0.01" in html
    assert "<script>alert" not in site.get("/arenas/t2i/prices").text


def test_without_prices_it_says_what_is_missing(site: Api) -> None:
    assert "No ranked model here has a USD price" in site.get("/arenas/empty/prices").text
    assert site.get("/arenas/nobody/prices").status_code == 404
    assert site.get("/arenas/t2i/prices", theme="unheard-of").status_code == 404


async def test_in_a_browser(browser: Browser, site: Api) -> None:
    async with visiting(browser, site.base) as visit:
        assert await visit.faults("/arenas/t2i/prices", ON_PHONES) == []
        assert await visit.page.locator("main script").count() == 0
    assert visit.problems == []
    assert visit.strangers == []
