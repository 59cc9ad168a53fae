"""Votes on matchups as one array per column: what the detectors read."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

VoteTuple = tuple[int, int, int, int, int, int, int, int, float, int, int, int]
"""A vote as it is read, in the order of DealtVotes' columns."""

UNKNOWN = 0
"""Stands in for a voter or network that is not known, and for no exclusion."""


_KINDS = {"probability": np.float64}


class DealtVotes(NamedTuple):
    """Votes on matchups in log order, one array per column.

    ``voter`` and ``network`` are keyed hashes. ``probability`` is that of the pair when it was dealt.
    ``exclusion`` is a number of `domain.votes.Exclusion`, 0 for a vote that counts. ``milliseconds`` is the
    time that the answer took, -1 if it is not known.
    """

    position: Ints
    voted_at: Ints
    voter: Ints
    network: Ints
    left: Ints
    right: Ints
    outcome: Ints
    exclusion: Ints
    probability: Floats
    milliseconds: Ints
    image_left: Ints
    image_right: Ints

    def where(self, chosen: ArrayLike) -> DealtVotes:
        """Return some of the votes, by a mask or by indices."""
        index = np.asarray(chosen)
        return DealtVotes(*(column[index] for column in self))

    @property
    def size(self) -> int:
        """The number of votes."""
        return int(self.position.size)


def dealt_votes(rows: Sequence[VoteTuple]) -> DealtVotes:
    """Return rows as columns."""
    columns: list[Any] = [
        np.fromiter(map(itemgetter(place), rows), _KINDS.get(name, np.int64), len(rows))
        for place, name in enumerate(DealtVotes._fields)
    ]
    return DealtVotes(*columns)


def joined(parts: Sequence[DealtVotes]) -> DealtVotes:
    """Return parts of a log as one, by position."""
    if not parts:
        return dealt_votes([])
    whole = DealtVotes(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    if bool((np.diff(whole.position) > 0).all()):
        return whole
    return whole.where(np.argsort(whole.position, kind="stable"))


class Subjects(NamedTuple):
    """Votes by subject: all of the first one's in log order, then the next one's.

    ``starts`` is where each subject begins, ``number`` the subject of each vote, counted from 0, and ``rank``
    which of its subject's votes it is, counted from 1.
    """

    votes: DealtVotes
    names: Ints
    starts: Ints
    number: Ints
    rank: Ints


def by_subject(votes: DealtVotes, name: str) -> Subjects:
    """Return votes by ``voter`` or ``network``, without those of which that is not known."""
    names = getattr(votes, name)
    known = np.flatnonzero(names != UNKNOWN)
    order = known[np.argsort(names[known], kind="stable")]
    chosen = votes.where(order)
    every, starts, number, counts = np.unique(
        names[order], return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.arange(1, order.size + 1) - np.repeat(starts, counts)
    return Subjects(chosen, every, starts, number.reshape(-1), rank)
