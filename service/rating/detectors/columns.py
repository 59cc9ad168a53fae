"""Votes on matchups as one array per column: what the detectors read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)

VoteTuple = tuple[int, int, int, int, int, int, int, int, float, int, int, int]
"""A vote in the order of DealtVotes' columns."""

UNKNOWN = 0
"""Stands in for a voter or network that is not known, and for no exclusion."""


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

    def where(self, chosen: Ints | Bools | slice) -> DealtVotes:
        """Return some of the votes, by a mask, by indices, or a slice of them."""
        columns: list[Any] = [column[chosen] for column in self]
        return DealtVotes(*columns)

    @property
    def size(self) -> int:
        """The number of votes."""
        return int(self.position.size)


_VOTE = ("position", "voted_at", "voter", "packed")
_MATCHUP = ("position", "network", "probability", "milliseconds", "images")


def dealt_votes(rows: Sequence[VoteTuple]) -> DealtVotes:
    """Return rows as columns."""
    return DealtVotes(**_columns(DealtVotes._fields, rows))


def matched(votes: Sequence[str], matchups: Sequence[str]) -> DealtVotes:
    """Return votes with their matchups as `db.queries.log.dealt` reads them; leave out votes without one.

    To put them together here takes half the time of a join in the database.
    """
    log, dealt = _parsed(_VOTE, votes), _parsed(_MATCHUP, matchups)
    _, mine, theirs = np.intersect1d(
        log["position"], dealt["position"], assume_unique=True, return_indices=True
    )
    packed, images = log["packed"][mine], dealt["images"][theirs]
    return DealtVotes(
        position=log["position"][mine],
        voted_at=log["voted_at"][mine],
        voter=log["voter"][mine],
        network=dealt["network"][theirs],
        left=packed >> 36,
        right=packed >> 8 & ((1 << 28) - 1),
        outcome=packed >> 5 & 7,
        exclusion=packed & 31,
        probability=dealt["probability"][theirs],
        milliseconds=dealt["milliseconds"][theirs],
        image_left=images >> 31,
        image_right=images & ((1 << 31) - 1),
    )


def _columns(names: Sequence[str], rows: Sequence[Sequence[float]]) -> dict[str, Any]:
    values = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: np.array(column, _kind(name)) for name, column in zip(names, values, strict=True)}


def _parsed(names: Sequence[str], columns: Sequence[str]) -> dict[str, Any]:
    return {
        name: np.fromstring(column, _kind(name), sep=",") for name, column in zip(names, columns, strict=True)
    }


def _kind(name: str) -> type[np.float64 | np.int64]:
    return np.float64 if name == "probability" else np.int64


def joined(parts: Sequence[DealtVotes]) -> DealtVotes:
    """Return parts of a log as one, by position."""
    if not parts:
        return dealt_votes([])
    columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
    whole = DealtVotes(*columns)
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

    def of(self, number: int) -> DealtVotes:
        """Return the votes of a subject."""
        end = self.starts[number + 1] if number + 1 < self.starts.size else self.votes.size
        return self.votes.where(slice(int(self.starts[number]), int(end)))


def twice(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return each value twice, one after the other: once for each model of a vote."""
    return np.repeat(values, 2)


def turns(left: NDArray[Scalar], right: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return the values of both sides in turns, as `twice` has the votes."""
    return np.stack([left, right], axis=1).reshape(-1)


def by_subject(votes: DealtVotes, name: str) -> Subjects:
    """Return votes by ``voter`` or ``network``, without those of which that is not known."""
    names = getattr(votes, name)
    known = np.flatnonzero(names != UNKNOWN)
    every, numbers = np.unique(names[known], return_inverse=True)
    order = order_by(numbers.reshape(-1))
    counts = np.bincount(numbers.reshape(-1), minlength=every.size)
    starts = np.cumsum(counts) - counts
    rank = np.arange(1, order.size + 1) - np.repeat(starts, counts)
    number = np.repeat(np.arange(every.size), counts)
    return Subjects(votes.where(known[order]), every, starts, number, rank)


def order_by(keys: Ints) -> Ints:
    """Return the stable order of keys that are not negative: numbers of subjects, not hashes.

    Key and index are packed into one integer, since sorting integers is much faster than sorting an index.
    """
    bits = int(keys.size).bit_length()
    packed = keys << bits | np.arange(keys.size)
    packed.sort()
    return np.asarray(packed & ((1 << bits) - 1), np.int64)
