"""The images and prompts behind votes, read by position."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.catalog import prompt_sources
from service.db.queries.log.pictured import pictured_votes, voted_prompts
from tests.support.files.imports import the_arena
from tests.support.images.pictures import picture
from tests.support.images.voted_images import FAST, SIZES, open_voted
from tests.support.votes.arenas import arena_services, ballots, submit


@pytest.mark.anyio
@pytest.mark.slow
async def test_what_was_voted_on(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, **FAST) as services:
        said = await open_voted(services, ("left", "right", "tie"))
        arena = await the_arena(services.database)
        await submit(
            services, arena, [vote._replace(model_left="m0", model_right="m1") for vote in ballots(1)]
        )
        read = services.database.read
        rows = {row.position: row for row in await read(pictured_votes, arena.id, 0, 4)}
        assert sorted(rows) == [1, 2, 3]
        for position, vote in enumerate(said, 1):
            row = rows[position]
            assert (row.left_width, row.left_height) == SIZES[vote["left"]]
            assert (row.right_width, row.right_height) == SIZES[vote["right"]]
            assert row.left_withdrawn_at is None
        assert [row.position for row in await read(pictured_votes, arena.id, 1, 2)] == [2]

        found = await read(voted_prompts, arena.id, 0, 4)
        assert {prompt.text for prompt in found.values()} == {vote["prompt"] for vote in said}
        number = next(iter(found))
        await prompt_sources.upload(services, "t2i", number, picture(7, (300, 200)))
        source = (await read(voted_prompts, arena.id, 0, 4))[number]
        assert source.source_copy is not None
        assert (source.source_width, source.source_height) == (1024, 683)
