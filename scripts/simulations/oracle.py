"""An oracle: the order by a fit that knows how its world was made, which is as right as votes allow.

It is told every variance, that of prompts too, and sees every vote with its prompt. Of the strengths it knows
nothing but the votes. So what it misses is chance, and no rating by these votes can be expected to do better.

The gaps of the votes are a Gaussian process, whose covariance follows from the models, the category and the
prompt that two votes share. Their most probable values come from Newton's method as in algorithm 3.1 of
Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006.
"""

import numpy as np

from service.rating.bradley_terry import SCALE
from service.rating.fold import LEFT
from service.rating.simulation.worlds import Floats, SimulatedVotes, World, logistic

_STEPS = 50
_CONVERGED = 1e-6


def strengths(world: World, votes: SimulatedVotes) -> Floats:
    """Return the expected overall strength of each model, in log-odds, given votes without ties."""
    shape, sides = world.shape, _sides(world, votes)
    model, theme, language, cell, prompt = (
        (spread / SCALE) ** 2
        for spread in (shape.model_sd, shape.theme_sd, shape.language_sd, shape.cell_sd, shape.prompt_sd)
    )
    themes, languages = np.divmod(votes.category - 1, shape.languages)
    alike = model + theme * _same(themes) + language * _same(languages)
    alike += cell * _same(votes.category) + prompt * _same(votes.prompt)
    surprise = _most_probable(sides @ sides.T * alike, np.where(votes.outcome == LEFT, 1.0, 0.0))
    shared = model + theme / shape.themes + language / shape.languages
    return np.asarray((shared + cell / (shape.themes * shape.languages)) * (sides.T @ surprise))


def _sides(world: World, votes: SimulatedVotes) -> Floats:
    """Return which model is on which side of each vote: 1 for the left one, -1 for the right one."""
    every = np.eye(world.shape.models)
    return np.asarray(every[votes.model_left - 1] - every[votes.model_right - 1])


def _same(values: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    return np.asarray(values[:, None] == values, np.float64)


def _most_probable(covariance: Floats, won: Floats) -> Floats:
    """Return what votes are beyond their chances, at the most probable gaps of this covariance."""
    gap, surprise = np.zeros(won.size), won - 0.5
    for _ in range(_STEPS):
        chance = logistic(gap)
        weight = chance * (1.0 - chance)
        root, toward = np.sqrt(weight), weight * gap + won - chance
        inner = np.eye(won.size) + root[:, None] * covariance * root
        surprise = toward - root * np.linalg.solve(inner, root * (covariance @ toward))
        before, gap = gap, covariance @ surprise
        if np.abs(gap - before).max() < _CONVERGED:
            break
    return np.asarray(surprise)
