"""The rows of the benchmark of several processes and arenas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scripts.benchmarks.rows import Row
from scripts.benchmarks.scale.clients import Flow
from scripts.benchmarks.scale.prototype import Shape

TOGETHER = 100
"""The votes of a large request."""

# What more processes should give against the first number of them.
_ONE_ARENA = {2: 1.5, 4: 3.0, 8: 4.0}
_EIGHT_ARENAS = {2: 1.6, 8: 6.0}
_LARGE = {4: 2.0}
_ARENAS_REACH = 0.9
_P99_REACH = 4.0
_FLOOR_REACH = 0.5
_PROTOTYPE_REACH = 0.5
_PROTOTYPE_FROM = 4
_INSERTS_REACH = 0.3


@dataclass
class Figures:
    """What was measured, by processes, or by processes and arenas."""

    votes: dict[tuple[int, int], Flow] = field(default_factory=dict)
    tails: dict[int, Flow] = field(default_factory=dict)
    large: dict[int, Flow] = field(default_factory=dict)
    reads: dict[int, Flow] = field(default_factory=dict)
    plain: dict[int, Flow] = field(default_factory=dict)
    floors: dict[int, Flow] = field(default_factory=dict)
    prototype: dict[Shape, float] = field(default_factory=dict)
    lone: float = 0
    inserts: float = 0


def rows(figures: Figures, processes: Sequence[int], arenas: Sequence[int]) -> list[Row]:
    """Return every figure beside its floor."""
    found = [
        *_matrix(figures, processes, arenas),
        *_floors(figures, processes, arenas),
        *_tails(figures),
        *_large(figures, processes),
        *_reads(figures),
    ]
    return [*found, Row(what="a lone client, median", value=figures.lone, unit="ms")]


def _matrix(figures: Figures, processes: Sequence[int], arenas: Sequence[int]) -> Iterator[Row]:
    rates = figures.votes
    for (count, number), load in rates.items():
        floor, floor_is, reach = None, "", None
        if count != processes[0]:
            floor, floor_is = rates[processes[0], number].rate, f"/s, processes: {processes[0]}"
            reach = (_ONE_ARENA if number == 1 else _EIGHT_ARENAS).get(count)
        elif number != arenas[0]:
            floor, floor_is = rates[count, arenas[0]].rate, f"/s, arenas: {arenas[0]}"
            reach = _ARENAS_REACH
        what = f"one vote per request, processes: {count}, arenas: {number}"
        yield Row(what=what, value=load.rate, unit="/s", floor=floor, floor_is=floor_is, reach=reach)


def _floors(figures: Figures, processes: Sequence[int], arenas: Sequence[int]) -> Iterator[Row]:
    for count, floor in figures.floors.items():
        yield Row(
            what=f"processes: {count}, arenas: {arenas[0]}, against the same route without a database",
            value=figures.votes[count, arenas[0]].rate,
            unit="/s",
            floor=floor.rate,
            floor_is="/s",
            reach=_FLOOR_REACH if count == processes[0] else None,
        )
    for shape, rate in figures.prototype.items():
        hot = shape.arenas == 1 and shape.processes >= _PROTOTYPE_FROM
        yield Row(
            what=f"processes: {shape.processes}, arenas: {shape.arenas}, against the prototype with "
            f"batches of {shape.batch}",
            value=figures.votes[shape.processes, shape.arenas].rate,
            unit="/s",
            floor=rate,
            floor_is="/s",
            reach=_PROTOTYPE_REACH if hot else None,
        )


def _tails(figures: Figures) -> Iterator[Row]:
    for count, load in figures.tails.items():
        yield Row(
            what=f"p99 of 256 requests at once, processes: {count}",
            value=load.p99,
            unit="ms",
            floor=load.p50,
            floor_is="ms, p50",
            reach=_P99_REACH,
            at_most=True,
        )


def _large(figures: Figures, processes: Sequence[int]) -> Iterator[Row]:
    for count, load in figures.large.items():
        first = count == processes[0]
        yield Row(
            what=f"requests of {TOGETHER} votes, processes: {count}",
            value=load.rate * TOGETHER,
            unit="votes/s",
            floor=figures.inserts if first else figures.large[processes[0]].rate * TOGETHER,
            floor_is="/s, the driver's inserts" if first else f"/s, processes: {processes[0]}",
            reach=_INSERTS_REACH if first else _LARGE.get(count),
        )


def _reads(figures: Figures) -> Iterator[Row]:
    for count, load in figures.reads.items():
        yield Row(
            what=f"leaderboard GETs, processes: {count}",
            value=load.rate,
            unit="/s",
            floor=figures.plain[count].rate,
            floor_is="/s, the simplest route",
        )
