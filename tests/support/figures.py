"""Every figure, with names that must be escaped."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from service.web.charts.figures import (
    Curve,
    Curves,
    DayCount,
    Days,
    DaySeries,
    DayValue,
    Figure,
    Interval,
    Intervals,
    Lines,
)

NAMES = ("Lumière & Söhne", "<script>alert(1)</script>", "漢字 モデル")
DAY = 20_779  # 2026-11-22

FIGURES: dict[str, Figure] = {
    "intervals": Intervals(
        "Scores", "score", [Interval(name, 20.0 - i, 22.0 - i, 24.0 - i) for i, name in enumerate(NAMES)]
    ),
    "lines": Lines(
        "Scores by day",
        "score",
        [DaySeries(name, [DayValue(DAY, i), DayValue(DAY + 3, 1.5)]) for i, name in enumerate(NAMES)],
    ),
    "days": Days("Votes", "votes", NAMES, [DayCount(DAY + i, name, 3) for i in (0, 2) for name in NAMES]),
    "curves": Curves(
        "Curves", "x", "y", [Curve(name, [(0, 0), (1, i)], mark=0.5) for i, name in enumerate(NAMES)]
    ),
}


def parsed(svg: bytes) -> ET.Element:
    """Return a drawing's root; raise ParseError if it is not XML."""
    return ET.fromstring(svg)  # noqa: S314 - our own


def elements(svg: bytes, name: str) -> list[ET.Element]:
    """Return a drawing's elements of a name, in their order."""
    return list(parsed(svg).iter(f"{{http://www.w3.org/2000/svg}}{name}"))
