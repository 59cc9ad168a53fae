"""Shares: what one voter and one network may add in a day to a cell, and to the votes on a model.

A cell is a theme in a language. Few votes decide a small one, and a network that waits for one model would
spend all its votes on that. Decision 0054 has the arithmetic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service.domain import clock
from service.domain.limits.turnouts import Bound, Kind, Limits, TurnoutKey
from service.domain.votes import Exclusion

FROM_VOTES = 1_000
"""In a smaller arena there are no shares: it needs every vote, and its leaderboard says that it is unsure."""
LEAST_OF_CELL = 20
"""A voter may always cast so many votes a day in a cell: those are what a small cell needs."""
LEAST_ON_MODEL = 10
"""What counts in a day of a network's votes on one model, however many models there are."""


class Sizes(NamedTuple):
    """The votes that count in an arena, its models with votes, and the votes that count in cells, by axis."""

    votes: int
    models: int
    cells: Mapping[int, int]


class Source(NamedTuple):
    """Whose vote it is: the keyed hashes of a voter and of its network, None if that is not known."""

    voter: int
    network: int | None


def bounds(limits: Limits, source: Source, dealt_at: int, models: Iterable[int], sizes: Sizes) -> list[Bound]:
    """Return the bounds on a vote on two models, in the cells whose sizes are known.

    Those that other limits reach first are left out: each costs a row.
    """
    if sizes.votes < FROM_VOTES:
        return []
    day = dealt_at // clock.DAY
    return [*_of_cells(limits, source, day, sizes), *_of_models(limits, source.network, day, models, sizes)]


def _of_cells(limits: Limits, source: Source, day: int, sizes: Sizes) -> Iterator[Bound]:
    for axis, votes in sizes.cells.items() if limits.share else ():
        most = max(LEAST_OF_CELL, votes * limits.share // 100)
        together = most * limits.networks
        if source.network is not None and _is_less(together, limits.votes):
            yield Bound(_key(Kind.NETWORK_CELL, day, source.network, axis), together, Exclusion.HELD)
        if _is_less(most, limits.voter_votes):
            yield Bound(_key(Kind.VOTER_CELL, day, source.voter, axis), most, Exclusion.WEIGHT)


def _of_models(
    limits: Limits, network: int | None, day: int, models: Iterable[int], sizes: Sizes
) -> Iterator[Bound]:
    even = -(-2 * limits.votes // max(sizes.models, 1))
    most = max(LEAST_ON_MODEL * limits.networks, even)
    if network is not None and most < limits.votes:
        for model in models:
            yield Bound(_key(Kind.NETWORK_MODEL, day, network, model), most, Exclusion.HELD)


def _is_less(number: int, limit: int) -> bool:
    return limit == 0 or number < limit


def _key(kind: Kind, day: int, subject: int, number: int) -> TurnoutKey:
    return TurnoutKey(kind.value, day, mixed(subject, number))


def mixed(subject: int, number: int) -> int:
    """Return the hash of a subject together with the number of an axis or a model."""
    data = subject.to_bytes(8, "big", signed=True) + number.to_bytes(8, "big")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)
