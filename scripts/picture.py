"""The README's picture: a leaderboard as an SVG, from what ``arena leaderboard --json`` prints.

``arena leaderboard --arena A --json | python -m scripts.picture TITLE > docs/leaderboard.svg``
"""

from __future__ import annotations

import json
import sys
from typing import Any
from xml.sax.saxutils import escape

ROW, TOP, LEFT, WIDTH, RIGHT = 34, 78, 210, 420, 190
KEY = "dot: score = mu - 3 sigma; ring: mu; line: mu ± 3 sigma"
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 16px }
.quiet { fill: #656d76 } .ground { fill: #ffffff } .grid { stroke: #d8dee4 } .score { fill: #0969da }
.line { stroke: #0969da; stroke-width: 3; stroke-linecap: round }
.mean { fill: #ffffff; stroke: #0969da; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #8d96a0 } .ground { fill: #0d1117 } .grid { stroke: #30363d }
  .score { fill: #58a6ff } .line { stroke: #58a6ff } .mean { fill: #0d1117; stroke: #58a6ff }
}
"""


def picture(board: dict[str, Any], title: str) -> str:
    """The board as an SVG: for each model its score, its mu and the interval mu ± 3 sigma."""
    rows = board["rows"]
    low = min(row["score"] for row in rows) - 0.5
    high = max(row["mu"] + 3 * row["sigma"] for row in rows) + 0.5
    low, high = float(low), float(high)
    height = TOP + ROW * len(rows) + 30
    total = LEFT + WIDTH + RIGHT

    def x(value: float) -> float:
        return LEFT + WIDTH * (value - low) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {height}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<rect class="ground" width="{total}" height="{height}" rx="8"/>',
        f'<text class="title" x="20" y="30">{escape(title)}</text>',
        f'<text class="quiet" x="20" y="50">{board["votes"]:,} votes; {KEY}</text>',
        *(_grid(tick, x(tick), height) for tick in range(int(low) + 1, int(high) + 1)),
        *(_row(row, i, x) for i, row in enumerate(rows)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(tick: int, at: float, height: int) -> str:
    return (
        f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 14}" y2="{height - 28}"/>'
        f'<text class="quiet" x="{at:.1f}" y="{height - 12}" text-anchor="middle">{tick}</text>'
    )


def _row(row: dict[str, Any], i: int, x: Any) -> str:
    y = TOP + ROW * i
    mu, end = row["mu"], row["mu"] + 3 * row["sigma"]
    ranks = f"{row['rank_low']}–{row['rank_high']}" if row["rank_low"] != row["rank_high"] else ""
    return (
        f'<text x="20" y="{y + 4}">{row["rank"]}</text><text x="44" y="{y + 4}">{escape(row["name"])}</text>'
        f'<line class="line" x1="{x(row["score"]):.1f}" x2="{x(end):.1f}" y1="{y}" y2="{y}"/>'
        f'<circle class="score" cx="{x(row["score"]):.1f}" cy="{y}" r="6"/>'
        f'<circle class="mean" cx="{x(mu):.1f}" cy="{y}" r="4"/>'
        f'<text x="{LEFT + WIDTH + 20}" y="{y + 4}">{row["score"]:.2f}</text>'
        f'<text class="quiet" x="{LEFT + WIDTH + 70}" y="{y + 4}">{row["votes"]} votes</text>'
        f'<text class="quiet" x="{LEFT + WIDTH + 145}" y="{y + 4}">{ranks}</text>'
    )


if __name__ == "__main__":
    sys.stdout.write(picture(json.load(sys.stdin), sys.argv[1]))
