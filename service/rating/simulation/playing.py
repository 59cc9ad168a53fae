"""Votes of a world as the product collects and rates them: its own matchups, its own fold, its own fits.

Nothing here is a second copy of a rule. `play` draws matchups with the sampler that serves voters, `rate`
folds with the fold of live votes, and `fits` calls what leaderboards call.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from random import Random

import numpy as np

from service.domain.assigning import Met, Pair
from service.domain.axes import OVERALL, Axis
from service.domain.pools import Contestant, ImageColumns, MatchupPool, Sampler
from service.domain.ratings import score
from service.rating.bradley_terry import Fit, PairOutcomes, fit_pairs
from service.rating.bulk import Entries, Expander, PairCounts, pair_counts
from service.rating.clustered import widened
from service.rating.engines import engine
from service.rating.log_arrays import LogArrays
from service.rating.params import Params
from service.rating.rating_state import RatingState
from service.rating.simulation.worlds import Floats, Generator, Ints, SimulatedVotes, World
from service.rating.spreads import Spreads, spreads

_PARAMS = Params()
# The odds of pairs are computed again after this many votes, or this share of votes if that is more. Servers
# do so up to twice a second.
_RENEWED, _SHARE = 50, 0.02


def cast(world: World, random: Generator, count: int, matchmaking: str = "informative") -> SimulatedVotes:
    """Return votes on the matchups of a world: assigned ones, or those of an import if it is uneven."""
    if not world.shape.uneven:
        return play(world, random, count, matchmaking)
    sides = world.draw_import(random, count)
    return world.vote(random, *sides, world.draw_voters(random, count))


def play(world: World, random: Generator, count: int, matchmaking: str = "informative") -> SimulatedVotes:
    """Return votes on matchups that are assigned as in an arena where every model has an image per prompt."""
    pool, picked = _pool(world), Random(int(random.integers(2**62)))  # noqa: S311 - a simulation must repeat
    every = pool.categories_of(OVERALL)
    sampler = Sampler(pool, every, {}, matchmaking)
    parts: list[SimulatedVotes] = []
    tally = np.zeros((world.shape.models + 1, world.shape.models + 1, 2))
    on_prompt: Counter[int] = Counter()
    done = 0
    while done < count:
        size = min(max(_RENEWED, ceil(_SHARE * done)), count - done)
        left, right, prompt = _matchups(sampler, picked, size)
        parts.append(world.vote(random, left, right, prompt, world.draw_voters(random, size)))
        done += size
        on_prompt.update(prompt.tolist())
        met = _met(tally, parts[-1])
        sampler = Sampler(pool, every, met, matchmaking, votes=on_prompt, earlier=sampler)
    return SimulatedVotes(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _matchups(sampler: Sampler, random: Random, size: int) -> tuple[Ints, Ints, Ints]:
    drawn = [pair for pair in (sampler.draw(random) for _ in range(size)) if pair is not None]
    left, right, prompt = (
        np.array(column, np.int64)
        for column in zip(*((one.model_left, one.model_right, one.prompt_id) for one in drawn), strict=True)
    )
    return left, right, prompt


def _met(tally: Floats, votes: SimulatedVotes) -> Mapping[Pair, Met]:
    """Add votes to a tally, in place, and return what it says about each pair that met."""
    counted = pair_counts(np.zeros_like(votes.category), votes.model_left, votes.model_right, votes.outcome)
    drawn = counted.ties + counted.both_bad
    tally[counted.model_a, counted.model_b, 0] += counted.wins_a + counted.wins_b + drawn
    tally[counted.model_a, counted.model_b, 1] += counted.wins_a + drawn / 2
    first, second = np.nonzero(tally[:, :, 0])
    met = tally[first, second].tolist()
    return {(a, b): Met(*one) for a, b, one in zip(first.tolist(), second.tolist(), met, strict=True)}


def _pool(world: World) -> MatchupPool:
    """Return a pool in which each model has one image for each prompt of the world."""
    size = world.shape.prompts
    columns = {
        category: ImageColumns(array("i", prompts), array("i", prompts))
        for category in world.categories
        for prompts in [range((category - 1) * size + 1, category * size + 1)]
    }
    images = {(model, category): own for model in world.models for category, own in columns.items()}
    models = {model: Contestant(str(model), str(model), None, None, retired=False) for model in world.models}
    return MatchupPool(world.categories, models, images, len(world.categories) * size)


def axis_ids(world: World) -> dict[Axis, int]:
    """Return a number for each axis of a world."""
    return {axis: number for number, axis in enumerate(world.axes)}


def rate(world: World, votes: SimulatedVotes) -> RatingState:
    """Return the ratings after these votes on every axis, by the numbers of `axis_ids`."""
    entries = expand(world, votes)
    state = RatingState(_PARAMS, complete=True, engine=engine("auto", entries.axis.size))
    state.fold_arrays(entries, 1)
    return state


def expand(world: World, votes: SimulatedVotes) -> Entries:
    """Return the votes once for each axis on which they count."""
    numbers = axis_ids(world)
    axes = {category: [numbers[axis] for axis in one.axes()] for category, one in world.categories.items()}
    return Expander(axes).expand(votes.model_left, votes.model_right, votes.outcome, votes.category)


def scores(world: World, state: RatingState, axis: Axis) -> Floats:
    """Return the score of each model on an axis, by which leaderboards are ordered."""
    number = axis_ids(world)[axis]
    states = [state.state(number, model) for model in world.models]
    return np.array([score(mu, sqrt(variance)) for mu, variance, _ in states])


def counts(votes: SimulatedVotes) -> Ints:
    """Return the counts of each pair in each category, as `service.rating.pooled.fit_pooled` reads them."""
    counted = pair_counts(votes.category, votes.model_left, votes.model_right, votes.outcome)
    return np.stack(counted, axis=1)


def counts_of(world: World, votes: SimulatedVotes, axes: Sequence[Axis]) -> dict[Axis, list[PairOutcomes]]:
    """Return the head-to-head counts of these axes."""
    entries, numbers = expand(world, votes), axis_ids(world)
    counted = pair_counts(entries.axis, entries.left, entries.right, entries.outcome)
    return {axis: _rows(counted, numbers[axis]) for axis in axes}


def _rows(counted: PairCounts, number: int) -> list[PairOutcomes]:
    begin, end = np.searchsorted(counted.category, [number, number + 1])
    columns = (column[begin:end].tolist() for column in counted[1:])
    return [(a, b, *rest) for a, b, *rest in zip(*columns, strict=True)]


def log_arrays(votes: SimulatedVotes) -> LogArrays:
    """Return the votes as the log of an arena, whose votes name their prompts and voters."""
    return LogArrays(np.arange(1, votes.outcome.size + 1), *votes)


def fits(
    world: World, votes: SimulatedVotes, axes: Sequence[Axis], known: Spreads | None = None
) -> dict[Axis, Fit]:
    """Return the Bradley–Terry fit of these axes, as on their leaderboards; ``known`` saves half the work."""
    known = known or spreads(log_arrays(votes), world.categories)
    return {
        axis: widened(fit_pairs(rows), known.axes.get(axis))
        for axis, rows in counts_of(world, votes, axes).items()
    }
