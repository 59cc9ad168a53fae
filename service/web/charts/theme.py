"""The colors of charts: those of the pages' style sheets, as values for files and as variables for pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]

# The reader's own fonts, which know every script; `svg_text.width` estimates how wide they run.
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, DejaVu Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colors of one mode.

    ``own`` is that of the one model that a chart is about; ``better`` and ``worse`` diverge. ``series`` are
    told apart by people who do not see all colors, too.
    """

    ground: str
    ink: str
    quiet: str
    line: str
    accent: str
    good: str
    own: str
    better: str
    worse: str
    series: tuple[str, ...]

    def color(self, index: int) -> str:
        """Return the color of a series; after the last one they begin again."""
        return self.series[index % len(self.series)]


THEMES: dict[Mode, Theme] = {
    "light": Theme(
        ground="#ffffff",
        ink="#1c1b1a",
        quiet="#5f5a53",
        line="#dcd7ce",
        accent="#3346c4",
        good="#1c6b34",
        own="#0b7285",
        better="#1f66b0",
        worse="#b4530a",
        series=(
            "#3346c4",
            "#b4530a",
            "#0a6b66",
            "#a8266f",
            "#5f6b00",
            "#6d4bb8",
            "#0f73b5",
            "#8a3b2e",
            "#45703c",
            "#5f5a53",
        ),
    ),
    "dark": Theme(
        ground="#1c1e22",
        ink="#ebe8e3",
        quiet="#a9a49c",
        line="#353941",
        accent="#9aa8ff",
        good="#7fd196",
        own="#4cc9e0",
        better="#6db0f2",
        worse="#f0a06a",
        series=(
            "#9aa8ff",
            "#f0a06a",
            "#57c7c0",
            "#f08cc0",
            "#c6cf5e",
            "#c3a6ff",
            "#74c2f5",
            "#e59a8d",
            "#9ad08c",
            "#a9a49c",
        ),
    ),
}
"""The themes by their mode."""

SERIES = len(THEMES["light"].series)
"""How many series have a color of their own."""

INLINE = Theme(
    ground="var(--ground)",
    ink="var(--ink)",
    quiet="var(--quiet)",
    line="var(--line)",
    accent="var(--accent)",
    good="var(--good)",
    own="var(--own)",
    better="var(--better)",
    worse="var(--worse)",
    series=tuple(f"var(--series-{number})" for number in range(1, SERIES + 1)),
)
"""The theme of drawings inside pages: the style sheets' variables, which follow the page's mode."""
