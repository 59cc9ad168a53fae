"""Likeness: measured on matchups as voters get them, and only what is public is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.catalog import arenas
from service.arena.voting.likeness import DRAWS, last_of, measure
from service.db.engine import WriteSession
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


async def test_the_looks_of_public_examples_are_recognized(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        prompt_id = await open_gallery(services)

        def share(session: WriteSession, percent: int) -> None:
            arenas.change(session, ARENA, {"example_share": percent})

        arena = await services.database.read(arenas.get, ARENA)
        assert await measure(services, arena) is None
        for model in ("m0", "m1"):
            await hang(services, model, prompt_id)
        for percent, recognized in ((100, 1.0), (0, 0.0)):
            await services.database.write(share, percent)
            arena = await services.database.read(arenas.get, ARENA)
            row = await measure(services, arena)
            assert row is not None
            assert row == await services.database.read(last_of, arena.id)
            assert (row.images, row.recognized, row.correct) == (2 * DRAWS, recognized, recognized)
