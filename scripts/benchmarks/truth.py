"""How true leaderboards are in simulated arenas: the long form of ``scripts/simulate``."""

from scripts.benchmarks.rows import Row
from scripts.simulations.__main__ import long_form
from scripts.simulations.measures import Figure


def run() -> list[Row]:
    """Return every figure with its target; some minutes."""
    return [row for figure in long_form() for row in rows_of(figure)]


def rows_of(figure: Figure) -> list[Row]:
    """Return a figure as one row, or as two if it has a bound on each side."""
    what = figure.what if figure.error is None else f"{figure.what}, ± {figure.error:.3f}"
    ends = [(end, at_most) for end, at_most in ((figure.low, False), (figure.high, True)) if end is not None]
    if not ends:
        return [Row(what=what, value=figure.value, unit="")]
    return [Row(what=what, value=figure.value, unit="", reach=end, at_most=at_most) for end, at_most in ends]
