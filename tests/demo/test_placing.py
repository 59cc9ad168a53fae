"""Where the demo's images go."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.db.queries import demo_images
from service.demo import catalog, placing
from service.demo.gallery import gallery
from tests.support.images.painted import painted_once
from tests.support.served.demos import SMALL
from tests.support.votes.arenas import arena_services


@pytest.mark.slow
async def test_a_prompt_gets_its_images_once(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path, blobs_url=str(tmp_path / "blobs")) as services:
        database = services.database
        assert await database.read(placing.missing, SMALL) == []
        await database.write(catalog.add, services.secret, SMALL)
        missing = await database.read(placing.missing, SMALL)
        assert [(one.arena, one.place) for one in missing] == [("demo", 0), ("demo-editing", 0), ("demo", 1)]
        assert sum(len(one.votes) for one in missing) == 100
        with painted_once(), gallery(services) as painters:
            painted = await painters.paint(missing[0].prompt)
        assert await database.write(placing.place, services.secret, missing[0], painted)
        assert not await database.write(placing.place, services.secret, missing[0], painted)
        assert await database.read(placing.missing, SMALL) == missing[1:]
        assert await database.read(demo_images.progress) == (6, 18)
        await database.write(placing.finish)
        assert await database.read(placing.missing, SMALL) == []
