"""Retention: what expires goes in small steps, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards.ledger import ledger
from service.arena.integrity import flags, holding
from service.arena.services import Services
from service.arena.votes import own
from service.arena.voting import retention
from service.arena.voting.matchups import assign, skip, vote
from service.arena.voting.retention import ExpiredMatchups, expire_matchups, expiring_matchups
from service.db.engine import WriteSession
from service.db.queries.log import flags as db
from service.domain import clock
from service.domain.matchups import MatchupState
from tests.support.votes.arenas import arena_services, checked
from tests.support.votes.ledgers import state
from tests.support.votes.rigged_arenas import add_rigged
from tests.support.votes.voting import ANNA, BEN, log, pictured, rows

pytestmark = pytest.mark.anyio

PERSONAL = ("address", "response_ms", "shown_at")


async def vote_and_skip(services: Services) -> None:
    """Anna votes three times, skips once and leaves a matchup open; Ben votes once."""
    for _ in range(3):
        await vote(services, ANNA, (await assign(services, ANNA, "t2i")).id, "left")
    await skip(services, ANNA, (await assign(services, ANNA, "t2i")).id)
    await assign(services, ANNA, "t2i")
    await vote(services, BEN, (await assign(services, BEN, "t2i")).id, "tie")


async def what_stays(services: Services) -> tuple[object, ...]:
    """Return what must not change: ratings and their history, the log, a voter's own votes, the ledger."""
    found = await ledger(services, "t2i")
    return (
        await services.database.write(state, 1),
        await log(services),
        [(one.id, one.left, one.right) for one in await services.database.read(own.newest, ANNA.voter)],
        found.days,
        {state: total for state, total in found.matchups.items() if state != MatchupState.OPEN},
    )


async def test_what_is_old_expires_and_nothing_else_changes(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()

    def go_to(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: start + int(days * clock.DAY))

    monkeypatch.setattr(retention, "STEP", 2)
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services)
        await vote_and_skip(services)
        go_to(29.9)
        assert await expiring_matchups(services) == ExpiredMatchups(0, 0)
        assert await expire_matchups(services) == ExpiredMatchups(0, 0)
        before, kept = await what_stays(services), await rows(services)
        assert all(row["address"] is not None for row in kept)
        go_to(30.1)
        assert await expiring_matchups(services) == ExpiredMatchups(2, 4)
        assert await expire_matchups(services) == ExpiredMatchups(2, 4)
        assert await what_stays(services) == before
        left = await rows(services)
        assert [row["position"] for row in left] == [row["position"] for row in kept if row["position"]]
        for row in left:
            assert [row[name] for name in PERSONAL] == [None] * len(PERSONAL)
            # Neither its time of assignment nor its number, which begins with a time, says when it was shown.
            assert row["dealt_at"] == row["closed_at"]
            assert int(str(row["id"])) >> 21 == int(str(row["closed_at"])) // 1_000
        assert await expiring_matchups(services) == ExpiredMatchups(0, 0)
        assert await expire_matchups(services) == ExpiredMatchups(0, 0)
        assert (await checked(services)).differences == 0
        # New ones are counted on top of those that were removed, also by a process that remembers nothing.
        await skip(services, BEN, (await assign(services, BEN, "t2i")).id)
        known = await ledger(services, "t2i")
    async with arena_services(database_url, tmp_path) as services:
        assert await ledger(services, "t2i") == known
        assert sum(known.matchups.values()) == 7
        assert known.matchups[MatchupState.SKIPPED] == known.total.skips == 2


async def test_flags_forget_old_networks(sqlite_url: str, tmp_path: Path) -> None:
    def flag(session: WriteSession) -> int:
        arena = add_rigged(session)
        number = holding.hold_votes(session, arena.id, [1, 2], "odd").flag
        db.change(session, number, {"scope": "network", "subject": 7})
        return number

    async with arena_services(sqlite_url, tmp_path) as services:
        number = await services.database.write(flag)
        assert (await services.database.read(flags.get, number)).subject == "network:0000000000000007"
        await expire_matchups(services)
        assert (await services.database.read(flags.get, number)).subject == f"votes:{number}"


async def test_with_no_period_everything_stays(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    async with arena_services(sqlite_url, tmp_path, retention_days=0) as services:
        await pictured(services)
        await vote_and_skip(services)
        monkeypatch.setattr(clock, "now", lambda: start + 9_000 * clock.DAY)
        assert await expiring_matchups(services) == ExpiredMatchups(0, 0)
        assert await expire_matchups(services) == ExpiredMatchups(0, 0)
        assert len(await rows(services)) == 6
