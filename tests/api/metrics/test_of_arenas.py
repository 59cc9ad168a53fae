"""The figures of arenas, as Prometheus reads them."""

from __future__ import annotations

from service.api.metrics.of_arenas import ArenaMetrics
from service.arena.boards.figures import ArenaFigures, OtherFigures, Overview
from service.domain.boards import RankedStanding, Standing
from service.domain.ledger import Day, Ledger, Simulated
from service.domain.matchups import MatchupState
from tests.api.metrics.test_of_process import samples


def test_each_arena_has_its_own_and_those_beyond_the_bound_are_one() -> None:
    metrics = ArenaMetrics()
    states = dict.fromkeys(MatchupState, 0) | {MatchupState.VOTED: 2, MatchupState.OPEN: 1}
    ledger = Ledger("t2i", 4, (Day(0, 5, 4, {"voided": 1}, 0),), states, 5, Simulated(0, 0))
    best = RankedStanding(1, Standing("flux", 30.0, 2.0, 5, 4, 1, 0, 0))
    metrics.current = Overview((ArenaFigures(ledger, 3, (best,)),), OtherFigures(100, 7), 1, 12)
    found = samples(metrics)
    assert found["arena_votes_total", "t2i", "matchup"] == 2
    assert found["arena_votes_total", "t2i", "reported"] == 3
    assert ("arena_votes_total", "t2i", "simulated") not in found
    assert ("arena_votes_total", "other", "other") not in found
    assert found["arena_all_votes_total",] == 105
    assert found["arena_votes_not_counted", "t2i", "voided"] == 1
    assert found["arena_backlog_votes", "t2i"] == 3
    assert found["arena_backlog_votes", "other"] == 7
    assert found["arena_revision", "t2i"] == 4
    assert found["arena_matchups", "t2i", "open"] == 1
    assert found["arena_matchups_dealt_total", "t2i"] == 3
    assert found["arena_model_score", "t2i", "flux"] == 24
    assert found["arena_model_rank", "t2i", "flux"] == 1
    assert found["arena_model_votes", "t2i", "flux"] == 5
    assert found["arena_folds_unowned",] == 1
    assert found["arena_generations_open",] == 12


def test_no_counter_of_votes_falls_while_the_demo_adds_matchups_to_its_votes() -> None:
    metrics = ArenaMetrics()
    for placed in (0, 2, 3):
        states = dict.fromkeys(MatchupState, 0) | {MatchupState.VOTED: 1 + placed}
        ledger = Ledger("demo", 4, (Day(0, 6, 6, {}, 0),), states, 6, Simulated(3, placed))
        metrics.current = Overview((ArenaFigures(ledger, 0),))
        found = samples(metrics)
        kinds = [found["arena_votes_total", "demo", one] for one in ("matchup", "reported", "simulated")]
        assert kinds == [1, 2, 3]
        assert found["arena_matchups_dealt_total", "demo"] == 1


def test_before_the_first_reading_there_is_nothing() -> None:
    assert samples(ArenaMetrics()) == {("arena_generations_open",): 0, ("arena_folds_unowned",): 0}
