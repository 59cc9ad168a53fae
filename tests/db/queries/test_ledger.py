"""What the ledger counts, compared with a count by hand on the same rows."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from service.db.engine import WriteSession
from service.db.queries import ledger, votes
from service.db.queries.ledger import Span
from service.db.tables.votes import votes as table
from service.domain import clock
from service.domain.matchups import MatchupState
from service.domain.votes import Exclusion, Outcome
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside

EXCLUDED = {3: Exclusion.RATE, 8: Exclusion.VOIDED, 9: Exclusion.RATE, 40: Exclusion.UNDONE}


def test_votes_and_exclusions_by_day(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        other, arena = add_arena(session, "other"), add_arena(session)
        old = ballots(1)[0]._replace(voted_at=-1)
        for one in (other, arena):
            cast(session, one, [*ballots(50, days=6), old])
        for position, exclusion in EXCLUDED.items():
            votes.void(session, arena.id, [position], at=1, reason="r", exclusion=exclusion)
        rows = session.execute(select(table).where(table.c.arena_id == arena.id)).all()
        spans = [Span(arena.id, 10, 51), Span(other.id, 51, 51)]
        counted = ledger.votes_by_day(session, spans)
        assert {row.arena_id for row in counted} == {arena.id}
        found = {(row.day, bool(row.both_bad)): row.total for row in counted}
        assert found == Counter(
            (row.voted_at // clock.DAY, row.outcome == Outcome.BOTH_BAD) for row in rows if row.position > 10
        )
        assert min(found)[0] == -1
        chosen = [row for row in rows if row.exclusion is not None]
        assert {row[:3]: row[3] for row in ledger.excluded_by_day(session, [arena.id, other.id])} == Counter(
            (arena.id, row.voted_at // clock.DAY, row.exclusion) for row in chosen
        )
        assert {row[:3]: row[3] for row in ledger.excluded_by_day_upto(session, [(arena.id, 9)])} == Counter(
            (arena.id, row.voted_at // clock.DAY, row.exclusion) for row in chosen if row.position <= 9
        )
        for upto in (40, 9):
            both_bad = ledger.excluded_both_bad(session, [(arena.id, upto)])
            assert {row[:2]: row[2] for row in both_bad} == Counter(
                (arena.id, row.voted_at // clock.DAY)
                for row in chosen
                if row.outcome == Outcome.BOTH_BAD and row.position <= upto
            )

    inside(shared_url, work)


def test_skips_by_day_of_the_skip(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session), add_arena(session, "other")
        skipped = {"state": int(MatchupState.SKIPPED), "arena_id": arena.id, "address": None}
        for number in range(1, 7):
            at = number * clock.DAY // 2
            deal(session, number, **skipped, voter=number, closed_at=at, dealt_at=at - 5)
        deal(session, 7, arena_id=arena.id, dealt_at=9)
        deal(session, 8, **{**skipped, "arena_id": other.id}, closed_at=clock.DAY)
        spans = [Span(arena.id, 0, 99), Span(other.id, 0, 99)]
        every = {tuple(row) for row in ledger.skips_by_day(session, spans)}
        assert every == {(arena.id, *day) for day in ((0, 1), (1, 2), (2, 2), (3, 1))} | {(other.id, 1, 1)}
        assert ledger.skips_by_day(session, [Span(arena.id, 1, 3)]) == [(arena.id, 1, 2)]
        states = set(ledger.matchups_by_state(session, [Span(arena.id, 2, 99)]))
        assert states == {(arena.id, MatchupState.OPEN, 1), (arena.id, MatchupState.SKIPPED, 4)}
        assert ledger.last_dealt_before(session, 0, 2 * clock.DAY) == 8
        assert ledger.last_dealt_before(session, 1, 9) == 1
        assert ledger.last_dealt_before(session, 1, 10) == 7
        assert ledger.last_dealt_before(session, 8, 9) == 8

    inside(shared_url, work)
