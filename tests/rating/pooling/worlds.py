"""Small arenas with known strengths, and the head-to-head counts of votes on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.axes import PromptCategory
from service.rating.bradley_terry import SCALE

Row = tuple[int, int, int, int, int, int, int]


class Shape(NamedTuple):
    """How many models, themes and languages there are, and how many votes a model has in each cell."""

    models: int = 8
    themes: int = 4
    languages: int = 3
    votes: int = 10


@dataclass(frozen=True, slots=True)
class World:
    """Strengths in points by category and model, the categories by id, and the counts of the votes."""

    strengths: NDArray[np.float64]
    categories: dict[int, PromptCategory]
    rows: list[Row] = field(repr=False)


def world(seed: int, shape: Shape = Shape(), sd: tuple[float, ...] = (120, 60, 40, 40)) -> World:  # noqa: B008
    """Return a world with these standard deviations of the effects of models, themes, languages and cells."""
    picked = np.random.default_rng(seed)
    models, themes, languages, votes = shape
    strengths = (
        picked.normal(0, sd[0], models)
        + picked.normal(0, sd[1], (themes, 1, models))
        + picked.normal(0, sd[2], (1, languages, models))
        + picked.normal(0, sd[3], (themes, languages, models))
    ).reshape(-1, models)
    categories = {
        1 + t * languages + i: PromptCategory((f"t{t}",), f"l{i}")
        for t in range(themes)
        for i in range(languages)
    }
    rows = [
        row
        for category, own in zip(categories, strengths, strict=True)
        for row in votes_on(picked, category, own, votes * models // 2)
    ]
    return World(strengths, categories, rows)


def votes_on(
    picked: np.random.Generator, category: int, strengths: NDArray[np.float64], total: int
) -> list[Row]:
    """Return the counts of votes on random pairs of models of these strengths in a category."""
    one = picked.integers(0, strengths.size, total)
    other = (one + picked.integers(1, strengths.size, total)) % strengths.size
    won = picked.random(total) < 1 / (1 + np.exp((strengths[other] - strengths[one]) / SCALE))
    winners, losers = np.where(won, one, other), np.where(won, other, one)
    results = Counter(zip(winners.tolist(), losers.tolist(), strict=True))
    pairs = sorted({(min(pair), max(pair)) for pair in results})
    return [(category, a + 1, b + 1, results[a, b], results[b, a], 0, 0) for a, b in pairs]


def tau(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return Kendall's tau of two orders without ties."""
    signs = np.sign(one[:, None] - one) * np.sign(other[:, None] - other)
    return float(signs.sum() / (one.size * (one.size - 1)))
