"""Pick-a-Pic's columns, as trainers read them, and as our own import reads them back."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from service.arena.votes.datasets.exporting import export_dataset
from service.arena.votes.datasets.pickapic import SCHEMA
from tests.support.files.imports import imported, named_ratings
from tests.support.images.voted_images import FAST, open_voted
from tests.support.votes.arenas import arena_services


@pytest.mark.anyio
async def test_a_trainer_takes_the_better_image_first(sqlite_url: str, tmp_path: Path) -> None:
    site = {"public_url": "https://arena.example"}
    async with arena_services(sqlite_url, tmp_path, **FAST, **site) as services:
        said = await open_voted(services, ("left", "tie", "right"))
        await export_dataset(services, "t2i", "pickapic", str(tmp_path / "set"))
        file = tmp_path / "set" / "data" / "train-00000-of-00001.parquet"
        assert (await imported(services.database, file, "copy")).accepted == 3
        board = [row for row in await named_ratings(services.database) if row[:2] == ("", "")]
        assert await named_ratings(services.database, "copy") == board
    assert [path.name for path in (tmp_path / "set" / "data").iterdir()] == ["train-00000-of-00001.parquet"]
    table = pl.read_parquet(tmp_path / "set" / "data" / "*.parquet")
    assert dict(table.schema) == SCHEMA
    # What the training script of Diffusion-DPO does with a row: undecided ones go, the better image is first.
    decided = [row for row in table.to_dicts() if row["label_0"] in {0, 1}]
    for row, vote in zip(decided, (said[0], said[2]), strict=True):
        pair = [Image.open(io.BytesIO(row[name])).convert("RGB") for name in ("jpg_0", "jpg_1")]
        models = [row["model_0"], row["model_1"]]
        if row["label_0"] == 0:
            pair, models = pair[::-1], models[::-1]
        assert models[0] == vote[vote["outcome"]]
        assert all(max(image.size) > 900 for image in pair)
        assert row["are_different"]
        assert row["has_label"]
        assert row["image_0_url"].startswith("https://arena.example/images/")
