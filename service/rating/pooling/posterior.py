"""The posterior of a pooled fit, by Newton's method, and the variances of its effects, by a few steps of EM.

The strengths of a block are ``theta = Z u + c``: its shares of the effects ``u`` of models, themes and
languages, and effects ``c`` of its own. All are zero-mean Gaussian. The own effects appear in one block only
and are eliminated there, which leaves one system for ``u`` (a Schur complement).

The variances begin at values that are usual for arenas, count as eight observations of these, and have a
floor; EM stops after a few steps. Run to convergence on sparse cells, they collapse, and with them the
intervals: 95 % intervals then cover .75 to .84.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from service.rating.bradley_terry import SCALE
from service.rating.pooling.algebra import Eliminated, Sums, information, local, scattered, times
from service.rating.pooling.design import CELL, Batch, Design, Floats

USUAL = (150.0, 70.0, 50.0, 50.0)
"""Standard deviations of the effects of models, themes, languages and categories, in points."""

FLOOR = 30.0
"""The least standard deviation of an effect, in points."""

OBSERVATIONS = 8
"""How many observations of the usual variances are added to those of the votes."""

_EM_STEPS = 6
_MOST_RATIO = 0.9  # of a step and the one before: to the end it is at most nine times the last step
_FIRST_STEPS = 3  # the steps of EM go on from there
_MOST_STEPS = 30
_CONVERGED = 0.01  # log-odds; the error after that is about its square, and after the last step that one's
_HALVINGS = 30
_ROUNDING = 1e-12


class System(NamedTuple):
    """The equations of a Newton step: ``matrix u = right``, and what gives the own effects from ``u``.

    For each batch there are its ``S = (1 + v H)^-1``, its information ``H`` and its working response.
    """

    matrix: Floats
    right: Floats
    parts: list[tuple[Floats, Floats, Floats]]


def extrapolated(before: Floats, once: Floats, twice: Floats) -> Floats:
    """Return where values would end whose steps shrink as their last two did, each by itself (Aitken).

    Where votes say little of a variance, steps of EM are small and hardly shrink, and a few of them would
    tell more of the value that they began at than of the votes.
    """
    step, last = once - before, twice - once
    ratio = np.divide(last, step, out=np.zeros_like(step), where=step != 0.0)
    ratio = np.clip(ratio, 0.0, _MOST_RATIO)
    return np.asarray(twice + last * ratio / (1.0 - ratio))


class Posterior:
    """The most probable effects of a design, and their covariance given the variances."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.variances = (np.array(USUAL) / SCALE) ** 2
        self._votes = design.won_first + design.won_second
        size, blocks = design.models.size, design.slots.shape[0]
        self.effects = np.zeros((len(design.effects), size))
        self.own = np.zeros((blocks, size))
        self.covariance = np.zeros((0, 0))
        self.shrinkage: list[Floats] = []

    def fit(self) -> None:
        """Find the variances, the effects and their covariance."""
        self._climb(_FIRST_STEPS)
        for _ in range(_EM_STEPS // 2):
            before, once, twice = np.log(self.variances), self._learn(), self._learn()
            self.variances = np.maximum(np.exp(extrapolated(before, once, twice)), (FLOOR / SCALE) ** 2)
        self._climb(_MOST_STEPS)
        self._settle(whole=True)

    def _learn(self) -> Floats:
        """Take one step of EM; return the logarithms of the variances."""
        self._settle(whole=False)
        self.variances = self._maximized()
        return np.log(self.variances)

    def strengths(self) -> Floats:
        """Return the strength of each model in each block, in log-odds."""
        return self._shared(self.effects) + self.own

    def own_variance(self) -> Floats:
        """Return the variance of each block's own effects; 0 where it has none."""
        return np.where(self.design.own, self.variances[CELL], 0.0)

    def _shared(self, effects: Floats) -> Floats:
        """Return ``Z u`` of each block."""
        return sum(
            (share[:, None] * effects[slot] for slot, share in self._each_slot()),
            np.zeros((self.design.slots.shape[0], effects.shape[1])),
        )

    def _each_slot(self) -> Iterator[tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats]]:
        return zip(self.design.slots.T, self.design.shares.T, strict=True)

    def _gaps(self, strengths: Floats) -> Floats:
        design = self.design
        return np.asarray(strengths[design.block, design.first] - strengths[design.block, design.second])

    def _log_posterior(self, effects: Floats, own: Floats) -> float:
        gap = self._gaps(self._shared(effects) + own)
        lost = self.design.won_first * np.maximum(-gap, 0.0) + self.design.won_second * np.maximum(gap, 0.0)
        prior = float(((effects**2).sum(axis=1) / self.variances[self.design.groups]).sum())
        prior += float((own**2).sum() / self.variances[CELL])
        return -float((self._votes * np.log1p(np.exp(-np.abs(gap))) + lost).sum()) - prior / 2

    def _climb(self, most: int) -> None:
        """Take Newton's steps until they are small."""
        for _ in range(most):
            system = self._system()
            if self._step(self._eliminated(system).solve(system.right), system) < _CONVERGED:
                break

    def _settle(self, *, whole: bool) -> None:
        """Compute the covariance of the effects, and take a step of Newton's method.

        Unless ``whole``, it lacks that of effects which no block has both of.
        """
        system = self._system()
        left = self._eliminated(system)
        self.covariance = left.inverse(whole=whole)
        self.shrinkage = [part[0] for part in system.parts]
        self._step(left.solve(system.right), system)

    def _eliminated(self, system: System) -> Eliminated:
        return Eliminated(system.matrix, self.design.models.size, self.design.apart)

    def _step(self, solution: Floats, system: System) -> float:
        """Go to the solution of the equations, or half the way and so on if that leads down.

        Return the length of the step.
        """
        effects = solution.reshape(self.effects.shape)
        change, also = effects - self.effects, self._own_effects(effects, system) - self.own
        value = self._log_posterior(self.effects, self.own)
        for _ in range(_HALVINGS):
            reached = self._log_posterior(self.effects + change, self.own + also)
            if reached >= value - _ROUNDING * abs(value):
                break
            change, also = change / 2, also / 2
        self.effects, self.own = self.effects + change, self.own + also
        return float(max(np.abs(change).max(initial=0.0), np.abs(also).max(initial=0.0)))

    def _system(self) -> System:
        design = self.design
        strengths = self.strengths()
        chance = 0.5 + 0.5 * np.tanh(0.5 * self._gaps(strengths))
        weight = self._votes * chance * (1.0 - chance)
        gradient = scattered(design, design.won_first - self._votes * chance, self.own.shape)
        sums, variance = Sums(design), self.own_variance()
        parts = []
        for batch in design.batches:
            matrices = information(batch, weight[batch.rows])
            response = local(gradient, batch) + times(matrices, local(strengths, batch))
            v = variance[batch.blocks][:, None, None]
            shrunk = np.asarray(np.linalg.inv(np.eye(batch.members.shape[1]) + v * matrices), np.float64)
            sums.add(batch, matrices @ shrunk, times(shrunk, response))
            parts.append((shrunk, matrices, response))
        return System(*sums.system(1.0 / self.variances[design.groups]), parts)

    def _own_effects(self, effects: Floats, system: System) -> Floats:
        """Return the blocks' own effects that go with these effects."""
        own = np.zeros((self.own.shape[0], self.own.shape[1] + 1))
        shared, variance = self._shared(effects), self.own_variance()
        for batch, (shrunk, matrices, response) in zip(self.design.batches, system.parts, strict=True):
            rest = response - times(matrices, local(shared, batch))
            own[batch.blocks[:, None], batch.members] = variance[batch.blocks][:, None] * times(shrunk, rest)
        return own[:, :-1]

    def _maximized(self) -> Floats:
        """Return the variances that are most probable given the effects: one step of EM."""
        size, groups = self.design.models.size, self.design.groups
        squares = (self.effects**2).sum(axis=1) + np.diag(self.covariance).reshape(-1, size).sum(axis=1)
        total = np.bincount(groups, squares, CELL + 1)
        seen = np.bincount(groups, minlength=CELL + 1) * size
        for batch, shrunk in zip(self.design.batches, self.shrinkage, strict=True):
            present = batch.present & self.design.own[batch.blocks][:, None]
            total[CELL] += self._own_squares(batch, shrunk)[present].sum()
            seen[CELL] += present.sum()
        usual = (np.array(USUAL) / SCALE) ** 2
        learned = (OBSERVATIONS * usual + total) / (OBSERVATIONS + seen)
        return np.asarray(np.maximum(learned, (FLOOR / SCALE) ** 2))

    def _own_squares(self, batch: Batch, shrunk: Floats) -> Floats:
        """Return the expected squares of the own effects of a batch."""
        moved = np.eye(shrunk.shape[1]) - shrunk  # how the own effects follow the others
        spread = np.einsum("kij,kjl,kil->ki", moved, self.shared_covariance(batch), moved, optimize=True)
        alone = self.variances[CELL] * np.einsum("kii->ki", shrunk)
        return np.asarray(local(self.own, batch) ** 2 + alone + spread)

    def shared_covariance(self, batch: Batch) -> Floats:
        """Return the covariance of ``Z u`` of a batch's blocks, in their places."""
        size = self.design.models.size
        slots, shares = self.design.slots[batch.blocks], self.design.shares[batch.blocks]
        members = np.minimum(batch.members, size - 1)  # nobody reads what is left over
        total = np.zeros((*batch.members.shape, batch.members.shape[1]))
        if batch.whole:
            square = self.covariance.reshape(-1, size, len(self.design.effects), size)
            for pair in batch.pairs:
                block = square[pair.one, :, pair.other, :]
                total[pair.blocks] += pair.amounts[:, None, None] * (block + block.T)
            return total
        for slot, share in zip(slots.T, shares.T, strict=True):
            rows = slot[:, None] * size + members
            for second, also in zip(slots.T, shares.T, strict=True):
                columns = second[:, None] * size + members
                amount = (share * also)[:, None, None]
                total += amount * self.covariance[rows[:, :, None], columns[:, None, :]]
        return total
