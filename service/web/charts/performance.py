"""A model's performance by theme and language as a chart: both estimates, each with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from service.arena.boards.likely import AVERAGE
from service.arena.models.performance import Performance, Strength
from service.domain.axes import Axis
from service.web.charts.dots import DotPlot, Estimate, Panel, Row
from service.web.charts.figure import Cell, Head, Table
from service.web.filters import NONE, count, counted, language, number, points, theme

_LIKELY = "● Likely rating, 95 % interval"
_SCORE = "● Score   ○ Rating"


def performance_figure(performance: Performance) -> DotPlot | None:
    """Return a model's results by theme and by language; None where prompts have neither."""
    groups = [("Themes", performance.themes), ("Languages", performance.languages)]
    known = [(name, strengths) for name, strengths in groups if strengths]
    every = [strength for _, strengths in known for strength in strengths]
    if not every:
        return None
    pooled = any(strength.likely for strength in every)
    likely = [Panel(_LIKELY, digits=0, average=AVERAGE, average_name="average model")] if pooled else []
    rows = [row for name, strengths in known for row in _rows(name, strengths, pooled=pooled)]
    heads = [
        "Theme or language",
        "Likely rating",
        "95 % interval",
        "Score",
        "Mean score",
        "Rank by score",
        "Votes",
    ]
    return DotPlot(
        title=f"Performance by theme and language in {performance.arena.name}",
        rows=rows,
        panels=[*likely, Panel(_SCORE, average_name="mean score", dots=True)],
        table=Table([Head(text) for text in heads], [_cells(performance.arena.slug, s) for s in every]),
    )


def axis_name(axis: Axis) -> str:
    """Return what an axis is about: ``people``, ``French``, ``people, French``."""
    return ", ".join(filter(None, (theme(axis.theme), axis.language and language(axis.language))))


def axis_query(axis: Axis) -> str:
    """Return the query string of an axis's leaderboard."""
    parts = {"theme": axis.theme, "language": axis.language}
    return f"?{urlencode({name: value for name, value in parts.items() if value})}"


def _rows(name: str, strengths: Iterable[Strength], *, pooled: bool) -> Iterator[Row]:
    yield Row(name, (), heading=True)
    for strength in strengths:
        likely, score = _likely(strength), _score(strength)
        estimates = ([likely] if pooled else []) + [score]
        average: list[float | None] = [None] if pooled else []
        note = f"needs {counted(strength.needs, 'more vote')}" if strength.needs else ""
        yield Row(axis_name(strength.axis), estimates, average=[*average, strength.mean_score], note=note)


def _likely(strength: Strength) -> list[Estimate]:
    if strength.likely is None:
        return []
    mean, low, high = strength.likely
    return [Estimate(low, mean, high, inferred=bool(strength.needs))]


def _score(strength: Strength) -> list[Estimate]:
    own = strength.standing
    return [] if strength.needs else [Estimate(own.score, own.mu, own.upper)]


def _cells(arena: str, strength: Strength) -> list[Cell]:
    own, query = strength.standing, axis_query(strength.axis)
    likely = strength.likely
    interval = f"{points(likely.low)}–{points(likely.high)}" if likely else NONE
    about = " (inferred)" if likely and strength.needs else ""
    rated = not strength.needs
    return [
        Cell(axis_name(strength.axis), f"/arenas/{arena}{query}"),
        Cell(f"{points(likely.mean)}{about}" if likely else NONE),
        Cell(interval),
        Cell(number(own.score) if rated else NONE),
        Cell(number(strength.mean_score)),
        Cell(f"{strength.rank} of {strength.of}" if strength.rank else NONE),
        Cell(count(own.votes))
        if rated
        else Cell(
            f"{count(own.votes)}, needs {counted(strength.needs, 'more vote')}",
            f"/arenas/{arena}/vote{query}",
        ),
    ]
