"""All rating states of one arena in memory, and the two ways to fold votes into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.domain.rankings import LAST_ABOVE
from service.domain.ratings import Skill
from service.rating.bulk import KEY_SHIFT, Entries, Expander, distinct
from service.rating.bulk import slots as find_slots
from service.rating.changes import AxesOf, Changes
from service.rating.engines import PLAIN, Engine
from service.rating.fold import BOTH_BAD, fold
from service.rating.params import Params
from service.rating.vote_columns import Sides, sides

Vote = tuple[int, int, int, Sequence[int]]
Row = tuple[int, int, float, float, int, int, int, int, int]
StateColumns = list[NDArray[Any]]
"""The columns of a Row, one array for each."""

# From this many votes on, arrays are worth making, with either engine.
BULK_VOTES = 500

_MODEL = (1 << KEY_SHIFT) - 1
_DTYPES = (np.float64, np.float64, np.int64, np.int64, np.int64, np.int64, np.int64)


class RatingState:
    """The state of every model on every axis of an arena: its rating, counts and day of last change.

    A state lives in a slot, whose number never changes. ``complete`` says that a key without a slot has no
    votes, so a fold need not look anything up first. Nothing can be undone: after a failed transaction,
    discard the object and load another.
    """

    def __init__(self, params: Params, *, complete: bool = False, engine: Engine = PLAIN) -> None:
        self.params = params
        self.complete = complete
        self.engine = engine
        self.slot: dict[int, int] = {}
        self._keys: list[int] = []
        self._columns: list[Any] = [[] for _ in _DTYPES]
        self._prior = (params.mu, params.variance, 0, 0, 0, 0, 0)
        self._numbers = (params.two_beta2, params.tau2, params.margin, params.fold_both_bad)

    def __len__(self) -> int:
        """Return the number of states."""
        return len(self._keys)

    def ensure(self, axis: int, model: int) -> int:
        """Return the slot of a model on an axis. Open one at the prior if it has none."""
        key = axis << KEY_SHIFT | model
        slot = self.slot.get(key)
        if slot is None:
            slot = self._open(key, self._prior)
        return slot

    def skill(self, axis: int, model: int) -> Skill:
        """Return the skill of a model on an axis, the prior if it has no votes."""
        slot = self.slot.get(axis << KEY_SHIFT | model)
        if slot is None:
            return Skill(self.params.mu, self.params.variance)
        return Skill(float(self._columns[0][slot]), float(self._columns[1][slot]))

    def state(self, axis: int, model: int) -> tuple[float, float, int]:
        """Return ``mu``, ``variance`` and the number of folded votes of a model on an axis."""
        slot = self.slot.get(axis << KEY_SHIFT | model)
        if slot is None:
            return self.params.mu, self.params.variance, 0
        mu, variance, wins, losses, ties, both_bad, _ = self._columns
        votes = wins[slot] + losses[slot] + ties[slot]
        if self.params.fold_both_bad:
            votes += both_bad[slot]
        return float(mu[slot]), float(variance[slot]), int(votes)

    def models_on(self, axis: int) -> list[int]:
        """Return the models whose state on an axis is here."""
        return [key & _MODEL for key in self._keys if key >> KEY_SHIFT == axis]

    def load(self, rows: Iterable[Row]) -> None:
        """Add stored states, with columns as in ``rows()``. States already here are newer and stay."""
        added: dict[int, Sequence[float]] = {}
        for axis, model, *values in rows:
            key = axis << KEY_SHIFT | model
            if key not in self.slot:
                added.setdefault(key, values)
        self.slot.update({key: slot for slot, key in enumerate(added, len(self.slot))})
        self._keys += added
        for column, others in zip(self._lists(), zip(*added.values(), strict=True), strict=bool(added)):
            column.extend(others)

    def missing(self, votes: Iterable[Sequence[int]], axes_of: AxesOf) -> list[tuple[int, int]]:
        """Return each ``(axis, model)`` that folding these rows needs and that is not loaded.

        Rows are as for ``fold``.
        """
        wanted = {
            axis << KEY_SHIFT | model
            for _, left, right, _, category, *_ in votes
            for axis in axes_of(category)
            for model in (left, right)
        }
        return [(key >> KEY_SHIFT, key & _MODEL) for key in sorted(wanted.difference(self.slot))]

    def rows(self, slots: Iterable[int]) -> list[Row]:
        """Return the rows of these slots, by axis and model.

        A row is ``(axis, model, mu, variance, wins, losses, ties, both_bad, day)``.
        """
        chosen = sorted(slots, key=self._keys.__getitem__)
        keys = [self._keys[slot] for slot in chosen]
        if self._is_arrays():
            values = [column[chosen].tolist() for column in self._columns]
        else:
            values = [[column[slot] for slot in chosen] for column in self._columns]
        axes, models = [key >> KEY_SHIFT for key in keys], [key & _MODEL for key in keys]
        return list(zip(axes, models, *values, strict=True))

    def all_rows(self) -> list[Row]:
        """Return the rows of all states, by axis and model."""
        return self.rows(range(len(self._keys)))

    def columns(self, day: int | None = None) -> StateColumns:
        """Return columns of all states, or with a day of those that `changed_on` has, by axis and model."""
        keys = np.array(self._keys, np.int64)
        columns = [np.asarray(column, dtype) for column, dtype in zip(self._columns, _DTYPES, strict=True)]
        chosen = np.arange(keys.size) if day is None else np.flatnonzero(columns[-1] == day)
        chosen = chosen[np.argsort(keys[chosen])]
        keys = keys[chosen]
        return [keys >> KEY_SHIFT, keys & _MODEL, *(column[chosen] for column in columns)]

    def changed_on(self, day: int) -> list[Row]:
        """Return the rows of the states whose last change was on this day, by axis and model."""
        days = self._columns[-1]
        if self._is_arrays():
            return self.rows(np.flatnonzero(days == day).tolist())
        return self.rows(slot for slot, last in enumerate(days) if last == day)

    def fold(self, votes: Sequence[Sequence[int]], axes_of: AxesOf, day: int) -> Changes:
        """Fold rows that begin ``(position, left, right, outcome, category)``, in order, all on this day.

        A ranking is a chain of rows, as in `service.domain.rankings`, and never a part of one. ``axes_of``
        returns the axes of a prompt category. Few votes are folded one by one, many as arrays.
        """
        if len(votes) < BULK_VOTES:
            changes = self.rate(votes, axes_of, day)
            changes.count_votes(votes, axes_of)
            return changes
        columns = sides(votes)
        changes = self._rate_columns(columns, axes_of, day)
        changes.count_arrays(columns, axes_of)
        return changes

    def rate(self, votes: Sequence[Sequence[int]], axes_of: AxesOf, day: int) -> Changes:
        """Fold rows as `fold` does, but do not count their pairs."""
        if len(votes) >= BULK_VOTES:
            return self._rate_columns(sides(votes), axes_of, day)
        return self.fold_votes(
            [(left, right, outcome, axes_of(category)) for _, left, right, outcome, category, *_ in votes],
            day,
        )

    def _rate_columns(self, columns: Sides, axes_of: AxesOf, day: int) -> Changes:
        expander = Expander({category: axes_of(category) for category in distinct(columns[3])[0].tolist()})
        return self.fold_arrays(expander.expand(*columns), day)

    def fold_votes(self, votes: Iterable[Vote], day: int, into: Changes | None = None) -> Changes:
        """Fold votes ``(model_left, model_right, outcome, axes)`` in order and return what they changed.

        Meant for a few votes at a time: each axis of each vote takes about 3 microseconds. ``into`` collects
        the changes of several calls, for callers that read ratings between votes. Pairs are not counted.
        """
        changes = Changes() if into is None else into
        left: list[int] = []
        right: list[int] = []
        outcomes: list[int] = []
        slot = self.slot
        mu, variance, wins, losses, ties, both_bad, _ = self._lists()
        for model_left, model_right, outcome, axes in _by_axis(votes):
            code = int(outcome)
            for axis in axes:
                base = axis << KEY_SHIFT
                i = slot.get(base | model_left)
                j = slot.get(base | model_right)
                left.append(self.ensure(axis, model_left) if i is None else i)
                right.append(self.ensure(axis, model_right) if j is None else j)
                outcomes.append(code)
        numbers = self._numbers
        fold(mu, variance, wins, losses, ties, both_bad, left, right, outcomes, *numbers)
        self._mark({*left, *right}, day, changes)
        return changes

    def fold_arrays(self, entries: Entries, day: int) -> Changes:
        """Fold entries, one per vote and axis in the order of the votes, with this state's engine.

        Pairs are not counted.
        """
        left, right, new = find_slots(entries.axis, entries.left, entries.right, self.slot)
        self._keys += new
        columns = self._arrays() if self.engine.arrays else self._lists()
        self._grow(len(new))
        self.engine.fold(*columns[:6], left, right, entries.outcome, *self._numbers)
        changes = Changes()
        self._mark(set(distinct(np.concatenate((left, right)))[0].tolist()), day, changes)
        return changes

    def _mark(self, slots: set[int], day: int, changes: Changes) -> None:
        changes.slots |= slots
        days = self._columns[-1]
        if self._is_arrays():
            days[list(slots)] = day
        else:
            for slot in slots:
                days[slot] = day

    def _open(self, key: int, values: Sequence[float]) -> int:
        slot = self.slot[key] = len(self._keys)
        self._keys.append(key)
        for column, value in zip(self._lists(), values, strict=True):
            column.append(value)
        return slot

    def _grow(self, count: int) -> None:
        for i, (column, value) in enumerate(zip(self._columns, self._prior, strict=True)):
            if isinstance(column, list):
                column.extend([value] * count)
            else:
                self._columns[i] = np.concatenate((column, np.full(count, value, column.dtype)))

    def _is_arrays(self) -> bool:
        return isinstance(self._columns[0], np.ndarray)

    def _lists(self) -> list[Any]:
        if self._is_arrays():
            self._columns[:] = [column.tolist() for column in self._columns]
        return self._columns

    def _arrays(self) -> list[Any]:
        if not self._is_arrays():
            self._columns[:] = [np.array(c, dtype) for c, dtype in zip(self._columns, _DTYPES, strict=True)]
        return self._columns


def _by_axis(votes: Iterable[Vote]) -> Iterator[Vote]:
    """Yield the votes, with the rows of a ranking once for each of its axes, so that they stay together."""
    links: list[Vote] = []
    for vote in votes:
        if vote[2] <= BOTH_BAD:
            yield vote
            continue
        links.append(vote)
        if vote[2] >= LAST_ABOVE:
            yield from ((left, right, code, (axis,)) for axis in vote[3] for left, right, code, _ in links)
            links = []
