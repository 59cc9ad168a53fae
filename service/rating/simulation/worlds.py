"""Worlds: arenas whose true strengths are known, and voters who vote on them.

A leaderboard can only be compared with the truth where somebody made the truth. A world makes it as real
arenas seem to be: a model is better at some themes and languages than at others, and on some prompts than on
others; voters have tastes, some of them do not look, and a few cast most of the votes. Each of these can be
turned off, so that a simulation shows what each of them costs.

Everything is a function of the shape and the seed. Strengths are in log-odds; shapes are in points (400 are
odds of ten to one), as leaderboards show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.axes import OVERALL, Axis, PromptCategory
from service.rating.bradley_terry import SCALE, PairOutcomes, fit_pairs
from service.rating.fold import LEFT, RIGHT, TIE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Generator = np.random.Generator

# Nodes of the integral over prompts and tastes: with 40, expected results are exact to 1e-9.
_NODES = 40
# Votes on each pair in the limit: so many that the prior of a fit moves no rating by a thousandth of a point.
_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Shape:
    """How a world is. Each ``*_sd`` is a standard deviation in points.

    ``prompts`` are those of one theme in one language. ``ties`` is the share of ties between equal images.
    ``side_bias`` is what the left image gains by being on the left. ``careless`` is the share of voters who
    toss a coin. ``heavy`` makes the activity of voters uneven: that of the k-th is ``k ** -heavy``.
    ``uneven`` is the standard deviation of the logarithm of a model's share of matchups; where it is not 0,
    matchups come as in an import, and are not assigned.

    The usual deviations are those with which boards by score are as right as they were first measured to be.
    """

    models: int = 20
    themes: int = 8
    languages: int = 6
    prompts: int = 15
    voters: int = 1000
    model_sd: float = 90.0
    theme_sd: float = 45.0
    language_sd: float = 30.0
    cell_sd: float = 30.0
    prompt_sd: float = 140.0
    taste_sd: float = 0.0
    ties: float = 0.0
    side_bias: float = 0.0
    careless: float = 0.0
    heavy: float = 0.0
    uneven: float = 0.0


class SimulatedVotes(NamedTuple):
    """Votes in the order they were cast; one array per column. All ids count from 1."""

    model_left: Ints
    model_right: Ints
    outcome: Ints
    category: Ints
    prompt: Ints
    voter: Ints

    def first(self, count: int) -> SimulatedVotes:
        """Return the first votes, which are what a board of that time knew."""
        return SimulatedVotes(*(column[:count] for column in self))


@dataclass(frozen=True)
class World:
    """The truth of an arena.

    ``strength`` is by theme, language and model, ``prompt_effect`` by prompt and model, ``taste`` by voter
    and model. ``activity`` and ``exposure`` are the shares of voters and models in votes.
    """

    shape: Shape
    strength: Floats
    prompt_effect: Floats
    taste: Floats
    careless: NDArray[np.bool_]
    activity: Floats
    exposure: Floats

    @cached_property
    def models(self) -> list[int]:
        """The ids of the models."""
        return list(range(1, self.shape.models + 1))

    @cached_property
    def categories(self) -> dict[int, PromptCategory]:
        """The prompt category of each theme in each language, by id."""
        pairs = [(t, lang) for t in range(self.shape.themes) for lang in range(self.shape.languages)]
        return {
            number: PromptCategory((f"theme-{theme + 1}",), _language(lang))
            for number, (theme, lang) in enumerate(pairs, 1)
        }

    @cached_property
    def axes(self) -> list[Axis]:
        """Every axis: overall, then themes, languages, and themes in languages."""
        found = {axis for category in self.categories.values() for axis in category.axes()}
        return sorted(found, key=lambda axis: (bool(axis.theme) + 2 * bool(axis.language), axis))

    def category_of(self, prompt: Ints) -> Ints:
        """Return the category of each prompt."""
        return np.asarray((prompt - 1) // self.shape.prompts + 1, np.int64)

    def truth(self, axis: Axis = OVERALL) -> Floats:
        """Return the mean strength of each model over the categories of an axis, in log-odds."""
        return np.asarray(self._cells(axis).mean(axis=0))

    def share(self, axis: Axis) -> float:
        """Return the share of prompts that belong to an axis, and so of votes."""
        return len(self._cells(axis)) / len(self.categories)

    def limit(self, axis: Axis = OVERALL) -> Floats:
        """Return what a Bradley–Terry fit approaches with ever more prompts, voters and votes, in points.

        It is less spread out than `truth`: a fit that does not know prompts and voters sees chance where
        there is a reason. Intervals can only be about this value.
        """
        points = self.expected(axis)
        rows: list[PairOutcomes] = [
            (a, b, round(_LIMIT * points[a - 1, b - 1]), round(_LIMIT * points[b - 1, a - 1]), 0, 0)
            for a in self.models
            for b in self.models[a:]
        ]
        estimates = fit_pairs(rows).estimates
        return np.array([estimates[model].rating for model in self.models])

    def expected(self, axis: Axis = OVERALL) -> Floats:
        """Return the expected points of each model in a vote against each other: a tie is half a point."""
        nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
        shape, careless = self.shape, float(self.activity @ self.careless)
        spread = sqrt(2 * (shape.prompt_sd**2 + shape.taste_sd**2)) / SCALE
        margin, bias = tie_margin(shape.ties), shape.side_bias / SCALE
        points = np.zeros((shape.models, shape.models))
        for cell in self._cells(axis):
            gap = cell[:, None] - cell[None, :]
            for node, weight in zip(nodes * spread, weights / weights.sum(), strict=True):
                for edge in (margin + bias, margin - bias, bias - margin, -bias - margin):
                    points += weight / 4 * logistic(gap + node + edge)
        points /= len(self._cells(axis))
        return np.asarray((1 - careless) * points + careless / 2)

    def draw_voters(self, random: Generator, count: int) -> Ints:
        """Return who casts each of some votes."""
        return np.asarray(random.choice(self.activity.size, count, p=self.activity) + 1, np.int64)

    def draw_import(self, random: Generator, count: int) -> tuple[Ints, Ints, Ints]:
        """Return the models on each side and the prompts of votes that nobody assigned, by exposure."""
        left = random.choice(self.exposure.size, count, p=self.exposure)
        right = random.choice(self.exposure.size, count, p=self.exposure)
        while (same := np.flatnonzero(left == right)).size:
            right[same] = random.choice(self.exposure.size, same.size, p=self.exposure)
        return left + 1, right + 1, random.integers(1, len(self.prompt_effect) + 1, count)

    def vote(self, random: Generator, left: Ints, right: Ints, prompt: Ints, voter: Ints) -> SimulatedVotes:
        """Return how these voters vote on these models' images for these prompts."""
        category = self.category_of(prompt)
        cells = self.strength.reshape(-1, self.shape.models)[category - 1]
        liking = cells + self.prompt_effect[prompt - 1] + self.taste[voter - 1]
        rows = np.arange(left.size)
        gap = liking[rows, left - 1] - liking[rows, right - 1] + self.shape.side_bias / SCALE
        gap = np.where(self.careless[voter - 1], 0.0, gap)
        # The gap that the voter feels: what is there, and the chance that a Bradley–Terry model has.
        felt, margin = gap + random.logistic(size=left.size), tie_margin(self.shape.ties)
        outcome = np.where(felt > margin, LEFT, np.where(felt < -margin, RIGHT, TIE))
        return SimulatedVotes(left, right, outcome, category, prompt, voter)

    def _cells(self, axis: Axis) -> Floats:
        """Return the strengths in the categories that belong to an axis, one row for each."""
        of_axis = [axis in category.axes() for category in self.categories.values()]
        return np.asarray(self.strength.reshape(-1, self.shape.models)[of_axis])


def make_world(shape: Shape, seed: int) -> World:
    """Return the world of a shape and a seed."""
    random = np.random.default_rng([seed, 1])
    models, themes, languages = shape.models, shape.themes, shape.languages

    def effects(spread: float, *size: int) -> Floats:
        return random.normal(0.0, spread / SCALE, (*size, models))

    strength = (
        effects(shape.model_sd)
        + effects(shape.theme_sd, themes, 1)
        + effects(shape.language_sd, languages)
        + effects(shape.cell_sd, themes, languages)
    )
    activity = np.arange(1, shape.voters + 1, dtype=np.float64) ** -shape.heavy
    exposure = np.exp(random.normal(0.0, shape.uneven, models))
    return World(
        shape,
        strength,
        effects(shape.prompt_sd, themes * languages * shape.prompts),
        effects(shape.taste_sd, shape.voters),
        random.random(shape.voters) < shape.careless,
        activity / activity.sum(),
        exposure / exposure.sum(),
    )


def tie_margin(ties: float) -> float:
    """Return the gap in log-odds below which a voter calls a tie, from the share of ties between equals."""
    return log((1 + ties) / (1 - ties))


def logistic(gap: Floats) -> Floats:
    """Return ``P(first beats second)`` for gaps in log-odds, without overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * gap))


def kendall_tau(estimate: Sequence[float] | Floats, truth: Sequence[float] | Floats) -> float:
    """Return Kendall's tau: the share of pairs in the right order less the share in the wrong one."""
    one, other = np.asarray(estimate), np.asarray(truth)
    signs = np.sign(one[:, None] - one) * np.sign(other[:, None] - other)
    return float(signs.sum() / max(one.size * (one.size - 1), 1))


def _language(number: int) -> str:
    """Return a made-up language tag of the private range: qaa, qab and so on, 520 in all."""
    return f"q{chr(97 + number // 26)}{chr(97 + number % 26)}"
