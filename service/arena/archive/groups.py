"""Groups of axes for workers: each axis in one group, with about as much work in each."""

from __future__ import annotations

from collections.abc import Mapping

PAIRS = 0
"""Stands for the head-to-head counts among the axes: they are counted once, by the workers of one group."""


def grouped(work: Mapping[int, int], count: int) -> list[frozenset[int]]:
    """Return up to ``count`` groups of the axes whose work is given, none of them empty.

    The largest axis goes first, each to the group with the least work. An axis cannot be divided: the overall
    one has every vote.
    """
    groups: list[set[int]] = [set() for _ in range(min(count, len(work)))]
    loads = [0] * len(groups)
    for axis in sorted(work, key=lambda axis: (-work[axis], axis)):
        lightest = loads.index(min(loads))
        groups[lightest].add(axis)
        # Each axis costs something even if it has no votes yet.
        loads[lightest] += work[axis] + 1
    return [frozenset(group) for group in groups]
