"""The same votes through the ``trueskill`` package, the oracle that the fold is held against.

The package is a general factor graph, written by others, and shares no line with the kernel. Its own
limits are not ours: its default backend is exact to about 2e-6 a vote, and it refuses votes whose outcome
it finds all but impossible, or nearly certain (from about 38 standard deviations on).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.votes import Outcome
from service.rating.params import Params
from service.rating.rating_state import RatingState, Vote

with warnings.catch_warnings():
    # its docstrings hold escape sequences that newer Pythons warn about while compiling them
    warnings.simplefilter("ignore")
    import trueskill

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unrated:
    """A vote that the package gave up on: its number among the votes, from 0, and where and whose it was."""

    vote: int
    axis: int
    model_left: int
    model_right: int


@dataclass(frozen=True, slots=True)
class Reference:
    """What the package made of the votes: ``(mu, sigma)`` by ``(axis, model)``, and the votes it gave up on.

    After a vote that it cannot rate, an axis has no ratings to compare: it is left out, its later votes
    unread. There is at most one such vote for each axis.
    """

    ratings: dict[Key, tuple[float, float]]
    unrated: tuple[Unrated, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The state on which two folds differ most, and by how much; ``None`` and 0 where there is no state."""

    key: Key | None
    mu: float
    sigma: float

    @property
    def largest(self) -> float:
        """The larger of the two differences."""
        return max(self.mu, self.sigma)


def environment(params: Params, backend: str | None = None) -> Any:
    """Return the package's environment with these parameters.

    ``backend`` is its own approximation, or ``"scipy"`` or ``"mpmath"`` where installed.
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
    """Fold votes ``(model_left, model_right, outcome, axes)`` in order through the package.

    About 0.1 ms for each axis of each vote. ``backend`` as for ``environment``.
    """
    oracle = _Oracle(environment(params, backend))
    for number, (left, right, outcome, axes) in enumerate(votes):
        if outcome != Outcome.BOTH_BAD or params.fold_both_bad:
            oracle.rate(number, left, right, outcome, axes)
    ratings = {key: (float(rating.mu), float(rating.sigma)) for key, rating in oracle.ratings.items()}
    return Reference(ratings, tuple(oracle.unrated.values()))


def largest_difference(book: RatingState, reference: Reference) -> Difference:
    """Return where a book, fed the same votes from empty, is furthest from the package's ratings."""
    worst = Difference(None, 0.0, 0.0)
    for (axis, model), (mu, sigma) in reference.ratings.items():
        ours = book.skill(axis, model)
        found = Difference((axis, model), abs(ours.mu - mu), abs(ours.sigma - sigma))
        if worst.key is None or found.largest > worst.largest:
            worst = found
    return worst


class _Oracle:
    """The package's ratings of all states, as its own objects between votes."""

    def __init__(self, environment: Any) -> None:
        self.ratings: dict[Key, trueskill.Rating] = {}
        self.unrated: dict[int, Unrated] = {}
        self._environment = environment

    def rate(self, number: int, left: int, right: int, outcome: int, axes: Sequence[int]) -> None:
        better, worse = (right, left) if outcome == Outcome.RIGHT else (left, right)
        for axis in axes:
            if axis in self.unrated:
                continue
            try:
                self._rate(axis, better, worse, drawn=outcome >= Outcome.TIE)
            except FloatingPointError:
                self.unrated[axis] = Unrated(number, axis, left, right)
                self.ratings = {key: rating for key, rating in self.ratings.items() if key[0] != axis}

    def _rate(self, axis: int, better: int, worse: int, *, drawn: bool) -> None:
        keys = (axis, better), (axis, worse)
        before = (self.ratings.get(key) or self._environment.create_rating() for key in keys)
        after = trueskill.rate_1vs1(*before, drawn=drawn, env=self._environment)
        self.ratings.update(zip(keys, after, strict=True))
