"""Small cells: how right the order of models is in each theme and language, by score and by pooled rating."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from scripts.simulations.measures import Line, Measure
from scripts.simulations.oracle import strengths
from service.domain.axes import OVERALL, Axis
from service.rating.bradley_terry import QUANTILE_95, SCALE
from service.rating.fold import LEFT
from service.rating.simulation.playing import cast
from service.rating.simulation.readings import Readings, read
from service.rating.simulation.worlds import Floats, Shape, SimulatedVotes, World, kendall_tau, make_world

CELLS = Shape()
VOTES_PER_MODEL = (3, 10, 30, 100)
SCORE_TODAY = {3: 0.17, 10: 0.33, 30: 0.51, 100: 0.69}
REACH = {3: 0.50, 10: 0.61, 30: 0.70, 100: 0.78}
UNEVEN = replace(CELLS, uneven=1.0)
FEW_VOTERS = replace(CELLS, voters=100, heavy=0.8, taste_sd=115.0)
"""A hundred voters, some of whom vote much, with tastes that they have in every theme and language."""
UNSEEN = 20_000
PROMPT_SDS = (100.0, 184.0)
"""Between these, a model's strength varied from prompt to prompt in public vote sets."""


def world_of(shape: Shape, seed: int) -> World:
    """Return a world in which strengths vary from prompt to prompt as much as in some public vote set."""
    spread = float(np.random.default_rng([seed, 2]).uniform(*PROMPT_SDS))
    return make_world(replace(shape, prompt_sd=spread), seed)


def cells_of(world: World) -> list[Axis]:
    """Return the axis of a theme in a language of each category, in their order."""
    return [category.axes()[-1] for category in world.categories.values()]


def _mean_tau(world: World, axes: Sequence[Axis], values: Callable[[Axis], Floats]) -> float:
    return float(np.mean([kendall_tau(values(axis), world.truth(axis)) for axis in axes]))


def in_cells(votes_per_model: int, seed: int, votes: int) -> Mapping[str, float]:
    """Return how right orders in cells are, how well ratings expect votes, and whether intervals hold."""
    world = world_of(CELLS, seed)
    cells = cells_of(world)
    log = cast(world, np.random.default_rng([seed, votes_per_model]), votes)
    boards, unseen = read(world, log, cells), _unseen_votes(world, seed)
    return {
        "loss-alone": _loss(unseen, [boards.ratings(axis) for axis in cells]),
        "loss-overall": _loss(unseen, [boards.likely(OVERALL)[:, 0] for _ in cells]),
        "loss-likely": _loss(unseen, [boards.likely(axis)[:, 0] for axis in cells]),
        "score": _mean_tau(world, cells, boards.scores),
        "alone": _mean_tau(world, cells, boards.ratings),
        "overall": _mean_tau(world, cells, lambda _: boards.scores(OVERALL)),
        "likely": _mean_tau(world, cells, lambda axis: boards.likely(axis)[:, 0]),
        "covered": float(np.mean([_covered(boards, axis) for axis in cells[::5]])),
    }


def _unseen_votes(world: World, seed: int) -> SimulatedVotes:
    """Return votes that no leaderboard knows, on every pair of models alike."""
    random = np.random.default_rng([seed, 7])
    left, right, prompt = world.draw_import(random, UNSEEN)
    return world.vote(random, left, right, prompt, world.draw_voters(random, UNSEEN))


def _loss(votes: SimulatedVotes, ratings: Sequence[Floats]) -> float:
    """Return the log loss of what these ratings, by cell, expect of votes without ties."""
    by_cell = np.array(ratings)
    cell, left, right = votes.category - 1, votes.model_left - 1, votes.model_right - 1
    gap = (by_cell[cell, left] - by_cell[cell, right]) / SCALE
    return float(np.logaddexp(0.0, np.where(votes.outcome == LEFT, -gap, gap)).mean())


def _covered(boards: Readings, axis: Axis) -> float:
    """Return the share of models whose pooled interval contains what a fit of endless votes would say."""
    _, low, high = boards.likely(axis).T
    limits = boards.world.limit(axis)
    return float(((low <= limits) & (limits <= high)).mean())


def uneven(seed: int, votes: int) -> Mapping[str, float]:
    """Return how right the overall order is where some models are in many more votes than others."""
    world = world_of(UNEVEN, seed)
    log = cast(world, np.random.default_rng([seed, 3]), votes)
    boards = read(world, log, [OVERALL])
    return {
        "score": kendall_tau(boards.scores(OVERALL), world.truth()),
        "likely": kendall_tau(boards.likely(OVERALL)[:, 0], world.truth()),
        "oracle": kendall_tau(strengths(world, log), world.truth()),
    }


def by_few_voters(seed: int, votes: int) -> Mapping[str, float]:
    """Return how often pooled intervals hold overall, for themes and in cells."""
    world = world_of(FEW_VOTERS, seed)
    log = cast(world, np.random.default_rng([seed, 5]), votes)
    themes = [axis for axis in world.axes if axis.theme and not axis.language]
    cells = cells_of(world)[::5]
    boards = read(world, log, [OVERALL, *themes, *cells])
    return {
        "overall": _covered(boards, OVERALL),
        "themes": float(np.mean([_covered(boards, axis) for axis in themes])),
        "cells": float(np.mean([_covered(boards, axis) for axis in cells])),
        **_composites(boards, np.random.default_rng([seed, 6])),
    }


def _composites(boards: Readings, random: np.random.Generator) -> Mapping[str, float]:
    """Return how often the intervals of weighted means hold, and how often those would by added variances."""
    world, joint = boards.world, boards.pooled.joint
    if joint is None:
        raise ValueError("a world without votes has no composites")
    chosen = {
        "themes": [axis for axis in world.axes if axis.theme and not axis.language],
        "mixed": [axis for axis in world.axes if bool(axis.theme) != bool(axis.language)],
        "some-cells": cells_of(world)[::7],
    }
    found: dict[str, float] = {}
    for name, axes in chosen.items():
        shares = random.dirichlet(np.ones(len(axes)))
        one = joint.composite(dict(zip(axes, shares.tolist(), strict=True)))
        truth = sum(share * world.limit(axis) for share, axis in zip(shares, axes, strict=True)) / SCALE
        miss = np.abs(one.strength - (truth - truth.mean()))
        parts = [
            share * joint.composite({axis: 1.0}).spread for share, axis in zip(shares, axes, strict=True)
        ]
        found[f"composite-{name}"] = float(np.mean(miss <= QUANTILE_95 * one.spread))
        added = np.sqrt(np.square(parts).sum(axis=0))
        found[f"added-{name}"] = float(np.mean(miss <= QUANTILE_95 * added))
    return found


def _cells_measure(votes_per_model: int) -> Measure:
    where = f"cells, {votes_per_model} votes a model"
    return Measure(
        name=f"cells-{votes_per_model}",
        seeds=12,
        votes=votes_per_model * CELLS.models * CELLS.themes * CELLS.languages // 2,
        run=partial(in_cells, votes_per_model),
        lines=(
            Line("score", f"{where}: tau by score (first measured: {SCORE_TODAY[votes_per_model]:.2f})"),
            Line("alone", f"{where}: tau by the cell's own Bradley–Terry ratings"),
            Line("overall", f"{where}: tau by the overall score"),
            Line("likely", f"{where}: tau by likely", low=REACH[votes_per_model]),
            Line("loss-alone", f"{where}: log loss of unseen votes by the cell's own ratings"),
            Line("loss-overall", f"{where}: log loss of unseen votes by the overall likely"),
            Line("loss-likely", f"{where}: log loss of unseen votes by likely"),
            Line("covered", f"{where}: likely intervals that contain the truth"),
        ),
    )


MEASURES = (
    *map(_cells_measure, VOTES_PER_MODEL),
    Measure(
        name="uneven",
        seeds=60,
        votes=240 * CELLS.models // 2,
        run=uneven,
        lines=(
            Line("score", "uneven exposure, 240 votes a model: tau by score (first measured: 0.60)"),
            Line("likely", "uneven exposure, 240 votes a model: tau by likely", low=0.74),
            Line("oracle", "uneven exposure, 240 votes a model: tau by a fit that knows every variance"),
        ),
    ),
    Measure(
        name="few-voters",
        seeds=40,
        votes=30 * CELLS.models * CELLS.themes * CELLS.languages // 2,
        run=by_few_voters,
        lines=(
            Line("overall", "few voters, strong tastes: likely intervals that contain the truth", 0.93, 0.97),
            Line("themes", "few voters, strong tastes: the same for themes"),
            Line("cells", "few voters, strong tastes: the same in cells"),
            Line("composite-themes", "few voters: intervals of weighted themes that contain the truth", 0.93),
            Line("added-themes", "the same by added variances"),
            Line("composite-mixed", "few voters: of weighted themes and languages", 0.93),
            Line("added-mixed", "the same by added variances"),
            Line("composite-some-cells", "few voters: of seven weighted cells", 0.93),
            Line("added-some-cells", "the same by added variances"),
        ),
    ),
)
