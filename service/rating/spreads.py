"""The spread of every axis of a log: how much wider its intervals are than if votes were independent.

The sandwich of an axis says so, but noisily where there are few prompts or voters. So what it says of single
models is drawn toward the axis's mean as far as it may be chance, and that mean toward what all axes say of
votes that share a prompt, or a voter. What few clusters leave open widens intervals as Student's t does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.axes import Axis, PromptCategory
from service.rating.axis_cases import AxisCases, LogCases
from service.rating.bradley_terry import PRIOR_PRECISION, QUANTILE_95, solve
from service.rating.clustered import Part, Shares, Spread, sandwich
from service.rating.limits import tau
from service.rating.log_arrays import LogArrays

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_BEFOREHAND = 4.0
"""As how many clusters what all axes say counts on one of them."""

_LEAST = 0.25
"""The least variance, as a share of that by counts."""


class Extra(NamedTuple):
    """What one kind of cluster adds to the variance, as a share of that by counts.

    ``shared`` is how many other votes a vote shares its cluster with, ``freedom`` how many clusters tell what
    that does, less one, and ``named`` how many prompts or voters there are.
    """

    share: float
    shared: float
    freedom: float
    named: int

    @property
    def same(self) -> bool:
        """Whether all votes have the same one."""
        return self.named == 1 and not self.freedom


class Evidence(NamedTuple):
    """What the votes of an axis say by themselves.

    ``base`` is the covariance by counts, as leaderboards compute it; the variance of each model's strength is
    ``relative`` times as large. ``repeats`` is what rankings, and voters who see a prompt again, add to it,
    and ``ties`` how many times as much votes vary as wins and losses do.
    """

    models: Ints
    strength: Floats
    base: Floats
    relative: Floats
    repeats: float
    ties: float
    prompts: Extra
    voters: Extra
    cases: int


class Width(NamedTuple):
    """How many times as much the votes of an axis vary as independent ones, and what of it is owed to what.

    ``freedom`` is how well that is known, as degrees of freedom.
    """

    total: float
    shares: Shares
    freedom: float


class Spreads(NamedTuple):
    """The spreads of a log's axes, and how many times as much votes vary as independent wins and losses.

    The ``dispersion`` is that on the finest axes, where votes have nothing in common but prompts and voters.
    How much less ties vary is taken from the axis with the most votes, since small cells know no chances.
    On coarser axes votes may have more in common: a voter's taste is the same in every theme. ``beyond`` says
    how many times as large the variance there is.
    """

    axes: dict[Axis, Spread]
    dispersion: float
    beyond: dict[Axis, float]


def spreads(
    votes: LogArrays, categories: Mapping[int, PromptCategory], *, fold_both_bad: bool = True
) -> Spreads:
    """Return the spread of every axis with votes, as far as the budget goes."""
    log = LogCases(votes, categories, fold_both_bad=fold_both_bad)
    known = {axis.axis: _evidence(axis) for axis in log.axes()}
    prompts = _usual([one.prompts for one in known.values()])
    voters = _usual([one.voters for one in known.values()])
    widths = {axis: _width(one, prompts, voters) for axis, one in known.items()}
    axes = {axis: _spread(one, widths[axis]) for axis, one in known.items()}
    largest = max(known.values(), key=lambda one: one.cases, default=None)
    if largest is None:
        return Spreads(axes, 1.0, {})
    finest = _finest(known)
    varied = _varied(finest, known, widths)
    beyond = {axis: max(one.usual / varied, 1.0) for axis, one in axes.items() if axis not in finest}
    return Spreads(axes, max(largest.ties, _LEAST) * varied, beyond)


def _finest(known: Collection[Axis]) -> list[Axis]:
    """Return the axes that name the most: those of a theme in a language, if there are any."""
    level = max(map(_level, known))
    return [axis for axis in known if _level(axis) == level]


def _varied(finest: Sequence[Axis], known: Mapping[Axis, Evidence], widths: Mapping[Axis, Width]) -> float:
    """Return how many times as much votes vary on the finest axes as independent ones."""
    cases = sum(known[axis].cases for axis in finest)
    varied = sum(known[axis].cases * widths[axis].total for axis in finest) / cases
    # Each cell leaves open how much its votes vary, but all of them together hardly do.
    freedom = sum(widths[axis].freedom for axis in finest)
    return varied * _allowance(freedom)


def _level(axis: Axis) -> int:
    return bool(axis.theme) + bool(axis.language)


def _evidence(axis: AxisCases) -> Evidence:
    solved = solve(axis.counts, fold_both_bad=True)
    parts = sandwich(axis.cases, solved.strength)
    prior = PRIOR_PRECISION * np.eye(solved.strength.size)

    def variance(meat: Floats) -> Floats:
        return np.asarray((solved.reach @ (meat + prior) * solved.reach).sum(axis=1))

    case = variance(parts.case.meat) * axis.overlap
    total, both = float(case.sum()), float(variance(parts.both.meat).sum())

    def extra(part: Part) -> Extra:
        share = (float(variance(part.correction * part.meat).sum()) - both) / total
        cases = axis.cases.points.size
        return Extra(
            share if part.named else 0.0,
            cases * max(part.square - parts.both.square, 0.0),
            1.0 / part.square - 1.0,
            part.named,
        )

    return Evidence(
        solved.models,
        solved.strength,
        solved.reach @ solved.pairs.variation(solved.strength) @ solved.reach.T * axis.overlap,
        np.maximum(variance(parts.meat) / case, _LEAST),
        both / total - 1.0,
        solved.pairs.relative_variation(solved.strength),
        extra(parts.prompt),
        extra(parts.voter),
        axis.cases.points.size,
    )


def _usual(extras: Sequence[Extra]) -> float:
    """Return what one more vote in the same cluster adds to the variance, by what all axes say."""
    added = sum(one.freedom * one.share for one in extras)
    shared = sum(one.freedom * one.shared for one in extras)
    return max(added / shared, 0.0) if shared > 0.0 else 0.0


def _share(extra: Extra, usual: float) -> float:
    """Return what the clusters of an axis add, drawn toward what is usual as far as they are few."""
    known = extra.freedom * extra.share + _BEFOREHAND * usual * extra.shared
    return max(known / (extra.freedom + _BEFOREHAND), 0.0)


def _width(one: Evidence, usual_prompts: float, usual_voters: float) -> Width:
    prompts, voters = _share(one.prompts, usual_prompts), _share(one.voters, usual_voters)
    votes = max(1.0 + one.repeats, _LEAST)
    total = votes + prompts + voters
    shares = Shares(votes / total, prompts / total, voters / total)
    freedom = 1.0 / (
        shares.votes**2 / one.cases
        + shares.prompts**2 / (one.prompts.freedom + _BEFOREHAND)
        + shares.voters**2 / (one.voters.freedom + _BEFOREHAND)
    )
    return Width(total, shares, freedom)


def _spread(one: Evidence, width: Width) -> Spread:
    shares, usual = width.shares, width.total * _allowance(width.freedom)
    ratios = usual * _drawn_together(one.relative, 2.0 / width.freedom)
    scale = np.sqrt(ratios)
    covariance = one.base * scale[:, None] * scale[None, :]
    known = one.prompts.named and not one.prompts.same
    left = shares.prompts * (1.0 + 1.0 / one.prompts.shared) if one.prompts.shared else 0.0
    return Spread(
        dict(zip(one.models.tolist(), np.round(ratios, 4).tolist(), strict=True)),
        round(usual, 4),
        one.prompts.named,
        one.voters.named,
        Shares(*(round(share, 4) for share in shares)),
        round(tau(one.strength, covariance), 4),
        round(tau(one.strength, covariance, min(left, 1.0)), 4) if known else None,
        "prompts" if one.prompts.same else "voters" if one.voters.same else None,
    )


def _drawn_together(relative: Floats, noise: float) -> Floats:
    """Return the models' ratios beside their mean, as far as they differ by more than chance makes them."""
    beside = np.log(relative / relative.mean())
    beside -= beside.mean()
    differ = float((beside**2).mean())
    return np.asarray(np.exp(max(0.0, 1.0 - noise / differ) * beside) if differ else np.ones(relative.size))


def _allowance(freedom: float) -> float:
    """Return how many times as large a variance has to be taken that so few degrees of freedom tell."""
    return (_student(freedom) / QUANTILE_95) ** 2


def _student(freedom: float) -> float:
    """Return the 97.5 % quantile of Student's t, within a thousandth from four degrees of freedom on."""
    z = QUANTILE_95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))
