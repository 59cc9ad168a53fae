"""Plans: sealed segments and the votes after them, as parts that any worker can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.archive import frames, plans, sealing
from service.arena.archive.groups import PAIRS
from service.arena.archive.plans import Plan, plan, with_file
from service.arena.recording import recount
from service.arena.services import Services
from service.blobs.stores import open_blobs
from service.domain.arenas import Arena
from service.errors import NotFound
from tests.support.votes.archives import OPEN, VOTES, logged
from tests.support.votes.arenas import DAY
from tests.support.votes.ledgers import reread

pytestmark = pytest.mark.anyio


async def planned(services: Services, arena: Arena, folder: Path) -> Plan:
    url = services.settings.blobs_url
    return await services.database.read(plan, arena.id, {"tau": 0.5}, url, folder / "tail")


async def test_parts_are_the_segments_and_what_comes_after_them(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        await sealing.seal(services, before=DAY + 2)
        monkeypatch.setattr(plans, "MOST_VOTES", 2 * OPEN)
        found = await planned(services, arena, tmp_path)
        assert [part.upto for part in found.parts] == [30, 60, 90]
        stored = await services.database.read(frames.read, arena.id, 0, VOTES)
        read = [open_blobs(part.blobs_url).get("log", part.sha256) for part in found.parts]
        assert [row for file in read for row in frames.decode(file).rows()] == stored.rows()
        assert found.arena.tau == 0.5
        assert {axis for own in found.axes.values() for axis in own} | {PAIRS} == set(found.work)
        assert min(found.work.values()) > 0


async def test_the_tail_travels_with_its_step(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        sealed, tail = (await planned(services, arena, tmp_path)).parts
        assert with_file(sealed, tmp_path / "tail") == sealed
        assert frames.decode(with_file(tail, tmp_path / "tail").file or b"").height == OPEN


async def test_void_votes_by_part(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await services.database.write(
            lambda session: recount.void(session, reread(session, 1), [3, 30, 31, 90], "a bot")
        )
        found = await planned(services, arena, tmp_path)
        assert [list(found.voided_in(*span)) for span in ((0, 30), (30, 31), (31, 89))] == [[3, 30], [31], []]


async def test_an_arena_that_does_not_exist(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, _):
        with pytest.raises(NotFound):
            await services.database.read(plan, 99, {}, "blobs", tmp_path)


def test_workers_may_run_in_another_folder() -> None:
    assert Path(plans._absolute("data/blobs")).is_absolute()
    assert plans._absolute("s3://bucket/prefix") == "s3://bucket/prefix"
