"""How charts look, in the light and in the dark: the colors of the pages' style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Mode = Literal["light", "dark"]

# The reader's own fonts, which know every script. Text is measured with the drawing library's, close enough.
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colors of one mode; ``series`` are told apart by people who do not see all colors, too."""

    ground: str
    ink: str
    quiet: str
    line: str
    accent: str
    good: str
    series: tuple[str, ...]

    def config(self) -> dict[str, Any]:
        """Return the same as Vega-Lite's configuration."""
        words = {"labelColor": self.quiet, "titleColor": self.quiet, "labelFontSize": 12, "titleFontSize": 12}
        return {
            # A label of every point would be nine tenths of a drawing; its words stand beside it on the page.
            "aria": False,
            "background": self.ground,
            "font": FONT,
            "padding": 12,
            "view": {"stroke": None},
            "axis": {
                **words,
                "titleFontWeight": "normal",
                "domainColor": self.line,
                "gridColor": self.line,
                "tickColor": self.line,
                "labelLimit": 190,
            },
            "legend": {**words, "labelLimit": 190, "symbolSize": 90, "columnPadding": 28},
            "title": {"color": self.ink, "fontSize": 15, "fontWeight": 600, "anchor": "start", "offset": 12},
            "range": {"category": list(self.series)},
        }


LOOKS: dict[Mode, Theme] = {
    "light": Theme(
        ground="#ffffff",
        ink="#1c1b1a",
        quiet="#5f5a53",
        line="#dcd7ce",
        accent="#3346c4",
        good="#1c6b34",
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
"""The looks by their mode."""
