"""A leaderboard as charts: its estimates with their intervals, and how its scores came about."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from service.arena.boards import boards
from service.arena.boards.boards import Board, BoardEntry
from service.arena.boards.history import ModelHistory
from service.web.charts.dots import DotPlot, Estimate, Panel, Row
from service.web.charts.figure import Cell, Head, Key, Table
from service.web.charts.lines import Line, Lines, Point
from service.web.filters import day_number, number, points
from service.web.pages.board_views import shown_order, title

MOST_ROWS = 40
MOST_SERIES = 10
MOST_DAYS = 60
"""A line through more days than this shows no more of its course, and takes more to send."""


def board_figure(board: Board) -> DotPlot:
    """Return the first of a leaderboard with the intervals of what they are ordered by.

    By score, that is the score, the rating and as much above it. Models without a pooled rating are left out.
    """
    by_score = shown_order(board) == boards.ORDERS[0]
    known = [(entry, _estimate(entry, by_score=by_score)) for entry in board.ranked[:MOST_ROWS]]
    rows = [(entry.facts.name, one) for entry, one in known if one]
    name = (
        "● Score   ○ Rating   Line: rating ± 3 × uncertainty"
        if by_score
        else "● Likely rating, 95 % interval"
    )
    write = number if by_score else points
    return DotPlot(
        title=f"{board.arena.name}: {title(board.axis)}",
        rows=[Row(name, [[one]]) for name, one in rows],
        panels=[Panel(name, digits=1 if by_score else 0, dots=by_score)],
        table=Table(
            [Head(text) for text in ("Model", "Low", "Estimate", "High")],
            [[Cell(name), *(Cell(write(value)) for value in one[:3])] for name, one in rows],
        ),
    )


def _estimate(entry: BoardEntry, *, by_score: bool) -> Estimate | None:
    if by_score:
        return Estimate(entry.standing.score, entry.standing.mu, entry.standing.upper)
    return entry.likely and Estimate(entry.likely.low, entry.likely.rating, entry.likely.high)


def history_figure(board: Board, histories: Sequence[ModelHistory]) -> Lines:
    """Return the scores of the first of a leaderboard at the end of each day."""
    by_model = {history.model: history for history in histories}
    first = [by_model[entry.standing.model] for entry in board.ranked[:MOST_SERIES]]
    days = _days(first)
    scores = [_scores(history, days) for history in first]
    lines = [
        Line(
            history.name,
            [Point(day, score) for day, score in zip(days, own, strict=True) if score is not None],
            i,
        )
        for i, (history, own) in enumerate(zip(first, scores, strict=True))
    ]
    rows = [
        [Cell(day_number(day)), *(Cell("" if own[i] is None else number(own[i])) for own in scores)]
        for i, day in enumerate(days)
    ]
    return Lines(
        title=f"{board.arena.name}: score by day",
        y="Score",
        lines=lines,
        table=Table([Head("Day (UTC)"), *(Head(one.name, one.series) for one in lines)], rows),
        keys=[Key(one.name, i) for i, one in enumerate(lines)],
    )


def _days(histories: Sequence[ModelHistory]) -> list[int]:
    """Return as many of the days with changes as show the lines' course, the newest among them."""
    known = sorted({point.day for history in histories for point in history.points})
    return known[::-1][:: max(1, ceil(len(known) / MOST_DAYS))][::-1]


def _scores(history: ModelHistory, days: Sequence[int]) -> list[float | None]:
    """Return the model's score at the end of each day, None before its first."""
    found: list[float | None] = []
    score, rest = None, list(history.points)
    for day in days:
        while rest and rest[0].day <= day:
            score = rest.pop(0).standing.score
        found.append(score)
    return found
