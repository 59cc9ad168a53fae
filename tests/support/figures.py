"""Data for each figure, with names that must be escaped."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

NAMES = ("Lumière & Söhne", "<script>alert(1)</script>", "漢字 モデル")

DATA: dict[str, dict[str, Any]] = {
    "intervals": {
        "title": "Scores",
        "unit": "score",
        "rows": [
            {"name": name, "low": 20.0 - i, "mid": 22.0 - i, "high": 24.0 - i} for i, name in enumerate(NAMES)
        ],
    },
    "lines": {
        "title": "Days",
        "unit": "score",
        "series": [
            {
                "name": name,
                "points": [{"date": "2026-11-22", "value": i}, {"date": "2026-11-25", "value": 1.5}],
            }
            for i, name in enumerate(NAMES)
        ],
    },
    "days": {
        "title": "Votes",
        "unit": "votes",
        "kinds": list(NAMES),
        "rows": [{"date": f"2026-11-{day}", "kind": name, "count": 3} for day in (24, 25) for name in NAMES],
    },
    "curves": {
        "title": "Curves",
        "x": "x",
        "y": "y",
        "series": [{"name": name, "points": [[0, 0], [1, i]], "mark": 0.5} for i, name in enumerate(NAMES)],
    },
}


def parsed(svg: bytes) -> ET.Element:
    """Return a drawing's root; raise ParseError if it is not XML."""
    return ET.fromstring(svg)  # noqa: S314 - our own
