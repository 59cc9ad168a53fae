"""Ranks: how far one network lifts a model within a day, in an arena that people have voted in.

The attacker knows the models behind every matchup, leaves as many unanswered as it may, and answers so that
its model rises. What counts of its votes is what the product's own limits let count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from scripts.rigging.people import make_person
from scripts.rigging.trials import ATTACKERS, FIRST_DAY, Arena, Shares
from service.domain import clock
from service.domain.limits.shares import Sizes, Source, bounds
from service.domain.limits.turnouts import Attempt, Judge, Kind, Limits, Turnout, TurnoutKey
from service.domain.pools import DrawnPair
from service.domain.ratings import score
from service.domain.votes import Outcome
from service.rating.bradley_terry import fit_pairs
from service.rating.bulk import pair_counts
from service.rating.claims import made_on
from service.rating.params import Params
from service.rating.rating_state import RatingState
from service.settings import Settings

PLACES = (6, 11, 16)
DAYS, VOTES = 10, 2_000
_AXIS = 1
_AT = (FIRST_DAY + DAYS) * clock.DAY

Vote = tuple[int, int, int]
"""A vote that counts: the models, and the outcome."""


@dataclass(frozen=True, slots=True)
class World:
    """An arena with its ratings, its models by rank, and those that each is decided to be better than."""

    arena: Arena
    state: RatingState
    order: Sequence[int]
    better: Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Target:
    """The model that is to rise, and the one above it."""

    model: int
    above: int
    place: int


@dataclass(frozen=True, slots=True)
class Rises:
    """How often a model rose, and past one that was decided to be better; by how many ranks on average.

    ``counted`` and ``on_target`` are how many votes counted in a day, and how many of them on the model.
    """

    rose: Shares
    past_decided: Shares
    mean: float
    counted: float
    on_target: float


Day = Callable[[World, Target], list[Vote]]
"""Who votes on the day: returns the votes that count."""


def make_world(seed: int, days: int = DAYS) -> World:
    """Return an arena of 20 models after days with 2,000 honest votes each."""
    arena = Arena(seed)
    for day in range(days):
        arena.honest_day(day, VOTES)
    log = arena.dealer.votes()
    rows = list(zip(log.left.tolist(), log.right.tolist(), log.outcome.tolist(), strict=True))
    state = folded(RatingState(Params(), complete=True), rows)
    order = ranked(state, range(1, arena.truth.models + 1))
    counts = pair_counts(np.ones(log.size, np.int64), log.left, log.right, log.outcome)
    made = made_on(fit_pairs(np.stack(counts[1:], axis=1).tolist()), order)
    better = {
        one: frozenset(order[i] for i in np.flatnonzero(row))
        for one, row in zip(order, made.better, strict=True)
    }
    return World(arena, state, order, better)


def folded(state: RatingState, votes: Sequence[Vote]) -> RatingState:
    """Return a state like this one, with votes folded into it."""
    new = RatingState(Params(), complete=True)
    new.load(state.all_rows())
    new.fold([(0, *vote, 1) for vote in votes], lambda _: (_AXIS,), FIRST_DAY)
    return new


def ranked(state: RatingState, models: Sequence[int]) -> list[int]:
    """Return the models by score, the best first."""
    scores = {}
    for model in models:
        mu, variance, _ = state.state(_AXIS, model)
        scores[model] = score(mu, sqrt(variance))
    return sorted(models, key=lambda model: -scores[model])


def attack(*, shares: bool, rival: bool = False) -> Day:
    """Return the day of a network that lifts a model, with or without the limits on shares.

    With ``rival``, it also has the model above lose.
    """

    def day(world: World, target: Target) -> list[Vote]:
        network = _Network(world, shares=shares)
        while network.open:
            pair = network.deal()
            sides = {pair.model_left, pair.model_right}
            if target.model in sides:
                network.vote(pair, Outcome.LEFT if pair.model_left == target.model else Outcome.RIGHT)
            elif rival and target.above in sides:
                network.vote(pair, Outcome.RIGHT if pair.model_left == target.above else Outcome.LEFT)
            elif not network.may_leave:
                network.vote(pair, network.person.answer(world.arena.truth, pair, world.arena.random))
        return network.counted

    return day


def honest(world: World, target: Target) -> list[Vote]:
    """Return the votes of an honest network of ten people, as many as count without shares."""
    return _people(world, target, 100, 10)


def ordinary(world: World, target: Target) -> list[Vote]:
    """Return the votes of an ordinary day of the arena."""
    return _people(world, target, VOTES, VOTES // 12)


def _people(world: World, _: Target, votes: int, people: int) -> list[Vote]:
    arena = world.arena
    crowd = [make_person(arena.random, arena.truth, ATTACKERS + i, ATTACKERS) for i in range(people)]
    cast = []
    for number in range(votes):
        pair = arena.dealer.deal()
        outcome = crowd[number % people].answer(arena.truth, pair, arena.random)
        cast.append((pair.model_left, pair.model_right, int(outcome)))
    return cast


class _Network:
    """A network's day with the product's limits: what is dealt to it, and what counts of its votes."""

    def __init__(self, world: World, *, shares: bool) -> None:
        settings = Settings()
        self._limits = Limits(
            settings.network_newcomers,
            settings.network_votes,
            settings.network_unanswered,
            settings.voter_votes,
            settings.cell_share,
        )
        self._arena, self._shares = world.arena, shares
        votes = len(world.arena.dealer.rows)
        self._sizes = Sizes(votes, len(world.order), {_AXIS: votes})
        self._source = Source(ATTACKERS, ATTACKERS)
        self._dealt = TurnoutKey(Kind.DEALT, _AT // clock.DAY, ATTACKERS)
        self._known = {self._dealt: Turnout()}
        self._judge = Judge(self._known)
        self._refused = 0
        self.person = make_person(world.arena.random, world.arena.truth, ATTACKERS, ATTACKERS)
        self.counted: list[Vote] = []

    @property
    def open(self) -> bool:
        """Whether any vote may still count."""
        return len(self.counted) < self._limits.votes and self._refused < self._limits.votes

    @property
    def may_leave(self) -> bool:
        """Whether the newest matchup may stay unanswered, so that a vote on the next one still counts."""
        return self._known[self._dealt].total - 2 * len(self.counted) <= self._limits.unanswered

    def deal(self) -> DrawnPair:
        """Return the next matchup."""
        self._known[self._dealt] = Turnout(self._known[self._dealt].total + 1)
        return self._arena.dealer.deal()

    def vote(self, pair: DrawnPair, outcome: Outcome) -> None:
        """Vote on a matchup; it counts if the limits say so."""
        sides = (pair.model_left, pair.model_right)
        found = bounds(self._limits, self._source, _AT, sides, self._sizes) if self._shares else ()
        attempt = Attempt.at(self._limits, ATTACKERS, ATTACKERS, _AT, _AT, found)
        if self._judge.judge(attempt) is None:
            self.counted.append((*sides, int(outcome)))
        else:
            self._refused += 1


def rises(seeds: Sequence[int], days: Mapping[str, Day]) -> dict[str, Rises]:
    """Return how often and how far models rose on days of different kinds, each in the same worlds."""
    results: dict[str, list[tuple[int, bool, int, int]]] = {name: [] for name in days}
    for seed in seeds:
        world = make_world(seed)
        for place in PLACES:
            target = Target(world.order[place - 1], world.order[place - 2], place)
            for name, day in days.items():
                results[name].append(_result(world, target, day(world, target)))
    return {name: _rises(found) for name, found in results.items()}


def _result(world: World, target: Target, votes: Sequence[Vote]) -> tuple[int, bool, int, int]:
    """Return by how many ranks a model rose, whether past a better one, and how many votes did it."""
    after = ranked(folded(world.state, votes), world.order)
    place = after.index(target.model)
    passed = set(world.order[: target.place - 1]) & set(after[place + 1 :])
    decided = any(target.model in world.better[model] for model in passed)
    on_target = sum(target.model in vote[:2] for vote in votes)
    return target.place - 1 - place, decided, len(votes), on_target


def _rises(found: Sequence[tuple[int, bool, int, int]]) -> Rises:
    ranks, decided, counted, on_target = zip(*found, strict=True)
    tries = len(found)
    return Rises(
        Shares(sum(one > 0 for one in ranks), tries),
        Shares(sum(decided), tries),
        float(np.mean(ranks)),
        float(np.mean(counted)),
        float(np.mean(on_target)),
    )
