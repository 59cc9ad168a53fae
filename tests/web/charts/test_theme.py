"""The looks of charts: the colors of the pages, readable on their ground."""

from __future__ import annotations

import re
from operator import attrgetter
from pathlib import Path

import pytest

from service.web.charts.theme import INLINE, THEMES, Mode

# What WCAG asks of lines and of large text; of small text more.
LINES, WORDS = 3.0, 4.5


_MARKS = attrgetter("quiet", "own", "better", "worse", "accent")


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_everything_is_readable_on_its_ground(mode: Mode) -> None:
    look = THEMES[mode]
    assert min(contrast(look.ground, words) for words in (look.ink, look.quiet)) >= WORDS
    assert min(contrast(look.ground, color) for color in (*look.series, *_MARKS(look))) >= LINES


def test_the_colors_are_those_of_the_style_sheet(project_root: Path) -> None:
    sheets = ((project_root / f"service/web/static/{name}.css").read_text() for name in ("site", "chart"))
    colors = dict(re.findall(r"--([a-z0-9-]+): light-dark\(([^()]*)\);", "".join(sheets)))
    looks = THEMES["light"], THEMES["dark"]
    for name in ("ink", "quiet", "line", "accent", "good", "own", "better", "worse"):
        assert colors[name] == ", ".join(getattr(look, name) for look in looks)
        assert getattr(INLINE, name) == f"var(--{name})"
    for place, pair in enumerate(zip(*(look.series for look in looks), strict=True), start=1):
        assert colors[f"series-{place}"] == ", ".join(pair)
        assert INLINE.color(place - 1) == f"var(--series-{place})"
    assert colors["surface"] == ", ".join(look.ground for look in looks)
