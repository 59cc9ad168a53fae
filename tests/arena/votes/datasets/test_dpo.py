"""Preferences for DPO: files that other tools than ``datasets`` read, too; images to edit beside them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from service.arena.catalog import prompt_sources
from service.arena.votes.datasets.exporting import export_dataset
from service.db.queries.log.pictured import pictured_votes
from tests.arena.images.test_checks import harm
from tests.support.files.imports import the_arena
from tests.support.images.pictures import picture
from tests.support.images.voted_images import FAST, load, open_voted
from tests.support.votes.arenas import arena_services


@pytest.mark.anyio
@pytest.mark.slow
async def test_rows_name_files(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, **FAST) as services:
        said = await open_voted(services, ("left", "right", "left"))
        for number in (1, 2, 3):
            await prompt_sources.upload(services, "t2i", number, picture(number, (300, 200)))
        place = tmp_path / "set"
        assert (await export_dataset(services, "t2i", "dpo", str(place))).votes == 3
        rows = [json.loads(line) for line in (place / "train" / "metadata.jsonl").read_text().splitlines()]
        assert [row["prompt"] for row in rows] == [vote["prompt"] for vote in said]
        for row in rows:
            for column in ("chosen", "rejected", "source"):
                assert (place / "train" / row[f"{column}_file_name"]).is_file()
        assert {row["language"] for row in rows} <= {"pt-BR", "unknown"}
        [first, *_] = load(place, tmp_path / "cache", split="train")
        assert first["source"].size == (1024, 683)
        assert (place / "README.md").read_text().startswith('---\npretty_name: "Votes of Pictures: a test"\n')

        arena = await the_arena(services.database)
        seen = await services.database.read(pictured_votes, arena.id, 0, 3)
        # Of what is in every vote, there would be nothing left to export.
        copies = Counter(copy for vote in seen for copy in (vote.left_copy, vote.right_copy))
        harm(tmp_path, copies.most_common()[-1][0].hex())
        again = await export_dataset(services, "t2i", "dpo", str(tmp_path / "again"))
        assert again.left_out["with a damaged image"] == 3 - again.votes > 0
