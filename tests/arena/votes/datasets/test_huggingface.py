"""The log with images, as a folder: our own import finds the same board in it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from service.arena.catalog import prompt_sources
from service.arena.votes.datasets.dpo import DpoWriter
from service.arena.votes.datasets.exporting import export_dataset
from service.arena.votes.datasets.huggingface import COLUMNS, LOGGED, HuggingFaceWriter, _row
from service.arena.votes.datasets.pickapic import PickapicWriter
from service.arena.votes.datasets.votes import DatasetVote, why_left_out
from service.db.queries.log.pictured import pictured_votes, voted_prompts
from tests.arena.images.test_checks import harm
from tests.support.files.imports import imported, named_ratings, the_arena
from tests.support.images.pictures import picture
from tests.support.images.voted_images import FAST, open_voted
from tests.support.votes.arenas import arena_services


def test_a_ranking_keeps_its_order() -> None:
    logged = {**dict.fromkeys(LOGGED), "voided_at": None, "outcome": "ranked"}
    vote = DatasetVote({**logged, "models": ["a", "b", "c"], "ranks": [1, 2, 2]}, None, None, None)
    assert why_left_out(vote, HuggingFaceWriter.need) is None
    row = _row(vote, set())
    assert (row["models"], row["ranks"], row["left_file_name"]) == (["a", "b", "c"], [1, 2, 2], None)
    for other in (DpoWriter, PickapicWriter):
        assert why_left_out(vote, other.need) == "ranked"


@pytest.mark.anyio
async def test_the_same_board_comes_back(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.votes.datasets.huggingface.HuggingFaceWriter.part", 2)
    async with arena_services(sqlite_url, tmp_path, **FAST) as services:
        await open_voted(services, ("left", "both_bad", "tie", "right", "left"))
        arena = await the_arena(services.database)
        number, prompt = next(iter((await services.database.read(voted_prompts, arena.id, 0, 5)).items()))
        await prompt_sources.upload(services, "t2i", number, picture(1, (300, 200)))
        [vote, *_] = await services.database.read(pictured_votes, arena.id, 0, 5)
        harm(tmp_path, vote.left_copy.hex())
        done = await export_dataset(services, "t2i", "huggingface", str(tmp_path / "set"))
        assert (done.votes, dict(done.left_out)) == (5, {})
        path = tmp_path / "set" / "train" / "metadata.parquet"
        table = pl.read_parquet(path)
        assert tuple(table.columns) == COLUMNS
        assert table["left_file_name"][0] is None
        edited = table.filter(pl.col("prompt") == prompt.text)
        assert edited["source_file_name"].unique().to_list() == [f"sources/0000/{number}.jpg"]
        report = await imported(services.database, path, "copy")
        assert (report.accepted, report.rejected) == (5, [])
        assert await named_ratings(services.database, "copy") == await named_ratings(services.database)
