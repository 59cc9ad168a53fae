"""Everything that prints scores of one small arena, as JSON on standard output.

Run as a program, so that a test can put another `service` package in front of the repository's own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import service
from service.arena.recording.before_after import RatingSnapshots
from service.arena.recording.reveals import StoredReveal
from service.domain.matchups import RatingSnapshot
from service.domain.votes import Outcome
from service.web.charts.dots import DotPlot
from service.web.charts.figure import Drawing, Pen
from service.web.charts.lines import Lines
from tests.support.pages.board_pages import ARENA, furnish, report
from tests.support.processes.commands import Commands
from tests.support.served.api import Api, serving

PRINTED = "printed.json"
_BOARD = f"/api/v1/arenas/{ARENA}/leaderboard"
_MODEL = "aurora"


def observe(url: str, folder: Path) -> dict[str, Any]:
    """Return what each interface prints of the arena's scores."""
    drawn: dict[str, Any] = {}

    draw_dots, draw_lines = DotPlot.draw, Lines.draw

    def record_rows(figure: DotPlot, pen: Pen) -> Drawing:
        if "intervals" not in drawn:
            drawn["intervals"] = [row.estimates[0][0]._asdict() for row in figure.rows]
        return draw_dots(figure, pen)

    def record_lines(figure: Lines, pen: Pen) -> Drawing:
        drawn.setdefault("lines", {line.name: line.points[-1].y for line in figure.lines})
        return draw_lines(figure, pen)

    patched = patch.multiple(DotPlot, draw=record_rows), patch.multiple(Lines, draw=record_lines)
    with patched[0], patched[1], serving(url, folder) as api:
        furnish(api)
        report(api, [{"model_left": "late", "model_right": "pastel", "outcome": "tie"}] * 3)
        over_http = _over_http(api)
    command = Commands(url, folder).good
    return {
        "package": service.__file__,
        **over_http,
        "drawn": drawn,
        "terminal": command("leaderboard", "--arena", ARENA).text,
        "terminal_json": command("leaderboard", "--arena", ARENA, "--json").json,
        "exported": command("export", "leaderboard", "--arena", ARENA).text,
        "reveal": _reveal(),
    }


def _reveal() -> dict[str, Any]:
    """Return a rating as a voter's reveal holds it after it was stored."""
    stored = RatingSnapshot(30.0, 2.0, 0.0, None)
    snapshots = RatingSnapshots(stored, stored, stored, stored)
    reveal = StoredReveal.unpack(StoredReveal(Outcome.LEFT, None, snapshots).pack())
    assert reveal.snapshots is not None
    after = reveal.snapshots.left_after
    return {"mu": after.mu, "sigma": after.sigma, "score": after.score}


def _over_http(api: Api) -> dict[str, Any]:
    # A past board computes the pooled ratings that belong to it. Otherwise they would come at some moment.
    api.get(_BOARD, at=str(api.get(_BOARD).json()["position"]))
    for chart in ("leaderboard", "history"):
        assert api.get(f"/charts/{ARENA}/{chart}.svg").status_code == 200
    return {
        "json": api.get(_BOARD).json(),
        "csv": api.get(_BOARD, format="csv").text,
        "history": api.get(f"/api/v1/arenas/{ARENA}/history").json(),
        "axes": api.get(f"/api/v1/arenas/{ARENA}/axes").json(),
        "model": api.get(f"/api/v1/models/{_MODEL}").json(),
        "model_page": api.get(f"/models/{_MODEL}").text,
        "page": api.get(f"/arenas/{ARENA}").text,
        "frame": api.get(f"/embed/arenas/{ARENA}").text,
        "badge": api.get(f"/badges/{_MODEL}.svg").text,
        "late_badge": api.get("/badges/late.svg").text,
        "methodology": api.get("/methodology").text,
    }


if __name__ == "__main__":
    # Into a file: what else this process prints would be in the middle of it.
    (Path(sys.argv[2]) / PRINTED).write_text(json.dumps(observe(sys.argv[1], Path(sys.argv[2]))))
