"""The parameters of an arena's ratings, validated, and the fingerprint that identifies them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

from service.errors import FieldError, Invalid
from service.rating.kernel import density, mills

# Part of every fingerprint. Increase it with any change of the fold that can change a bit of a rating.
FOLD_VERSION = 1

BOTH_BAD_POLICIES = ("tie", "ignore")

RANGES = {
    "mu": (-1e6, 1e6),
    "sigma": (1e-3, 1e4),
    "beta": (1e-3, 1e4),
    "tau": (0.0, 1e3),
    "draw_probability": (0.0, 1.0),
}
CHOSEN_RANGES = {**RANGES, "draw_probability": (0.001, 0.99)}
"""What may be chosen for an arena. Beyond it one tie, or one win, would outweigh every other vote."""

_NEWTON_STEPS = 100
_CENTER = 0.6


@dataclass(frozen=True, slots=True)
class Params:
    """How an arena rates.

    ``mu`` and ``sigma`` are the prior of every model on every axis. ``beta`` is the spread of one performance
    around the skill, ``tau`` how far a skill may drift between two votes, ``draw_probability`` how often two
    equal models draw, and ``both_bad`` whether that outcome is folded as a draw (``tie``) or not at all
    (``ignore``). Raise Invalid with every field that is wrong.
    """

    mu: float = 25.0
    sigma: float = 25.0 / 3.0
    beta: float = 25.0 / 6.0
    tau: float = 0.0
    draw_probability: float = 0.1
    both_bad: str = "tie"

    def __post_init__(self) -> None:
        errors = [
            FieldError(name, f"must be a number from {low:g} to {high:g}")
            for name, (low, high) in RANGES.items()
            if not _within(getattr(self, name), low, high)
        ]
        if not errors and self.draw_probability in (0.0, 1.0):
            errors = [FieldError("draw_probability", _why_open(self.draw_probability))]
        if self.both_bad not in BOTH_BAD_POLICIES:
            errors.append(FieldError("both_bad", "must be 'tie' or 'ignore'"))
        if errors:
            detail = "; ".join(f"{error.field} {error.detail}" for error in errors)
            raise Invalid(f"these rating parameters cannot be used: {detail}", errors)
        for name in RANGES:
            object.__setattr__(self, name, float(getattr(self, name)) + 0.0)

    @property
    def variance(self) -> float:
        """The prior's variance, ``sigma ** 2``."""
        return self.sigma * self.sigma

    @property
    def margin(self) -> float:
        """The draw margin ``eps``: two equal models are within it ``draw_probability`` of the time."""
        return _quantile(self.draw_probability) * sqrt(2.0) * self.beta

    @property
    def two_beta2(self) -> float:
        """``2 beta ** 2``, which the two performances add to the variance of their difference."""
        return 2.0 * self.beta * self.beta

    @property
    def tau2(self) -> float:
        """``tau ** 2``, which a vote adds to a variance before it is folded."""
        return self.tau * self.tau

    @property
    def fold_both_bad(self) -> bool:
        """Whether a ``both_bad`` moves ratings, as a draw does."""
        return self.both_bad == "tie"

    @property
    def method_version(self) -> str:
        """Twelve hexadecimal digits that change whenever the same votes could give different ratings."""
        values = asdict(self)
        words = [f"{name}={_canonical(values[name])}" for name in sorted(values)]
        text = ";".join(["trueskill-2p", f"fold={FOLD_VERSION}", *words])
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def check_chosen(values: Mapping[str, Any]) -> Params:
    """Return parameters with these values. Raise Invalid for those that nobody should choose.

    Stored ones need not pass: an arena stays readable whatever it was made with.
    """
    params = Params(**values)
    errors = [
        FieldError(name, f"must be a number from {low:g} to {high:g}")
        for name, (low, high) in CHOSEN_RANGES.items()
        if name in values and not low <= values[name] <= high
    ]
    if errors:
        detail = "; ".join(f"{error.field} {error.detail}" for error in errors)
        raise Invalid(f"these rating parameters cannot be used: {detail}", errors)
    return params


def _within(value: object, low: float, high: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return low <= value <= high


def _why_open(draw_probability: float) -> str:
    if draw_probability == 0.0:
        return (
            "must be above 0: voters may always answer 'tie', and without a margin a draw would be"
            " an event of probability zero"
        )
    return "must be below 1: with it nothing but draws could happen"


def _canonical(value: float | str) -> str:
    return value if isinstance(value, str) else value.hex()


@lru_cache(maxsize=64)
def _quantile(p: float) -> float:
    """Return the ``y`` with ``P(|N(0, 1)| < y) = p``, by Newton's method from below, which cannot overshoot.

    In the center, ``P = 2 phi(y) (y + y**3/3 + y**5/15 + ...)`` keeps a tiny ``p`` exact. Further out,
    ``1 - P = 2 phi(y) R(y)`` with Mills' ratio keeps a tiny ``1 - p`` exact.
    """
    central = p < _CENTER
    y = p * sqrt(1.5707963267948966) if central else 0.5
    for _ in range(_NEWTON_STEPS):
        twice = 2.0 * density(y)
        missing = p - twice * _series(y) if central else twice * mills(y) - (1.0 - p)
        moved = y + missing / twice
        if moved <= y:
            break
        y = moved
    return y


def _series(y: float) -> float:
    """Return ``(Phi(y) - 1/2) / phi(y)`` for small ``y >= 0``; all its terms are positive."""
    term = total = y
    odd = 1.0
    while term > total * 1e-17:
        odd += 2.0
        term *= y * y / odd
        total += term
    return total
