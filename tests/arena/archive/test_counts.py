"""Counts of a period: those of the stored head-to-head counts, for any days and whatever is sealed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from service.arena.archive import counts, sealing
from service.arena.archive.counts import COLUMNS, Period
from service.arena.recording import recount
from service.db.engine import ReadSession
from service.db.queries import models, votes
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import Outcome
from service.errors import Damaged, NotFound
from tests.support.votes.archives import DAYS, VOTES, logged, segments
from tests.support.votes.arenas import DAY, submit
from tests.support.votes.ledgers import reread, vote

pytestmark = pytest.mark.anyio

EVER = Period(None, None)


def by_hand(session: ReadSession, arena: Arena, period: Period) -> list[dict[str, str | int]]:
    """Return the counts of the votes in the database, one by one."""
    found: Counter[tuple[int, int, str]] = Counter()
    for row in votes.log(session, arena.id, 0, 1_000, 1_000):
        day = row.voted_at // clock.DAY
        late = period.last is not None and day > period.last
        if row.voided_at is not None or late or (period.first is not None and day < period.first):
            continue
        low, high = sorted((row.model_left, row.model_right))
        winner = {Outcome.LEFT: row.model_left, Outcome.RIGHT: row.model_right}.get(Outcome(row.outcome))
        name = Outcome(row.outcome).label if winner is None else "wins_a" if winner == low else "wins_b"
        found[low, high, {"tie": "ties"}.get(name, name)] += 1
    slugs = models.slugs(session)
    pairs = sorted({key[:2] for key in found})
    return [
        {"model_a": slugs[a], "model_b": slugs[b], **{name: found[a, b, name] for name in COLUMNS[2:]}}
        for a, b in pairs
    ]


# The first and the last day, counted from that of the first vote.
PERIODS = ((None, None), (2, 3), (None, 1), (4, None), (5, 5), (1, 0), (77, None))


@pytest.mark.parametrize("sealed", [0, 2, DAYS])
async def test_any_period(sqlite_url: str, tmp_path: Path, sealed: int) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services, before=DAY + sealed)
        # One comes late: it is in the log of the last day, and was cast on the third.
        await submit(services, arena, [vote(day=2)])
        await services.database.write(
            lambda s: recount.void(s, reread(s, arena.id), [1, 2, 31, 89, 90], "a bot")
        )
        for days in PERIODS:
            period = Period(*(None if day is None else DAY + day for day in days))
            found = await counts.count(services, "t2i", period)
            assert found == await services.database.read(by_hand, arena, period), days
            assert bool(found) == (days not in {(1, 0), (77, None)}), days


async def test_the_whole_log_has_the_stored_counts(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        await sealing.seal(services, before=DAY + 3)
        found = await counts.count(services, "t2i", EVER)
        assert sum(sum(int(row[name]) for name in COLUMNS[2:]) for row in found) == VOTES
        assert found == await services.database.read(by_hand, arena, EVER)


async def test_segments_before_the_period_are_not_read(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services, before=DAY + 2)
        await sealing.seal(services)
        first, _ = await segments(services, arena)
        services.blobs.delete("log", first.sha256)
        assert await counts.count(services, "t2i", Period(DAY + 2, None))
        with pytest.raises(Damaged):
            await counts.count(services, "t2i", Period(DAY + 1, None))


async def test_an_arena_that_does_not_exist(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, _):
        with pytest.raises(NotFound):
            await counts.count(services, "nope", EVER)
