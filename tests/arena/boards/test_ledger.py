"""The ledger: every vote is in it once, under the day and the reason it has, however it grew."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access.visitors import Visitor
from service.arena.boards.ledger import ledger
from service.arena.services import Services
from service.arena.votes import deletions
from service.arena.votes.undo import undo
from service.arena.votes.votes import void_all
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.ledger import Day, Simulated
from service.domain.matchups import MatchupState
from service.domain.votes import Outcome, VoteRef
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import DAY, arena_services, ballots, new_arena, submit
from tests.support.votes.dealt import deal

pytestmark = pytest.mark.anyio


async def days(services: Services) -> list[tuple[int, int, int, dict[str, int], int]]:
    found = await ledger(services, "t2i")
    return [(d.day - DAY, d.votes, d.counted, dict(d.not_counted), d.skips) for d in found.days]


def refs(arena: Arena, *positions: int) -> list[int]:
    return [VoteRef(arena.id, position).id for position in positions]


async def test_it_grows_with_the_log_and_tells_what_stopped_counting(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        assert await days(services) == []
        await submit(services, arena, [v._replace(voter=7) for v in ballots(10, days=2)])
        assert await days(services) == [(0, 5, 5, {}, 0), (1, 5, 5, {}, 0)]
        await void_all(services, refs(arena, 2, 9), "bots")
        today = clock.now() // clock.DAY - DAY
        await submit(services, arena, [v._replace(voter=8, voted_at=None) for v in ballots(3)])
        await undo(services, Visitor(8, None), refs(arena, 12)[0])
        assert await days(services) == [
            (0, 5, 4, {"voided": 1}, 0),
            (1, 5, 4, {"voided": 1}, 0),
            (today, 3, 2, {"undone": 1}, 0),
        ]
        await services.database.write(deletions.delete, 7)
        assert (await days(services))[0] == (0, 5, 0, {"voided": 1, "voter_deleted": 4}, 0)
        total = (await ledger(services, "t2i")).total
        assert total == Day(today + DAY, 13, 2, {"voided": 2, "undone": 1, "voter_deleted": 8}, 0)


async def test_matchups_that_the_demo_adds_to_the_past_are_known_from_others(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(6))
        assert (await ledger(services, "t2i")).simulated == Simulated(0, 0)

        def place(session: WriteSession, *positions: int) -> None:
            arenas.change(session, arena.id, {"simulated_until": 3, "demo_images": 9})
            for position in positions:
                deal(session, position, arena_id=arena.id, position=position, voter=position)

        for positions, expected in (((5,), 0), ((2, 3), 2), ((1,), 3)):
            await services.database.write(place, *positions)
            found = await ledger(services, "t2i")
            assert found.simulated == Simulated(3, expected)
            assert found.matchups[MatchupState.VOTED] == expected + 1


async def test_both_bad_is_a_reason_where_it_is_not_rated(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services, both_bad="ignore")
        votes = ballots(40, days=2)
        await submit(services, arena, votes)
        bad = [i + 1 for i, vote in enumerate(votes) if vote.outcome == Outcome.BOTH_BAD]
        await void_all(services, refs(arena, bad[0]), "bots")
        found = await ledger(services, "t2i")
        assert found.total.not_counted == {"voided": 1, "both_bad": len(bad) - 1}
        assert found.total.counted == 40 - len(bad)


async def test_skips_are_counted_early_and_late(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skipped = {"state": int(MatchupState.SKIPPED)}

    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        now = clock.now()

        def dealt(session: WriteSession) -> None:
            old = {"dealt_at": DAY * clock.DAY, "closed_at": DAY * clock.DAY + 5}
            deal(session, 1, arena_id=arena.id, **skipped, **old)
            deal(session, 2, arena_id=arena.id, dealt_at=now)
            deal(session, 3, arena_id=arena.id, dealt_at=now, closed_at=now, **skipped)

        await services.database.write(dealt)
        today = now // clock.DAY - DAY
        assert await days(services) == [(0, 0, 0, {}, 1), (today, 0, 0, {}, 1)]
        assert services.boards.tallies.of(arena.id).matchup == 1
        await services.database.write(
            lambda session: deal(session, 4, arena_id=arena.id, dealt_at=now, closed_at=now, **skipped)
        )
        assert await days(services) == [(0, 0, 0, {}, 1), (today, 0, 0, {}, 2)]
        monkeypatch.setattr(clock, "now", lambda: now + 3 * 3_600 * clock.SECOND)
        assert await days(services) == [(0, 0, 0, {}, 1), (today, 0, 0, {}, 2)]
        assert services.boards.tallies.of(arena.id).matchup == 4
        whole = await ledger(services, "t2i")
        assert whole.matchups == {
            MatchupState.OPEN: 0,
            MatchupState.VOTED: 0,
            MatchupState.SKIPPED: 3,
            MatchupState.EXPIRED: 1,
        }
        assert await days(services) == [(0, 0, 0, {}, 1), (today, 0, 0, {}, 2)]


async def test_a_part_of_the_days(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(30, days=3))
        first, middle, last = (clock.day_text(DAY + i) for i in range(3))

        async def shown(*between: str | None) -> list[int]:
            return [day.day - DAY for day in (await ledger(services, "t2i", *between)).days]

        assert await shown(middle) == [1, 2]
        assert await shown(None, middle) == [0, 1]
        assert await shown(middle, middle) == [1]
        assert await shown("2999-01-01") == []
        with pytest.raises(Invalid, match="exchange"):
            await shown(last, first)
        with pytest.raises(Invalid, match="not a date"):
            await shown("2024-02-30")
        with pytest.raises(NotFound):
            await ledger(services, "none")
