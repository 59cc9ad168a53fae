"""The figures of all arenas: bounded, read once for many, and right about what is not rated yet."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from service.arena.boards import figures
from service.arena.boards.boards import leaderboard
from service.arena.boards.figures import Figures
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.db.queries.live import leases
from service.db.queries.matchups import expire
from service.db.tables.catalog import models
from service.domain import clock
from service.domain.axes import OVERALL
from service.domain.boards import RankedStanding
from service.domain.ledger import Ledger
from service.domain.matchups import MatchupState
from tests.support.votes.arenas import add_arena, arena_services, ballots, new_arena, submit
from tests.support.votes.dealt import deal

pytestmark = pytest.mark.anyio


async def test_arenas_beyond_the_bound_are_one(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "MOST_ARENAS", 2)

    def more(session: WriteSession) -> None:
        for slug in ("second", "third", "fourth"):
            add_arena(session, slug=slug)
        arenas.change(session, 1, {"retired_at": 1})

    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        assert arena.id == 1
        await submit(services, arena, ballots(5))
        await services.database.write(more)
        found = await Figures(services).read()
        assert [one.ledger.arena for one in found.arenas] == ["second", "third"]
        assert found.others is not None
        assert (found.others.votes, found.others.backlog, found.unowned) == (5, 0, 0)


async def test_those_who_ask_at_the_same_time_share_one_reading(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(5))
        shared = Figures(services)
        first, second = await asyncio.gather(shared.read(), shared.read())
        assert first is second
        assert [(one.ledger.total.votes, one.backlog) for one in first.arenas] == [(5, 0)]


async def test_what_nobody_folds_is_told(postgres_url: str, tmp_path: Path) -> None:
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await new_arena(services, acknowledge="stored")
        assert (await Figures(services).read()).unowned == 1
        await services.database.write(leases.take, 7, [arena.id])
        assert (await Figures(services).read()).unowned == 0
        await submit(services, arena, ballots(5))
        assert [one.backlog for one in (await Figures(services).read()).arenas] == [5]


async def test_a_ledger_is_read_again_where_something_changed(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "FRESH_SECONDS", 0.0)
    async with arena_services(sqlite_url, tmp_path) as services:
        arena, now = await new_arena(services), clock.now()
        shared = Figures(services)

        async def found() -> Ledger:
            (one,) = (await shared.read()).arenas
            return one.ledger

        await submit(services, arena, ballots(5))
        first = await found()
        assert await found() is first
        await submit(services, arena, ballots(2, seed=2))
        assert (await found()).total.votes == 7
        await services.database.write(lambda session: deal(session, 1, arena_id=arena.id, dealt_at=now))
        assert (await found()).matchups[MatchupState.OPEN] == 1
        await services.database.write(expire, now + 1)
        assert (await found()).matchups[MatchupState.EXPIRED] == 1


async def test_arenas_share_the_rows_and_show_the_leaders_of_their_leaderboards(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "FRESH_SECONDS", 0.0)
    async with arena_services(sqlite_url, tmp_path, metrics_models=5) as services:
        arena = await new_arena(services)
        shared = Figures(services)

        async def best() -> list[RankedStanding]:
            return list((await shared.read()).arenas[0].best)

        assert await best() == []
        await submit(services, arena, ballots(60))
        board = await leaderboard(services, "t2i", OVERALL)
        expected = [RankedStanding(entry.rank, entry.standing) for entry in board.ranked]
        assert len(expected) > 5
        assert await best() == expected[:5]
        await services.database.write(lambda session: add_arena(session, slug="second"))
        assert await best() == expected[:3]

        def rename(session: WriteSession) -> None:
            touch_catalog(session)
            session.execute(
                update(models).where(models.c.slug == expected[0].standing.model).values(slug="z")
            )

        await services.database.write(rename)
        assert (await best())[0].standing.model == "z"
