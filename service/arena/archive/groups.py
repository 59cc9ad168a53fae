"""Groups of axes for workers: each axis in one group, with about as many votes in each."""

from __future__ import annotations

from collections.abc import Mapping


def grouped(votes: Mapping[int, int], count: int) -> list[frozenset[int]]:
    """Return up to ``count`` groups of the axes whose votes are given, none of them empty.

    The largest axis goes first, each to the group with the fewest votes. An axis cannot be divided: the
    overall one has every vote.
    """
    groups: list[set[int]] = [set() for _ in range(min(count, len(votes)))]
    loads = [0] * len(groups)
    for axis in sorted(votes, key=lambda axis: (-votes[axis], axis)):
        lightest = loads.index(min(loads))
        groups[lightest].add(axis)
        # Each axis costs something even if it has no votes yet.
        loads[lightest] += votes[axis] + 1
    return [frozenset(group) for group in groups]
