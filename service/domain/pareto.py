"""What nobody offers better and cheaper: the Pareto front of costs and gains."""

from __future__ import annotations

from collections.abc import Sequence


def front(points: Sequence[tuple[float, float]]) -> list[bool]:
    """Of each point (cost, gain) whether no other costs as little and gains as much, and is better in one.

    Points that are equal are both on the front, or neither.
    """
    best: dict[float, float] = {}
    highest = float("-inf")
    for cost, gain in sorted(set(points), key=lambda point: (point[0], -point[1])):
        if gain > highest:
            best[cost] = highest = gain
    return [best.get(cost) == gain for cost, gain in points]
