"""The same votes rated by the ``trueskill`` package, to check the fold against an independent implementation.

The package is a general factor graph, written by others, and shares no code with the kernel. It has limits of
its own: its default backend is exact to about 2e-6 per vote, and it refuses votes whose outcome it considers
almost impossible or almost certain (from about 38 standard deviations on).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.rankings import LAST_ABOVE, Ranking, of_chain
from service.domain.votes import RANKED, Outcome
from service.rating.params import Params
from service.rating.rating_state import RatingState, Vote

with warnings.catch_warnings():
    # Its docstrings contain escape sequences that newer Pythons warn about while compiling them.
    warnings.simplefilter("ignore")
    import trueskill

Key = tuple[int, int]

# The package stops when a message moves less than this, after ten sweeps at the latest; by default at 1e-4.
_SETTLED = 1e-12


@dataclass(frozen=True, slots=True)
class Unrated:
    """A vote that the package refused: its number among the votes, from 0, its axis and its models.

    A ranking's are its first and last, and its number is that of its last row.
    """

    vote: int
    axis: int
    model_left: int
    model_right: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The package's ratings, ``(mu, sigma)`` by ``(axis, model)``, and the votes that it refused.

    After a vote that it cannot rate, an axis has no ratings to compare: it is left out, and its later votes
    are not read. So there is at most one refused vote per axis.
    """

    ratings: dict[Key, tuple[float, float]]
    unrated: tuple[Unrated, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The state on which two folds differ most, and by how much; ``None`` and 0 if there are no states."""

    key: Key | None
    mu: float
    sigma: float

    @property
    def largest(self) -> float:
        """The larger of the two differences."""
        return max(self.mu, self.sigma)


def environment(params: Params, backend: str | None = None) -> Any:
    """Return the package's environment with these parameters.

    ``backend`` is its own approximation, or ``"scipy"`` or ``"mpmath"`` if installed.
    """
    return trueskill.TrueSkill(
        mu=params.mu,
        sigma=params.sigma,
        beta=params.beta,
        tau=params.tau,
        draw_probability=params.draw_probability,
        backend=backend,
    )


def fold_reference(votes: Iterable[Vote], params: Params, backend: str | None = None) -> Reference:
    """Fold votes ``(model_left, model_right, outcome, axes)`` in order with the package.

    Each axis of each vote takes about 0.1 ms. ``backend`` is as for ``environment``.
    """
    reference_fold = _ReferenceFold(environment(params, backend))
    links: list[tuple[int, int, int]] = []
    for number, (left, right, outcome, axes) in enumerate(votes):
        if outcome > RANKED:
            links.append((left, right, outcome))
            if outcome >= LAST_ABOVE:
                reference_fold.rate(number, of_chain(links), axes, (links[0][0], right))
                links = []
        elif outcome != Outcome.BOTH_BAD or params.fold_both_bad:
            reference_fold.rate(number, _of_pair(left, right, outcome), axes, (left, right))
    ratings = {key: (float(rating.mu), float(rating.sigma)) for key, rating in reference_fold.ratings.items()}
    return Reference(ratings, tuple(reference_fold.unrated.values()))


def largest_difference(state: RatingState, reference: Reference) -> Difference:
    """Return where a state, folded from the same votes, is furthest from the package's ratings."""
    worst = Difference(None, 0.0, 0.0)
    for (axis, model), (mu, sigma) in reference.ratings.items():
        ours = state.skill(axis, model)
        found = Difference((axis, model), abs(ours.mu - mu), abs(ours.sigma - sigma))
        if worst.key is None or found.largest > worst.largest:
            worst = found
    return worst


class _ReferenceFold:
    """The package's ratings of all states, as its own objects between votes."""

    def __init__(self, environment: Any) -> None:
        self.ratings: dict[Key, trueskill.Rating] = {}
        self.unrated: dict[int, Unrated] = {}
        self._environment = environment

    def rate(self, number: int, ranking: Ranking[int], axes: Sequence[int], sides: tuple[int, int]) -> None:
        for axis in axes:
            if axis in self.unrated:
                continue
            try:
                self._rate(axis, ranking)
            except FloatingPointError:
                self.unrated[axis] = Unrated(number, axis, *sides)
                self.ratings = {key: rating for key, rating in self.ratings.items() if key[0] != axis}

    def _rate(self, axis: int, ranking: Ranking[int]) -> None:
        keys = [(axis, model) for model in ranking.models]
        before = [(self.ratings.get(key) or self._environment.create_rating(),) for key in keys]
        after = self._environment.rate(before, ranks=ranking.ranks, min_delta=_SETTLED)
        self.ratings.update((key, rating) for key, (rating,) in zip(keys, after, strict=True))


def _of_pair(left: int, right: int, outcome: int) -> Ranking[int]:
    better, worse = (right, left) if outcome == Outcome.RIGHT else (left, right)
    return Ranking((better, worse), (1, 1 if outcome >= Outcome.TIE else 2))
