"""Pruning: said first, then done, rows before files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.arena import pruning
from service.arena.generations import attempts, leases
from service.arena.pruning import Pruned, plan, prune
from service.arena.voting.retention import ExpiredMatchups
from service.db.queries import generations
from service.domain import clock
from service.errors import Unavailable
from tests.support.images.generations import studio

pytestmark = pytest.mark.anyio


@pytest.mark.slow
async def test_what_is_said_is_done(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    monkeypatch.setattr(pruning, "STEP", 2)
    async with studio(database_url, tmp_path) as here:
        services = here.services
        made = [await here.ask(seed=seed) for seed in range(3)]
        for attempt in (await services.database.write(leases.acquire, 9, 60.0))[0]:
            assert await attempts.run(services, attempt)
        monkeypatch.setattr(clock, "now", lambda: start + 60 * clock.DAY)
        late = await here.ask(seed=9)
        (attempt,) = (await services.database.write(leases.acquire, 9, 60.0))[0]
        assert await attempts.run(services, attempt)
        files = [path for path in (tmp_path / "blobs").glob("*/*/*") if path.is_file()]
        for path in files:
            os.utime(path, (1, 1))
        monkeypatch.setattr(clock, "now", lambda: start + 100 * clock.DAY)

        said = await plan(services, 90)
        assert (said.generations, said.matchups) == (3, ExpiredMatchups(0, 0))
        assert sum(one.files for one in said.files) == len(files) - 1
        assert sum(one.bytes for one in said.files) > 0
        assert (await services.database.read(generations.of_numbers, [made[0].number])) != []
        assert await prune(services, 90) == said
        assert await plan(services, 90) == await prune(services, 90)
        left = await services.database.read(
            generations.of_numbers, [*(one.number for one in made), late.number]
        )
        assert [row.id for row in left] == [late.number]
        assert services.blobs.get("originals", left[0].output or b"")
        assert sum(path.is_file() for path in (tmp_path / "blobs").glob("*/*/*")) == 1
        # What the key has made stays its own.
        assert await services.database.read(generations.made_by, here.key.id) == {left[0].model_id}


async def test_nothing_is_deleted_while_the_store_is_away(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    async with studio(sqlite_url, tmp_path) as here:
        made = await here.ask()
        (attempt,) = (await here.services.database.write(leases.acquire, 9, 60.0))[0]
        assert await attempts.run(here.services, attempt)
        monkeypatch.setattr(clock, "now", lambda: start + 100 * clock.DAY)
        (tmp_path / "blobs").rename(tmp_path / "away")
        for work in (plan, prune):
            with pytest.raises(Unavailable):
                await work(here.services, 120)
        assert await here.services.database.read(generations.of_numbers, [made.number])
        (tmp_path / "away").rename(tmp_path / "blobs")
        pruned: Pruned = await prune(here.services, 90)
        assert pruned.generations == 1
