"""A clock that ran ahead: nothing more is recorded, the doctor tells, and a recount dates votes again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.arena import doctor
from service.arena.access.visitors import Visitor
from service.arena.archive import sealing
from service.arena.catalog import arenas
from service.arena.catalog.recounts import redate_named
from service.arena.findings import Finding
from service.arena.recording import redating
from service.arena.services import Services
from service.arena.voting import matchups
from service.db.engine import ReadSession
from service.db.queries import ratings
from service.db.queries.log import segments
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import Unavailable
from tests.support.served.api import own_store
from tests.support.votes.arenas import arena_services, ballots, checked, submit
from tests.support.votes.voting import ANNA, BEN, log, pictured, rows

pytestmark = pytest.mark.anyio

AHEAD_DAYS = 400


@contextmanager
def ahead(monkeypatch: pytest.MonkeyPatch, days: int = AHEAD_DAYS) -> Iterator[None]:
    """Set the clock of this process ahead; a database server keeps its own."""
    real = time.time_ns
    with monkeypatch.context() as patch:
        patch.setattr(time, "time_ns", lambda: real() + days * 86_400 * 10**9)
        yield


async def voted(services: Services, visitor: Visitor) -> None:
    dealt = await matchups.assign(services, visitor, "t2i")
    await matchups.vote(services, visitor, dealt.id, "left")


async def test_votes_of_the_future_are_dated_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        await services.database.write(own_store, services.settings.blobs_url)
        await submit(services, arena, ballots(20, days=3))
        with ahead(monkeypatch):
            await voted(services, ANNA)
            open_one = await matchups.assign(services, BEN, "t2i")
            await sealing.seal(services)
        assert await services.database.read(segments.of_arena, arena.id)
        before = await log(services)

        for work in (voted(services, ANNA), submit(services, arena, ballots(1))):
            with pytest.raises(Unavailable, match="recount --redate"):
                await work
        assert "in the future" in (await clock_of(services)).detail
        assert len(await log(services)) == 21

        [done] = await services.database.write(redate_named, None)
        assert done == ("t2i", 1)
        after = await log(services)
        assert after[:20] == before[:20]
        assert after[20] == {**before[20], "voted_at": before[19]["voted_at"]}
        assert all(int(str(row["dealt_at"])) <= clock.now() for row in await rows(services))
        # What was sealed before the first wrong vote stays sealed.
        assert all(
            one.last_position < 21 for one in await services.database.read(segments.of_arena, arena.id)
        )

        # All goes on by itself, on the present day, and the matchup of the future can be voted on.
        await matchups.vote(services, BEN, open_one.id, "right")
        assert (await stored(services)).day == clock.now() // clock.DAY
        assert (await clock_of(services)).well
        found = await checked(services)
        assert (found.votes, found.differences) == (22, 0)
        days = [day for day, _ in await services.database.read(ratings.checkpoints_of, arena.id)]
        assert max(days) < clock.now() // clock.DAY
        assert await services.database.write(redate_named, "t2i") == [("t2i", 0)]


async def stored(services: Services) -> Arena:
    return await services.database.read(arenas.get, "t2i")


async def clock_of(services: Services) -> Finding:
    [finding] = [one for one in await doctor.of_services(services) if one.what == "clock"]
    return finding


async def test_the_first_votes_of_a_log_get_the_next_time_or_the_present(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await pictured(services)
        with ahead(monkeypatch):
            await submit(services, arena, [ballots(1)[0]._replace(voted_at=None)])
        await services.database.write(redate_named, None)
        assert abs(int(str((await log(services))[0]["voted_at"])) - clock.now()) < 60 * clock.SECOND


async def test_a_lawful_log_is_never_refused(database_url: str, tmp_path: Path) -> None:
    """Old imports, an arena that was idle for years, and times that are minutes ahead."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        await submit(services, arena, ballots(5))
        soon = [one._replace(voted_at=clock.now() + 290 * clock.SECOND) for one in ballots(2)]
        await submit(services, arena, soon)
        await submit(services, arena, ballots(5, days=5))
        assert (await clock_of(services)).well

    def at_midnight(session: ReadSession) -> None:
        found = arenas.get(session, "t2i")
        redating.check_day(found, int(str(found.day)) * clock.DAY - 50 * 60 * clock.SECOND)
        with pytest.raises(Unavailable):
            redating.check_day(found, int(str(found.day)) * clock.DAY - 70 * 60 * clock.SECOND)

    async with arena_services(database_url, tmp_path) as services:
        await services.database.read(at_midnight)
