"""Where a model stands: counted by hand, and compared with the board itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.arena.boards.boards import build, read
from service.arena.models.rankings import Ranking, rankings
from service.arena.models.source import read as read_source
from service.db.engine import WriteSession
from service.domain.axes import OVERALL
from tests.support.pages.model_pages import LOG, TODAY, golden, on_golden, oracle, score
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside


def test_the_golden_arena_by_hand(shared_url: str) -> None:
    now, then = oracle(), oracle(LOG[:6])

    def check(found: Sequence[Ranking]) -> None:
        (ranking,) = found
        mine = ranking.standing
        assert (mine.votes, mine.wins, mine.losses, mine.ties, mine.both_bad) == (7, 5, 1, 1, 0)
        assert mine.win_rate == pytest.approx(5.5 / 7)
        assert mine.mu == pytest.approx(now["m0"].mu, abs=1e-5)
        assert mine.sigma == pytest.approx(now["m0"].sigma, abs=1e-5)
        assert (ranking.rank, ranking.of, ranking.needs) == (1, 3, 0)
        (change,) = ranking.changes
        assert (change.days, change.rank) == (7, 0)
        assert change.score == pytest.approx(score(now["m0"]) - score(then["m0"]), abs=1e-5)

    on_golden(shared_url, rankings, check)


def test_a_model_with_too_few_votes_says_what_it_needs(shared_url: str) -> None:
    def check(found: Sequence[Ranking]) -> None:
        (ranking,) = found
        assert (ranking.rank, ranking.interval, ranking.needs, ranking.changes) == (None, None, 2, ())
        assert ranking.standing[3:] == (1, 0, 1, 0, 0)

    on_golden(shared_url, rankings, check, "m3")


def test_a_model_without_votes_stands_nowhere(shared_url: str) -> None:
    on_golden(shared_url, rankings, lambda found: _equal(found, ()), "m4")


def _equal(found: object, expected: object) -> None:
    assert found == expected


def test_every_number_is_that_of_the_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        models = add_models(session)
        cast(session, add_arena(session), ballots(300, days=30))
        board = build(read(session, "t2i", OVERALL))
        rows = {entry.standing.model: entry for entry in board.ranked}
        for model in models:
            (found,) = rankings(read_source(session, model, TODAY))
            assert (found.rank, found.standing) == (rows[model].rank, rows[model].standing)
            assert found.interval == rows[model].interval
            assert found.method_version == board.method_version

    inside(shared_url, work)


def test_a_rank_that_rose_changed_by_a_negative_number(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        found = [rankings(read_source(session, slug, TODAY))[0] for slug in ("m0", "m2", "m1")]
        assert [ranking.rank for ranking in found] == [1, 2, 3]
        assert [[(c.days, c.rank) for c in ranking.changes] for ranking in found] == [
            [(7, 0)],
            [(7, -1)],
            [(7, 1)],
        ]
        later = read_source(session, "m1", TODAY + 30)
        assert [c.score for c in rankings(later)[0].changes] == [0.0, 0.0]

    inside(shared_url, work)


def test_the_arena_it_ranks_highest_in_comes_first(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        cast(session, add_arena(session, "a-second"), LOG[6:9])
        found = rankings(read_source(session, "m2", TODAY))
        assert [(r.arena.slug, r.rank, r.of) for r in found] == [("a-second", 1, 2), ("t2i", 2, 3)]
        assert [r.arena.slug for r in rankings(read_source(session, "m3", TODAY))] == ["t2i"]

    inside(shared_url, work)
