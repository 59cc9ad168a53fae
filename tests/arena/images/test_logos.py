"""Logos in the store: sent by their hash, and kept while something names them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.arena.images import logos
from service.arena.images.orphans import YOUNG, remove_orphans
from service.domain import clock
from service.errors import NotFound
from tests.support.images.pictures import flat, opened
from tests.support.votes.arenas import arena_services, new_arena

pytestmark = pytest.mark.anyio


async def test_public_while_it_is_named_and_pruned_afterwards(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await new_arena(services)
        logo = await logos.store(services, flat((300, 100)))
        name = logo.url.rpartition("/")[2]
        with pytest.raises(NotFound):
            await logos.public_logo(services, name)
        arena = await services.database.write(lambda session: logos.set_of_arena(session, "t2i", logo))
        assert arena.logo == logo
        sent = opened(await logos.public_logo(services, name))
        assert sent.size == (logo.width, logo.height) == (288, 96)
        for path in (tmp_path / "blobs").rglob("*"):
            os.utime(path, ((clock.now() - YOUNG) / clock.SECOND - 60,) * 2)
        assert sum(one.files for one in await remove_orphans(services)) == 0
        await services.database.write(lambda session: logos.set_of_arena(session, "t2i", None))
        assert sum(one.files for one in await remove_orphans(services)) == 1
        for gone in (name, "x.webp"):
            with pytest.raises(NotFound):
                await logos.public_logo(services, gone)
