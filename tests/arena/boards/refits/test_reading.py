from pathlib import Path

import numpy as np
import pytest

from service.arena.boards.refits import reading
from tests.support.votes.arenas import arena_services, new_arena, submit
from tests.support.votes.rankings import mixed

pytestmark = pytest.mark.anyio


async def test_chunks_are_the_whole_log(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, mixed(90))
        whole = await services.database.read(reading.read_log_arrays, arena, 83)
        assert set(whole.position.tolist()) == {*range(1, 84)}
        monkeypatch.setattr(reading, "CHUNK", 7)
        parts = await reading.log_arrays(services.database, arena.id, 83)
        assert all(np.array_equal(one, other) for one, other in zip(whole, parts, strict=True))
        assert (await reading.log_arrays(services.database, arena.id, 0)).position.size == 0
