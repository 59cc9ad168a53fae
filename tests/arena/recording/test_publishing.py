"""Publishing with a delay: no vote is rated too early, none is lost, and the ratings are those of the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from service.arena.boards.at_least import reach
from service.arena.integrity import holding
from service.arena.recording import publishing, recount
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.live_fold import LeaseLostError, begin, storable
from service.arena.services import Services
from service.db.engine import Database, WriteSession
from service.db.queries import arenas
from service.db.queries.live import marks
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import Ballot
from service.errors import Invalid, Unavailable
from tests.support.files.imports import imported
from tests.support.runs.waiting import CEILING_SECONDS, POLL_SECONDS
from tests.support.votes.arenas import (
    add_arena,
    arena_services,
    ballots,
    check_of,
    checked,
    named,
    new_arena,
    submit,
)
from tests.support.votes.folds import append, fold_next, lease_of, log_of, opened, rate, send
from tests.support.votes.folds import made as made_arenas
from tests.support.votes.ledgers import State, state

pytestmark = pytest.mark.anyio

HOUR = 3_600


@asynccontextmanager
async def publishing_in(url: str, folder: Path) -> AsyncIterator[Services]:
    """Yield services that record, and publish as a server does, only more often."""
    async with arena_services(url, folder) as services:
        services.recorder.join_workers()
        task = asyncio.create_task(publishing.keep_publishing(services.database))
        try:
            yield services
        finally:
            task.cancel()


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(publishing, "_STEP_SECONDS", 0)


async def reached(services: Services, arena: Arena, rated: int, end: int) -> None:
    """Wait until an arena's ratings include so many votes, of a log that ends there."""

    async def is_reached() -> bool:
        log = await log_of(services.database, arena)
        assert log.arena.last_position <= rated
        return (log.arena.last_position, log.end) == (rated, end)

    await _until(is_reached)


async def marked(services: Services, position: int) -> None:
    """Wait until a mark includes a position."""
    newest = text("SELECT COALESCE(MAX(position), 0) FROM log_marks")

    async def is_marked() -> bool:
        return await services.database.read(lambda s: int(s.execute(newest).scalar_one())) >= position

    await _until(is_marked)


async def _until(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(CEILING_SECONDS):
        while not await check():  # noqa: ASYNC110 - another process might publish
            await asyncio.sleep(POLL_SECONDS)


async def _now(services: Services, arena: Arena) -> Arena:
    return (await log_of(services.database, arena)).arena


async def late_arena(services: Services) -> Arena:
    """Make an arena that publishes votes after an hour."""
    return await services.database.write(lambda session: add_arena(session, publish_after=HOUR))


async def let_pass(services: Services, seconds: int = HOUR) -> None:
    """Let all marks be older, as time would."""

    def work(session: WriteSession) -> None:
        session.execute(text("UPDATE log_marks SET at = at - :by"), {"by": seconds * clock.SECOND})

    await services.database.write(work)


async def change(services: Services, arena: Arena, **values: object) -> None:
    await services.database.write(arenas.change, arena.id, values)


async def stored(services: Services, arena: Arena) -> State:
    return await services.database.write(state, arena.id)


async def test_votes_are_rated_once_they_are_old_enough_and_never_before(
    database_url: str, tmp_path: Path
) -> None:
    late, at_once = named(ballots(60, days=3), "late"), named(ballots(60, days=3), "late")
    async with publishing_in(database_url, tmp_path) as services:
        other = await new_arena(services, "at-once")
        await submit(services, other, at_once)
        arena = await late_arena(services)
        receipt = await submit(services, arena, late[:20])
        assert (receipt.accepted, receipt.rated, receipt.last_position) == (20, False, 20)
        await marked(services, 20)
        await let_pass(services, HOUR - 60)
        await submit(services, arena, late[20:40])
        await marked(services, 40)
        assert (await log_of(services.database, arena)) == (arena, 40)
        await let_pass(services, 61)
        await reached(services, arena, 20, 40)
        again = await submit(services, arena, late[:30])
        assert (again.accepted, again.duplicates) == (0, 30)
        await submit(services, arena, late[40:])
        await marked(services, 60)
    async with publishing_in(database_url, tmp_path) as services:  # after a restart, and nobody votes again
        await let_pass(services)
        await reached(services, arena, 60, 60)
        assert await stored(services, arena) == await stored(services, other)
        assert (await checked(services)).differences == 0


async def test_what_fails_is_tried_again_and_not_logged_each_time(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    turns = 0
    publish = publishing.publish

    async def away_at_first(database: Database) -> None:
        nonlocal turns
        turns += 1
        if turns <= 3:
            raise Unavailable("the database is away") from OSError()
        await publish(database)

    monkeypatch.setattr(publishing, "publish", away_at_first)
    async with publishing_in(sqlite_url, tmp_path) as services:
        await new_arena(services, "at-once")  # which has the models
        arena = await late_arena(services)
        await submit(services, arena, ballots(1))
        await marked(services, 1)
        await let_pass(services)
        await reached(services, arena, 1, 1)
    assert turns > 3
    assert [one.message for one in caplog.records if one.levelno >= logging.WARNING] == []


async def test_what_waits_is_due_at_once_when_the_delay_ends(database_url: str, tmp_path: Path) -> None:
    async with publishing_in(database_url, tmp_path) as services:
        await new_arena(services, "at-once")
        arena = await late_arena(services)
        await submit(services, arena, ballots(30))
        await marked(services, 30)
        await change(services, arena, publish_after=0)
        await reached(services, arena, 30, 30)
        assert (await submit(services, arena, ballots(1))).rated
        await change(services, arena, publish_after=HOUR)
        assert not (await submit(services, arena, ballots(1))).rated
        await change(services, arena, publish_after=0)
        # Anyone who locks the arena finds all votes rated, even before anybody published them.
        locked = await services.database.write(locked_arenas, [arena.id])
        assert locked[arena.id].last_position == 32
        assert (await checked(services)).differences == 0


async def test_what_is_held_or_voided_before_it_shows_never_counts(database_url: str, tmp_path: Path) -> None:
    votes = ballots(40, days=2)
    async with publishing_in(database_url, tmp_path) as services:
        await new_arena(services, "at-once")
        arena = await late_arena(services)
        await submit(services, arena, votes[:20])
        await marked(services, 20)
        await let_pass(services)
        await reached(services, arena, 20, 20)
        await submit(services, arena, votes[20:])
        before = await _now(services, arena)

        def hold(session: WriteSession) -> int:
            # Votes that are published are among them, and some are released again.
            recount.void(session, locked_arenas(session, [arena.id])[arena.id], [21], "a robot")
            recount.void(session, locked_arenas(session, [arena.id])[arena.id], [40], "a robot")
            assert arenas.of_id(session, arena.id) == before
            changed = holding.hold_votes(session, arena.id, [*range(11, 15), 22, 30, 31], "a burst")
            holding.release_votes(session, arena.id, [30])
            return changed.votes

        assert await services.database.write(hold) == 7
        assert await services.database.write(lambda s: holding.release_votes(s, arena.id, [31])) == 1
        await marked(services, 40)
        await let_pass(services)
        await reached(services, arena, 40, 40)
        without = await new_without(services, votes)
        assert await stored(services, arena) == await stored(services, without)
        assert (await checked(services)).differences == 0


async def new_without(services: Services, votes: list[Ballot]) -> Arena:
    """Return an arena with the votes that the test above leaves."""
    arena = await services.database.write(lambda session: add_arena(session, "left"))
    gone = {*range(10, 14), 20, 21, 39}
    await submit(services, arena, [vote for i, vote in enumerate(votes) if i not in gone])
    return arena


async def test_a_recount_leaves_what_waits(database_url: str, tmp_path: Path) -> None:
    async with publishing_in(database_url, tmp_path) as services:
        await new_arena(services, "at-once")
        arena = await late_arena(services)
        await submit(services, arena, ballots(20))
        await marked(services, 20)
        await let_pass(services)
        await reached(services, arena, 20, 20)
        await submit(services, arena, ballots(5))

        def again(session: WriteSession) -> int:
            locked = locked_arenas(session, [arena.id])[arena.id]
            return recount.recount(session, locked).last_position

        assert await services.database.write(again) == 20
        assert (await log_of(services.database, arena)).end == 25
        assert (await checked(services)).differences == 0
        with pytest.raises(Invalid, match="publishes votes 1 hour after they arrive, and now shows"):
            await reach(services, "t2i", 21)
        with pytest.raises(Invalid, match="publishes votes 1 hour after they arrive, and now shows"):
            await reach(services, "t2i", 2_100)
        await reach(services, "t2i", 20)


async def test_a_fold_that_has_read_a_vote_stores_nothing_once_it_is_void(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        (arena,) = await made_arenas(database, "t2i")
        await append(database, arena, ballots(3))
        await database.write(arenas.change, arena.id, {"publish_after": HOUR})
        lease = await lease_of(database, 1, arena)
        assert await fold_next(database, lease) is None
        now = clock.now()
        await database.write(marks.add, arena.id, now - HOUR * clock.SECOND, 3)

        def void(session: WriteSession) -> None:
            recount.void(session, locked_arenas(session, [arena.id])[arena.id], [2], "a robot")

        rated = await database.read_apart(begin, arena.id)
        assert rated is not None
        found = await rate(database, rated)
        assert found is not None
        await database.write(void)
        with pytest.raises(LeaseLostError):
            await send(database, lease, storable(found[0], rated.arena.revision + 1))
        again = await fold_next(database, await lease_of(database, 1, arena))
        assert again is not None
        assert again[0].arena.last_position == 3
        assert (await database.read(check_of)).differences == 0


async def test_imports_wait_however_old_their_votes_are(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(
        "id,model_a,model_b,winner,voted_at\n"
        + "".join(f"x{i},m0,m1,model_a,2024-05-01T00:00:{i:02}Z\n" for i in range(20))
    )
    async with publishing_in(database_url, tmp_path) as services:
        await new_arena(services, "at-once")
        arena = await late_arena(services)
        await submit(services, arena, ballots(5))
        report = await imported(services.database, file)
        assert (report.accepted, report.positions) == (20, (6, 25))
        again = await imported(services.database, file)
        assert (again.accepted, again.duplicates) == (0, 20)
        assert await log_of(services.database, arena) == (arena, 25)
        await marked(services, 25)
        await let_pass(services)
        await reached(services, arena, 25, 25)
        assert (await checked(services)).differences == 0
