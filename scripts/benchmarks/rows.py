"""Rows that benchmarks report, and the table that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADER = ("what", "value", "baseline", "ratio", "target", "ok")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure and what it is compared with.

    ``reach`` bounds the ratio of ``value`` to ``floor``, or ``value`` itself where there is no floor: from
    below, or from above with ``at_most``. A figure without a reach is only reported.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    floor_is: str = ""
    reach: float | None = None
    at_most: bool = False

    @property
    def ratio(self) -> float | None:
        """The value divided by the floor; None without a floor."""
        return None if self.floor is None else self.value / self.floor

    @property
    def ok(self) -> bool | None:
        """Whether the value is within reach; None without a reach."""
        if self.reach is None:
            return None
        figure = self.value if self.ratio is None else self.ratio
        return figure <= self.reach if self.at_most else figure >= self.reach

    def cells(self) -> tuple[str, ...]:
        """Return the row's cells in the order of ``HEADER``."""
        floor = "" if self.floor is None else f"{_short(self.floor)} {self.floor_is}".strip()
        ratio = "" if self.ratio is None else _short(self.ratio)
        reach = "" if self.reach is None else f"{'≤' if self.at_most else '≥'} {_short(self.reach)}"
        ok = {True: "yes", False: "no", None: ""}[self.ok]
        return self.what, f"{_short(self.value)} {self.unit}", floor, ratio, reach, ok


def table(rows: Sequence[Row]) -> str:
    """Return the rows as an aligned Markdown table."""
    lines = [HEADER, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    lines.insert(1, tuple("-" * width for width in widths))
    cells = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _short(number: float) -> str:
    """Return a number with three significant figures; more would be noise."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three figures
