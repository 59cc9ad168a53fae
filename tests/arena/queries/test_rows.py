"""Rows of answers: ranked models first, and those with too few votes without a rank."""

from __future__ import annotations

from service.arena.boards.fingerprints import PromptSets
from service.arena.boards.refits.kept import Refits
from service.arena.queries.reading import read_arena
from service.arena.queries.rows import rows_of
from service.arena.queries.selecting import find_arenas, find_axes
from service.db.engine import WriteSession
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def test_ranked_models_and_those_with_too_few_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [*[vote(0, 1)] * 3, vote(2, 0)])
        (asked,) = find_axes(session, find_arenas(session, ["t2i"]), ["overall", "language=en"])
        for fits in (False, True):
            source = read_arena(session, asked, None, Refits(), PromptSets(), fits=fits)
            rows = [*rows_of(source)]
            assert [row.axis.label for row in rows] == ["overall"] * 3 + ["language=en"] * 3
            told = [(row.model.slug, row.rank, row.standing.votes, row.likely) for row in rows[:3]]
            assert told == [("m0", 1, 4, None), ("m1", 2, 3, None), ("m2", None, 1, None)]
            assert [row.fit is not None for row in rows[:3]] == [fits, fits, False]
            assert [row.fit.interval.rank_low for row in rows if row.fit] == ([1, 1] * 2 if fits else [])

    inside(shared_url, work)
