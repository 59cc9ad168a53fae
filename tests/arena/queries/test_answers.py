"""Answers rest on what is decided, and name no model of which nothing is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board, ModelFacts
from service.arena.queries.answers import CHEAP, _asked, best
from service.domain.axes import OVERALL, Axis
from service.domain.boards import BoardClaims, Decided, Interval, RankedStanding, Standing
from service.domain.catalog import Price
from tests.support.votes.boards import board_of


@pytest.fixture
def board() -> Board:
    """Return three models, of which c is rated highest but a is first by score; a is dear."""
    prices = {"a": 0.2, "b": 0.01, "c": CHEAP}
    rated = [
        (
            RankedStanding(i, Standing(slug, 25, 1, 9, 3, 3, 3, 0)),
            Interval(1000.0 + 10 * i, 900, 1200, 1, 3),
        )
        for i, slug in enumerate(prices, start=1)
    ]
    facts = {s: ModelFacts(s.upper(), None, None, None, Price(p, "USD", "x")) for s, p in prices.items()}
    return board_of(rated, facts)


def decided(board: Board, *pairs: tuple[str, tuple[str, ...]]) -> Board:
    return replace(board, claims=BoardClaims(tuple(Decided(*pair) for pair in pairs)))


def test_without_a_decided_pair_there_is_no_answer(board: Board) -> None:
    assert best(board) is None


def test_the_likely_best_of_those_that_may_be_best(board: Board) -> None:
    answer = best(decided(board, ("a", ("b",))))
    assert answer
    assert (answer.model, answer.contenders, answer.of, answer.decided) == ("c", 2, 3, False)
    sure = best(decided(board, ("a", ("b", "c"))))
    assert sure
    assert (sure.model, sure.name, sure.decided) == ("a", "A", True)


def test_only_models_that_are_asked_about_beat_each_other(board: Board) -> None:
    assert best(decided(board, ("a", ("b", "c"))), CHEAP) is None
    cheap = best(decided(board, ("b", ("c",))), CHEAP)
    assert cheap
    assert (cheap.model, cheap.of, cheap.price, cheap.decided) == ("b", 2, CHEAP, True)
    retired = {**board.facts, "c": replace(board.facts["c"], retired=True)}
    ranked = tuple(replace(entry, facts=retired[entry.standing.model]) for entry in board.ranked)
    assert best(replace(decided(board, ("b", ("c",))), ranked=ranked), CHEAP) is None


def test_what_is_asked_about() -> None:
    def known(*axes: tuple[str, str, int]) -> list[AxisOverview]:
        return [AxisOverview(Axis(theme, tag), votes, 2, 2, None, None) for theme, tag, votes in axes]

    assert _asked(known(("", "", 9))) == []
    assert _asked(known(("people", "", 3), ("typography", "", 1), ("", "ja", 1), ("", "en", 5))) == [
        Axis("typography"),
        Axis(language="ja"),
    ]
    assert _asked(known(("food", "", 3), ("", "en", 5), ("", "fr", 4), ("food", "fr", 2))) == [
        Axis("food"),
        Axis(language="fr"),
    ]
    assert OVERALL not in _asked(known(("", "", 9), ("food", "", 3)))
