"""The simulated people and attackers: as they are meant to be, and dealt by the product's code."""

from __future__ import annotations

import numpy as np
import pytest

from scripts.benchmarks import rigging
from scripts.rigging import ranks
from scripts.rigging.attackers import ATTACKS, answered
from scripts.rigging.trials import ATTACKERS, Arena, Shares
from service.domain.votes import Outcome


def test_honest_people_prefer_the_better_model_tie_and_have_no_side() -> None:
    arena = Arena(7)
    arena.honest_day(0, 4_000)
    votes = arena.dealer.votes()
    strength = np.array(arena.truth.strength)
    decided = np.isin(votes.outcome, (Outcome.LEFT, Outcome.RIGHT))
    left_better = strength[votes.left - 1] > strength[votes.right - 1]
    right_way = (votes.outcome == Outcome.LEFT) == left_better
    assert 0.55 < right_way[decided].mean() < 0.75
    assert 0.1 < (~decided).mean() < 0.3
    assert 0.45 < (votes.outcome[decided] == Outcome.LEFT).mean() < 0.55
    assert votes.probability.sum() > 0
    assert np.all(np.diff(votes.voted_at) >= 0)


@pytest.mark.parametrize("name", ATTACKS)
def test_attackers_do_what_they_are_called(name: str) -> None:
    arena = Arena(8)
    arena.attack(ATTACKS[name], 0, 60, ATTACKERS, ATTACKERS)
    votes = arena.dealer.votes()
    target = arena.target
    mine = (votes.left == target) | (votes.right == target)
    for_it = np.where(votes.left == target, Outcome.LEFT, Outcome.RIGHT) == votes.outcome
    assert bool(mine.all()) == (name == "target-only")
    if name in {"target-only", "omnipresent"}:
        assert bool(for_it[mine].all())
    constant = {"always-left": Outcome.LEFT, "all-tie": Outcome.TIE}.get(name)
    assert (np.unique(votes.outcome).tolist() == [constant]) == (constant is not None)


def test_who_waits_leaves_the_others_open() -> None:
    arena = Arena(9)
    pair = answered(ATTACKS["target-only"], arena.dealer.deal, arena.target)
    assert arena.target in {pair.model_left, pair.model_right}


def test_a_network_lifts_a_model_by_no_more_than_the_limits_let_count() -> None:
    world = ranks.make_world(3, days=1)
    target = ranks.Target(world.order[5], world.order[4], 6)

    def on(votes: list[ranks.Vote], model: int) -> int:
        return sum(model in vote[:2] for vote in votes)

    free, bound, rival = (
        ranks.attack(shares=shares, rival=rival)(world, target)
        for shares, rival in ((False, False), (True, False), (True, True))
    )
    assert len(free) == 100
    assert on(free, target.model) > 15
    assert on(bound, target.model) == 10
    assert on(rival, target.model) <= 10
    assert on(rival, target.above) <= 10
    won = {(left if outcome == Outcome.LEFT else right) for left, right, outcome in bound}
    assert target.model in won
    assert ranks.ranked(ranks.folded(world.state, []), world.order) == world.order
    assert len(ranks.honest(world, target)) == 100


def test_the_benchmark_has_standard_errors_and_the_goals_of_the_table() -> None:
    assert Shares(0, 100).error > 0
    row = rigging._row("x", Shares(19, 20), 0.95)
    assert (row.value, row.ok) == (0.95, True)
    assert row.unit.startswith("±")
    assert rigging.FIRST_SEED == 1_001
