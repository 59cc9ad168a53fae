"""A fold with snapshots gives the bits of a plain one, and its snapshots are those of the leaderboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from service.arena.boards.standings import standing
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.before_after import Ranking, SnapshotFolding
from service.arena.recording.folding import Folding, closing, params_of
from service.arena.recording.operations import Memory
from service.db.engine import WriteSession
from service.db.queries import ratings, votes
from service.db.queries.votes import FoldTuple
from service.domain.arenas import Arena
from service.domain.boards import order
from service.rating.rating_state import RatingState
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside


def folded(session: WriteSession, arena: Arena, rows: list[FoldTuple], positions: set[int] | None) -> Folding:
    memory = Memory()
    given = (
        session,
        arena,
        RatingState(params_of(arena)),
        lambda i: memory.ids.axes(session, i),
        closing(session, arena.id),
    )
    folding = (
        Folding(*given)
        if positions is None
        else SnapshotFolding(*given, positions=positions, overall=memory.ids.overall(session, arena.id))
    )
    folding.feed(rows, rows[-1][0])
    return folding


@pytest.mark.parametrize("both_bad", ["tie", "ignore"])
def test_the_same_bits(shared_url: str, both_bad: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session, both_bad=both_bad)
        cast(session, arena, ballots(60))
        arena = locked_arenas(session, [arena.id])[arena.id]
        # The same votes once more, from where the first ones led to.
        rows = votes.to_fold(session, arena.id, 0, 60)
        plain = folded(session, arena, rows, None)
        snapshots = folded(session, arena, rows, {row[0] for row in rows[::3]} | {2, 3})
        assert isinstance(snapshots, SnapshotFolding)
        assert snapshots.state.all_rows() == plain.state.all_rows()
        assert snapshots.changes.pair_rows() == plain.changes.pair_rows()
        assert snapshots.snapshots.keys() == {row[0] for row in rows[::3]} | {2, 3}

    inside(shared_url, work)


def test_ranks_are_those_of_a_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(9))
        memory = Memory()
        overall = memory.ids.overall(session, arena.id)
        rows = ratings.of_axis(session, arena.id, overall)
        state = RatingState(params_of(arena))
        state.load(rows)
        ranking = Ranking(state, overall, [row.model_id for row in rows])
        from_board = _ranks(arena, rows)
        assert {row.model_id: ranking.snapshot(row.model_id).rank for row in rows} == from_board
        assert None in from_board.values()
        assert ranking.snapshot(10**6).rank is None

    inside(shared_url, work)


def _ranks(arena: Arena, rows: Sequence[Any]) -> dict[int, int | None]:
    ordering = order(standing(arena, row, str(row.model_id)) for row in rows)
    ranked = {int(entry.standing.model): entry.rank for entry in ordering.ranked}
    return {row.model_id: ranked.get(row.model_id) for row in rows}
