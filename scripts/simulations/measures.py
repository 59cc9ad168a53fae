"""Measures: what is asked of one simulated world, and how the answers of many become a figure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

Run = Callable[[int, int], Mapping[str, float]]
HEADER = ("what", "value", "standard error", "worlds", "target", "ok")


class Line(NamedTuple):
    """One figure of a measure: its key in what a run returns, what it is, and within which bounds it belongs.

    A figure without bounds is only reported.
    """

    key: str
    what: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One kind of world and what is measured in it.

    ``run`` takes a seed and a number of votes and returns a value for each key of ``lines``. ``seeds`` and
    ``votes`` are those of the long form.
    """

    name: str
    seeds: int
    votes: int
    run: Run
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Figure:
    """The mean of a value over worlds, with its standard error; a single world has none."""

    what: str
    value: float
    error: float | None
    worlds: int
    low: float | None
    high: float | None

    @property
    def ok(self) -> bool | None:
        """Whether the value is within its bounds; None without bounds."""
        if self.low is None and self.high is None:
            return None
        return (self.low is None or self.value >= self.low) and (self.high is None or self.value <= self.high)

    @property
    def target(self) -> str:
        """The bounds as text."""
        if self.low is not None and self.high is not None:
            return f"{self.low:g}–{self.high:g}"
        return "" if self.low is None and self.high is None else f"{_bound(self.low, self.high)}"

    def cells(self) -> tuple[str, ...]:
        """Return the figure's cells in the order of ``HEADER``."""
        ok = {True: "yes", False: "no", None: ""}[self.ok]
        error = "–" if self.error is None else f"{self.error:.3f}"
        return self.what, f"{self.value:.3f}", error, str(self.worlds), self.target, ok

    def document(self) -> dict[str, object]:
        """Return the figure as it is written to JSON."""
        return {**asdict(self), "ok": self.ok}


def _bound(low: float | None, high: float | None) -> str:
    return f"≥ {low:g}" if high is None else f"≤ {high:g}"


def measured(measure: Measure, seeds: Sequence[int], votes: int | None = None) -> list[Figure]:
    """Return the figures of a measure over the worlds of these seeds; say on standard error how far it is."""
    results = []
    for number, seed in enumerate(seeds, 1):
        results.append(measure.run(seed, votes or measure.votes))
        print(
            f"\rsimulate: {measure.name}, world {number} of {len(seeds)}", end="", file=sys.stderr, flush=True
        )
    print(file=sys.stderr)
    return [_figure(line, results) for line in measure.lines]


def _figure(line: Line, results: Sequence[Mapping[str, float]]) -> Figure:
    values = np.array([result[line.key] for result in results])
    error = float(values.std(ddof=1)) / sqrt(values.size) if values.size > 1 else None
    return Figure(line.what, float(values.mean()), error, values.size, line.low, line.high)


def table(figures: Sequence[Figure]) -> str:
    """Return figures as an aligned Markdown table."""
    lines = [HEADER, *(figure.cells() for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    lines.insert(1, tuple("-" * width for width in widths))
    cells = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
