"""The demo: six painters whose true strengths are in its source, and simulated voters."""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np

from scripts.simulations.measures import Line, Measure
from service.demo.makers import MAKERS
from service.demo.prompts import PAINTED
from service.demo.simulated_voters import SimulatedVote, simulated_votes
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.boards import MIN_VOTES
from service.domain.ratings import score
from service.rating.bulk import Ints, pair_counts
from service.rating.params import Params
from service.rating.pooled import fit_pooled
from service.rating.rating_state import RatingState
from service.rating.simulation.worlds import Floats, kendall_tau

NOW = 20_000 * clock.DAY
_MODELS = {maker.slug: number for number, maker in enumerate(MAKERS, 1)}
_CELLS = {number: PromptCategory((prompt.theme,), prompt.language) for number, prompt in enumerate(PAINTED)}


def demo(seed: int, votes: int) -> Mapping[str, float]:
    """Return how right the demo's boards of a theme in a language are, by score and by pooled rating."""
    cast = simulated_votes(PAINTED, votes, NOW, seed)
    parts = [1 - (NOW - vote.voted_at) / (NOW - cast[0].voted_at) for vote in cast]
    log = np.array([_row(vote) for vote in cast]).T
    state = RatingState(Params(), complete=True)
    state.fold([(0, *row) for row in log.T.tolist()], lambda cell: (cell,), 1)
    fit = fit_pooled(_counts(log), _CELLS)
    found: dict[str, list[float]] = {key: [] for key in ("score", "score-leader", "likely", "likely-leader")}
    for cell, category in _CELLS.items():
        ranked = [model for model in _MODELS.values() if state.state(cell, model)[2] >= MIN_VOTES]
        truth = _truth(category, parts)[np.array(ranked) - 1]
        values = {
            "score": [_score(state, cell, model) for model in ranked],
            "likely": [fit.axes[category.axes()[-1]][model].mean for model in ranked],
        }
        for key, value in values.items():
            found[key].append(kendall_tau(value, truth))
            found[f"{key}-leader"].append(float(np.argmax(value) == truth.argmax()))
    return {key: float(np.mean(value)) for key, value in found.items()}


def _row(vote: SimulatedVote) -> tuple[int, int, int, int]:
    return _MODELS[vote.left.slug], _MODELS[vote.right.slug], int(vote.outcome), vote.prompt


def _counts(log: Ints) -> Ints:
    left, right, outcome, cell = log
    return np.stack(pair_counts(cell, left, right, outcome), axis=1)


def _score(state: RatingState, cell: int, model: int) -> float:
    mu, variance, _ = state.state(cell, model)
    return score(mu, sqrt(variance))


def _truth(category: PromptCategory, parts: Sequence[float]) -> Floats:
    """Return how well each model was liked in a cell, on average over the votes: one of them drifts."""
    theme, language = category.themes[0], category.language
    return np.array(
        [np.mean([maker.liking(theme, language, part) for part in parts[::20]]) for maker in MAKERS]
    )


def _measure(name: str, what: str, seeds: int) -> Measure:
    return Measure(
        name=name,
        seeds=seeds,
        votes=2_400,
        run=demo,
        lines=(
            Line("score", f"{what}: tau in cells by score (first measured: .58)"),
            Line("score-leader", f"{what}: leader of a cell right by score (first measured: .58)"),
            Line("likely", f"{what}: tau in cells by likely", low=0.75),
            Line("likely-leader", f"{what}: leader of a cell right by likely", low=0.85),
        ),
    )


MEASURES = (
    _measure("demo-served", "the demo as it is served", 1),
    _measure("demo", "the demo with other votes", 60),
)
