"""The Pareto front of costs and gains: the points that no other beats in both."""

from __future__ import annotations

from collections.abc import Sequence


def front(points: Sequence[tuple[float, float]]) -> list[bool]:
    """Return for each point (cost, gain) whether it is on the front.

    A point is on the front if no other is at least as good in both numbers and better in one. Equal points
    are both on the front, or neither is.
    """
    best: dict[float, float] = {}
    highest = float("-inf")
    for cost, gain in sorted(set(points), key=lambda point: (point[0], -point[1])):
        if gain > highest:
            best[cost] = highest = gain
    return [best.get(cost) == gain for cost, gain in points]
