"""Findings: what a detector has to say about a voter, a network or a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log

from service.rating.detectors.columns import Ints

NO_MODEL = 0


class Kind(StrEnum):
    """What is odd."""

    EXPOSURE = "exposure"
    TARGETING = "targeting"
    SIDE = "side"
    CONSTANT = "constant"
    REPEATS = "repeats"
    TIMES = "times"
    COHORT = "cohort"
    GOLD = "gold"


STRONG = frozenset({Kind.EXPOSURE, Kind.CONSTANT, Kind.COHORT})
"""The kinds whose null hypothesis holds for people as they differ, so that they may hold votes alone."""

ALPHA: Mapping[Kind, float] = {
    Kind.EXPOSURE: 1 / 2000,
    Kind.CONSTANT: 1 / 2000,
    Kind.COHORT: 1 / 1000,
    Kind.TARGETING: 1 / 1000,
    Kind.SIDE: 1 / 1000,
    Kind.REPEATS: 1 / 1000,
    Kind.TIMES: 1 / 1000,
    Kind.GOLD: 1 / 1000,
}
"""The chance that an honest voter is ever found by a detector, or an honest day, over all looks."""

_MOST = 700.0


def bar(kind: Kind) -> float:
    """Return the logarithm of the wealth from which a kind of evidence counts."""
    return -log(ALPHA[kind])


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector found: about which subject, which model if any, and in which votes.

    ``scope`` is ``voter``, ``network`` or ``day``. ``strong`` says whether it may hold the votes alone.
    ``numbers`` are those behind it.
    """

    kind: Kind
    scope: str
    subject: int
    positions: Ints
    numbers: Mapping[str, float | int | str]
    model: int = NO_MODEL
    strong: bool = False


def evidence_of(wealth: float) -> float:
    """Return wealth from its logarithm, as a number that JSON can hold."""
    return float(f"{exp(min(wealth, _MOST)):.3g}")
