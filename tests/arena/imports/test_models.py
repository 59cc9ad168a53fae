"""Import of models."""

from pathlib import Path

import pytest

from service.arena.catalog import models, organizations
from service.arena.imports.models import ModelEntry, ModelReport, import_models, models_in
from service.arena.imports.readers.tables import open_table
from service.errors import Invalid
from tests.support.files.files import written
from tests.support.files.imports import opened

pytestmark = pytest.mark.anyio

LEADERBOARD = "meta-lmarena-leaderboard-csv/lmarena_image.csv"


async def test_the_lmarena_leaderboard(database_url: str, shared_data: Path) -> None:
    entries, refused = models_in(open_table(shared_data / LEADERBOARD))
    async with opened(database_url) as database:
        assert refused == []
        assert await database.write(import_models, entries) == ModelReport(19, 0, 0)
        assert await database.write(import_models, entries) == ModelReport(0, 0, 19)
        flux = await database.read(models.get, "flux.1-dev-fp8")
        assert (flux.name, flux.organization_name) == ("FLUX.1 [dev] (fp8)", "Black Forest Labs")
        assert (flux.license.name, flux.license.weights_open, flux.license.commercial_use) == (
            "Open",
            "yes",
            "unknown",
        )
        assert flux.description == "More at https://fireworks.ai/models/fireworks/flux-1-dev-fp8"
        bagel = await database.read(models.get, "bagel")
        assert (bagel.license.weights_open, bagel.license.commercial_use) == ("yes", "yes")
        dalle = await database.read(models.get, "dall-e-3")
        assert (dalle.name, dalle.license.weights_open) == ("DALL·E 3", "no")
        google = await database.read(organizations.get, "google")
        assert google.name == "Google"


async def test_what_is_known_is_kept_and_what_is_missing_added(database_url: str) -> None:
    async with opened(database_url) as database:
        await database.write(organizations.create, "ours", {"name": "Ours"})
        known: models.ModelFields = {"name": "Ours 1", "organization": "ours", "weights_open": "no"}
        await database.write(models.create, "x", known)
        entry = ModelEntry("X", "Theirs", "Apache 2.0", "https://x.example", ("text-to-image",))
        assert await database.write(import_models, [entry, entry]) == ModelReport(0, 1, 1)
        found = await database.read(models.get, "x")
        assert (found.name, found.organization) == ("Ours 1", "ours")
        assert found.license.name == "Apache 2.0"
        assert (found.license.weights_open, found.license.commercial_use) == ("no", "yes")
        assert found.capabilities == ("text-to-image",)


def test_rows_without_a_model_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "models.csv", "model,organization\nx,Y\n,Z\n!!,Z\n")
    entries, refused = models_in(open_table(path))
    assert [entry.name for entry in entries] == ["x"]
    assert [line for line, _ in refused] == [3, 4]


def test_a_table_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no column 'model'; it has 'name'"):
        models_in(open_table(written(tmp_path / "models.csv", "name,organization\nx,Y\n")))


async def test_names_that_differ_in_signs_are_different_models(database_url: str) -> None:
    async with opened(database_url) as database:
        entries = [ModelEntry(name, url="https://c.example") for name in ("C++", "C#", "C", "c")]
        report = await database.write(import_models, entries)
        assert report == ModelReport(3, 0, 1, [("C#", "C"), ("C++", "C"), ("C++", "C#")])
        assert (await database.read(models.get, "c-plus-plus")).name == "C++"
        assert (await database.write(import_models, [ModelEntry("c-plus-plus")])).created == 0
