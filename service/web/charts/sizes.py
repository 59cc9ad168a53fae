"""How large charts are, for pages that reserve their place before they load."""

from __future__ import annotations

WIDTH = 720
"""The width of every chart, in pixels."""

PLOT_HEIGHT = 380
"""The height of every chart without rows."""

ROW = 24
_AROUND_ROWS = 106


def height_of_rows(count: int) -> int:
    """Return the height of a chart with this many rows, its title and its axis included."""
    return count * ROW + _AROUND_ROWS
