"""Sealing: closed days become files in a chain, once, and whatever happens meanwhile no vote is lost."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from service.arena.archive import checks, frames, sealing
from service.arena.recording import recount
from service.arena.votes import deletions
from service.db.engine import WriteSession
from service.db.queries.log import segments as log_segments
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import NotFound
from tests.support.votes.archives import CLOSED, DAYS, OPEN, VOTES, logged, manifest_of, segments
from tests.support.votes.arenas import DAY, arena_services, ballots, checked, new_arena, submit
from tests.support.votes.ledgers import reread, vote

pytestmark = pytest.mark.anyio


async def test_closed_days_are_sealed_once(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        (made,) = await sealing.seal(services)
        (row,) = await segments(services, arena)
        assert (made.arena, made.first_position, made.last_position) == ("t2i", 1, CLOSED)
        assert (row.first_day, row.last_day) == (DAY, DAY + DAYS - 2)
        assert made.manifest == row.manifest.hex()
        file = services.blobs.get("log", row.sha256)
        assert made.bytes == row.bytes == len(file)
        stored = await services.database.read(frames.read, arena.id, 0, CLOSED)
        assert frames.decode(file).equals(stored)
        assert await sealing.seal(services) == []
        assert await segments(services, arena) == [row]


async def test_a_manifest_says_what_the_segment_is(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services, "t2i")
        (row,) = await segments(services, arena)
        manifest = manifest_of(services, row)
        assert (manifest.first_position, manifest.last_position, manifest.previous) == (1, CLOSED, None)
        assert (manifest.first_day, manifest.last_day) == (clock.day_text(DAY), clock.day_text(DAY + 4))
        assert manifest.sha256 == row.sha256.hex()
        assert manifest.parameters == {name: getattr(arena, name) for name in sealing.PARAMETERS}
        assert manifest.models == {str(i + 1): f"m{i}" for i in range(8)}
        votes = frames.decode(services.blobs.get("log", row.sha256))
        assert {int(i) for i in manifest.categories} == set(votes["category_id"].to_list())
        assert {"themes": [], "language": ""} in manifest.categories.values()


async def test_later_days_continue_the_chain(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        assert len(await sealing.seal(services, before=DAY + 2)) == 1
        await sealing.seal(services, before=DAY + 2)
        await sealing.seal(services)
        await submit(services, arena, [vote(day=DAYS)])
        await sealing.seal(services)
        rows = await segments(services, arena)
        assert [(row.first_position, row.last_position) for row in rows] == [
            (1, 2 * OPEN),
            (2 * OPEN + 1, CLOSED),
            (CLOSED + 1, VOTES),
        ]
        chain = [manifest_of(services, row).previous for row in rows]
        assert chain == [None, rows[0].manifest.hex(), rows[1].manifest.hex()]
        (check,) = await checks.check(services)
        assert (check.problems, check.votes, check.segments) == ((), VOTES, 3)


async def test_segments_hold_whole_days_and_long_days_take_several(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        monkeypatch.setattr(sealing, "MOST_VOTES", 2 * OPEN + 3)
        await sealing.seal(services, before=DAY + 3)
        monkeypatch.setattr(sealing, "MOST_VOTES", OPEN - 5)
        await sealing.seal(services)
        rows = await segments(services, arena)
        ends = [(row.last_position, row.first_day - DAY, row.last_day - DAY) for row in rows]
        assert ends == [(30, 0, 1), (45, 2, 2), (55, 3, 3), (60, 3, 3), (70, 4, 4), (75, 4, 4)]


async def test_an_empty_log_and_an_open_day_have_nothing_to_seal(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        assert await sealing.seal(services) == []
        await submit(services, arena, ballots(9))
        assert await sealing.seal(services) == []
        with pytest.raises(NotFound):
            await sealing.seal(services, "nope")


async def test_voids_and_deletions_leave_segments_as_they_are(database_url: str, tmp_path: Path) -> None:
    """What can still change of a sealed vote is only in the database."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        votes = [
            one._replace(voter=1 + i % 3, external_id=f"x-{i}")
            for i, one in enumerate(ballots(VOTES, days=DAYS))
        ]
        await submit(services, arena, votes)
        await sealing.seal(services, before=DAY + 3)
        rows = await segments(services, arena)
        await services.database.write(_void, arena)
        await services.database.write(deletions.delete, 1)
        await sealing.seal(services)
        after = await segments(services, arena)
        assert after[: len(rows)] == rows
        assert [check.problems for check in await checks.check(services)] == [()]
        assert (await checked(services)).differences == 0


def _void(session: WriteSession, arena: Arena) -> None:
    recount.void(session, reread(session, arena.id), [1, 2, 31, 32], "a bot")


async def test_a_day_that_a_void_opens_again_stays_sealed(database_url: str, tmp_path: Path) -> None:
    """Without the only vote of the newest day, the day before it is open again, and new votes join it."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, [vote(0, 1), vote(1, 2), vote(2, 3, day=1)])
        await sealing.seal(services)
        await services.database.write(
            lambda session: recount.void(session, reread(session, arena.id), [3], "a bot")
        )
        await submit(services, arena, [vote(3, 4), vote(4, 5, day=2)])
        await sealing.seal(services)
        rows = await segments(services, arena)
        assert [(row.first_position, row.last_position) for row in rows] == [(1, 2), (3, 4)]
        assert [check.problems for check in await checks.check(services)] == [()]


async def test_two_at_once_make_one_chain(database_url: str, tmp_path: Path) -> None:
    async with (
        logged(database_url, tmp_path) as (services, arena),
        arena_services(database_url, tmp_path) as other,
    ):
        await asyncio.gather(*(sealing.seal(one) for one in (services, other, services)))
        assert [row.last_position for row in await segments(services, arena)] == [CLOSED]
        assert [check.problems for check in await checks.check(services)] == [()]


async def test_a_seal_that_stops_before_its_row_is_done_again(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        draft = await services.database.read(sealing._draft, arena, None)
        assert draft is not None
        row = await sealing._store(services, draft)
        files = sorted((tmp_path / "blobs" / "log").rglob("*"))
        assert await segments(services, arena) == []
        await sealing.seal(services)
        (sealed,) = await segments(services, arena)
        assert sealed._replace(sealed_at=0) == row._replace(sealed_at=0)
        assert sorted((tmp_path / "blobs" / "log").rglob("*")) == files


async def test_a_stale_row_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        rows = await segments(services, arena)
        stale = rows[0]._replace(last_position=3, sha256=bytes(32))
        await services.database.write(log_segments.add, stale)
        assert await segments(services, arena) == rows


_SEAL = """
import asyncio, sys
from pathlib import Path
from service.arena.archive import sealing
from tests.support.votes.arenas import arena_services

async def main():
    sealing.MOST_VOTES = 2
    async with arena_services(sys.argv[1], Path(sys.argv[2])) as services:
        await sealing.seal(services, progress=lambda *_: print("sealed", flush=True))

asyncio.run(main())
"""


@pytest.mark.kills
async def test_kills_lose_no_vote(database_url: str, tmp_path: Path, project_root: Path) -> None:
    """Each process is killed nineteen segments later, at whatever it does then."""
    random_ = random.Random(1)
    async with logged(database_url, tmp_path) as (services, arena):
        command = [sys.executable, "-c", _SEAL, database_url, str(tmp_path)]
        while await _killed(command, project_root, random_.uniform(0, 0.03)):
            assert [check.problems for check in await checks.check(services)] == [()]
        rows = await segments(services, arena)
        assert (rows[-1].last_position, len(rows)) == (CLOSED, 5 * 8)
        found = await services.database.read(frames.read, arena.id, 0, VOTES)
        assert found.height == VOTES


async def _killed(command: list[str], folder: Path, seconds: float) -> bool:
    """Start a seal and kill it some time after nineteen segments; return whether it had more to do."""
    with Popen(command, cwd=folder, stdout=PIPE) as process:  # noqa: ASYNC220 - its end is awaited below
        assert process.stdout is not None
        try:
            for _ in range(19):
                if not await asyncio.to_thread(process.stdout.readline):
                    return False
            await asyncio.sleep(seconds)
        finally:
            process.kill()
    return True
