"""How large charts are, for pages that keep their place before they are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WIDTH = 720
"""The width of every chart."""

_PLOT = 380
_ROW = 24
_AROUND_ROWS = 100


def height_of(figure: str, data: Mapping[str, Any]) -> int:
    """Return the height of a figure with all around it: by its rows, or the same for all that have none."""
    return len(data["rows"]) * _ROW + _AROUND_ROWS if figure == "intervals" else _PLOT
