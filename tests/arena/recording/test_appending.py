"""Appending: operations on several arenas, and arenas that take none."""

from __future__ import annotations

import pytest

from service.arena.recording.appending import ResolvedVote, append, record
from service.arena.recording.operations import Memory
from service.arena.recording.vote_batches import VoteBatch
from service.db.engine import WriteSession
from service.db.queries import arenas, votes
from service.db.queries.arenas import ArenaLog
from service.domain.votes import Ballot, Exclusion, Outcome
from service.errors import Conflict, NotFound
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, receipts, reread

GOOD = Ballot("m0", "m1", Outcome.LEFT)


def test_operations_for_several_arenas_are_answered_in_their_order(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        first, second = add_arena(session, "a"), add_arena(session, "b")
        operations = [
            VoteBatch(second.id, [GOOD] * 2),
            VoteBatch(first.id, [GOOD]),
            VoteBatch(second.id, [GOOD]),
            VoteBatch(first.id, []),
        ]
        made = receipts(session, operations)
        assert [r.first_position for r in made] == [1, 1, 3, None]
        assert [reread(session, a.id).last_position for a in (first, second)] == [1, 3]
        assert [reread(session, a.id).revision for a in (first, second)] == [1, 1]

    inside(shared_url, work)


def test_an_arena_that_is_not_there_or_retired_takes_no_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        with pytest.raises(NotFound):
            record(session, Memory(), [VoteBatch(arena.id + 1, [GOOD])])
        arenas.change(session, arena.id, {"retired_at": 1})
        with pytest.raises(Conflict, match="retired"):
            cast(session, arena, [GOOD])

    inside(shared_url, work)


def test_resolved_votes_get_the_next_positions_and_come_back_as_the_log_has_them(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), [GOOD] * 3)
        arena = reread(session, arenas.every(session)[0].id)
        first = votes.find(session, arena.id, 1)
        assert first is not None
        sides = (first.model_left, first.model_right, int(Outcome.TIE), first.stratum_id)
        counted = ResolvedVote(*sides, None, 7, 11, "x")
        excluded = ResolvedVote(*sides, None, 7, 12, exclusion=Exclusion.RATE)
        log = append(
            session, ArenaLog(arena, 3), [counted, excluded, counted._replace(external_id=None)], now=13
        )
        assert (log.first_position, log.last_position) == (4, 6)
        assert [tuple(row) for row in log.rows] == [(position, *sides, 11) for position in (4, 6)]
        stored = votes.find(session, arena.id, 5)
        assert stored is not None
        assert (stored.voted_at, stored.voided_at, stored.exclusion) == (12, 13, Exclusion.RATE)
        assert reread(session, arena.id) == arena  # the arena is the fold's to advance

    inside(shared_url, work)
