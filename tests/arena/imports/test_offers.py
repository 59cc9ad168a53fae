"""Import of prices."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from service.arena.catalog import models, offers
from service.arena.imports.models import ModelReport
from service.arena.imports.offers import OfferReport, import_offers, prices_in
from service.arena.imports.readers.tables import open_table
from service.db.engine import Database, ReadSession
from service.db.queries import models as model_rows
from service.db.queries import prices
from service.domain.catalog import Offer
from service.domain.paging import Page
from service.errors import Malformed
from tests.support.files.files import written
from tests.support.files.imports import opened

pytestmark = pytest.mark.anyio

PRICES = "meta-litellm-image-prices/litellm_image_models.json"
TODAY = "2026-11-22"
ENTRY = {"litellm_provider": "fal_ai", "mode": "image_generation", "output_cost_per_image": 0.04}


def price_file(tmp_path: Path, **entries: dict[str, Any]) -> Path:
    return written(tmp_path / "prices.json", json.dumps(entries))


async def brought(database: Database, path: Path, day: str = TODAY, **options: bool) -> OfferReport:
    return await database.write(import_offers, prices_in(open_table(path), TODAY), day, **options)


async def offers_of(database: Database, slug: str) -> Sequence[Offer]:
    return (await database.read(offers.page, slug, Page(limit=500))).items


@pytest.mark.slow
async def test_the_litellm_prices(database_url: str, shared_data: Path) -> None:
    async with opened(database_url) as database:
        report = await brought(database, shared_data / PRICES)
        assert (report.created, report.duplicates, len(report.rejected)) == (306, 41, 129)
        assert report.models.created == 94
        found = await offers_of(database, "gpt-image-1.5")
        assert len(found) == 15
        one = next(offer for offer in found if offer.note == "high/1024-x-1536/gpt-image-1.5")
        assert (one.provider, one.amount, one.currency, one.unit) == ("openai", 0.2, "USD", "image")
        assert (one.valid_from, one.source_url) == (TODAY, None)
        model = await database.read(models.get, "flux-kontext-max")
        assert model.capabilities == ("image-editing", "text-to-image")
        withdrawn = [r for r in report.rejected if "was withdrawn on" in r.detail]
        entries = json.loads((shared_data / PRICES).read_text()).values()
        images = [entry for entry in entries if entry["mode"].startswith("image")]
        assert len(withdrawn) == sum(entry.get("deprecation_date", TODAY) < TODAY for entry in images)


@pytest.mark.slow
async def test_again_adds_nothing_on_any_day(database_url: str, shared_data: Path) -> None:
    async with opened(database_url) as database:
        first = await brought(database, shared_data / PRICES)
        for day in (TODAY, "2026-12-24"):
            again = await brought(database, shared_data / PRICES, day)
            assert (again.created, again.duplicates) == (0, first.created + first.duplicates)
            assert (again.models.created, again.models.unchanged) == (0, first.models.created)


async def test_a_new_price_takes_the_providers_other_offers_along(sqlite_url: str, tmp_path: Path) -> None:
    keys = ("fal_ai/low/x", "fal_ai/high/x")
    before = price_file(tmp_path, **dict.fromkeys(keys, ENTRY))
    async with opened(sqlite_url) as database:
        await brought(database, before)
        changed = price_file(tmp_path, **{keys[0]: ENTRY, keys[1]: {**ENTRY, "output_cost_per_image": 0.09}})
        report = await brought(database, changed, "2026-12-24")
        assert (report.created, report.duplicates) == (2, 0)

        def lowest(session: ReadSession) -> float:
            ids = model_rows.ids_of(session, ["x"])
            return prices.lowest(session, ids.values(), "2026-12-31")[ids["x"]].amount

        assert await database.read(lowest) == 0.04
        assert len(await offers_of(database, "x")) == 4


async def test_only_known_models(sqlite_url: str, tmp_path: Path) -> None:
    path = price_file(tmp_path, **{"fal_ai/x": ENTRY, "fal_ai/y": ENTRY})
    async with opened(sqlite_url) as database:
        await database.write(models.create, "x", {"name": "X"})
        report = await brought(database, path, only_known=True)
        assert (report.created, report.models) == (1, ModelReport(0, 0, 0))
        assert report.rejected == [(2, "fal_ai/y: there is no model 'y'")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mode": "chat"}, "is for chat, not for images"),
        ({"mode": "image_edit", "litellm_provider": "stability"}, "is a tool, not a model"),
        ({"deprecation_date": "2026-11-21"}, "was withdrawn on 2026-11-21"),
        ({"output_cost_per_image": None, "input_cost_per_pixel": 1e-8}, "has no price per image"),
        ({"output_cost_per_image": 0}, "has no price per image"),
        (
            {"mode": "image_edit", "output_cost_per_image": None, "input_cost_per_image": 1},
            "has no price per image",
        ),
        ({"litellm_provider": None}, "is not a price entry"),
    ],
)
def test_entries_that_are_no_prices(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    file = prices_in(open_table(price_file(tmp_path, **{"fal_ai/erase": {**ENTRY, **change}})), TODAY)
    assert file.prices == []
    assert file.refused[0].detail.endswith(said)


def test_the_last_day_of_a_model_still_counts(tmp_path: Path) -> None:
    file = prices_in(open_table(price_file(tmp_path, x={**ENTRY, "deprecation_date": TODAY})), TODAY)
    assert len(file.prices) == 1


@pytest.mark.parametrize("content", ["[]", "{", "", "[" * 100_000])
def test_a_file_of_something_else(tmp_path: Path, content: str) -> None:
    with pytest.raises(Malformed, match=r"[Nn]othing was imported"):
        prices_in(open_table(written(tmp_path / "prices.json", content)), TODAY)


async def test_prices_of_names_that_differ_in_signs(sqlite_url: str, tmp_path: Path) -> None:
    price = {"litellm_provider": "fal_ai", "mode": "image_generation", "output_cost_per_image": 0.1}
    path = written(tmp_path / "p.json", json.dumps({"fal_ai/sdxl": price, "fal_ai/sdxl+": price}))
    async with opened(sqlite_url) as database:
        report = await database.write(import_offers, prices_in(open_table(path), "2026-11-22"), "2026-11-22")
        assert (report.created, report.models.created) == (2, 2)
        assert report.models.look_alikes == [("sdxl+", "sdxl")]
        rows = (await database.read(offers.page, "sdxl-plus", Page())).items
        assert [row.note for row in rows] == ["fal_ai/sdxl+"]
