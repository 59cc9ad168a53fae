"""Daily measurements: servers make those that are due, of every arena, whatever happens to one of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.catalog import arenas
from service.arena.catalog.daily import VALID, Measurement, keep_measuring
from service.arena.services import Services
from service.db.engine import ReadSession
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import Unavailable
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


async def test_what_is_due_is_measured_and_a_failure_ends_nothing(sqlite_url: str, tmp_path: Path) -> None:
    last = {"old": clock.now() - VALID - clock.HOUR, "new": clock.now()}
    measured: list[str] = []
    async with arena_services(sqlite_url, tmp_path) as services:
        known = {}
        for slug in ("old", "new", "never"):
            arena = await services.database.write(arenas.create, slug, {"name": slug})
            known[arena.id] = slug

        def last_at(_: ReadSession, arena_id: int) -> int | None:
            return last.get(known.get(arena_id, "new"))

        async def measure(_: Services, arena: Arena) -> None:
            measured.append(arena.slug)
            if len(measured) == 1:
                raise Unavailable("the store is away")
            last[arena.slug] = clock.now()

        keeper = asyncio.create_task(keep_measuring(services, Measurement("x", 0.0, last_at, measure), 0.01))
        async with asyncio.timeout(CEILING_SECONDS):
            while len(measured) < 3:  # noqa: ASYNC110 - nothing tells when the keeper has measured
                await asyncio.sleep(0.01)
        keeper.cancel()
        assert sorted(measured[1:]) == ["never", "old"]
