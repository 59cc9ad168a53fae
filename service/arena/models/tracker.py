"""The quality tracker: a model's score over days and weeks, and a calm test of whether it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from service.arena.boards.standings import standing
from service.arena.models.source import ArenaSource, ModelSource
from service.domain import clock, drift
from service.domain.arenas import Arena
from service.domain.boards import Standing
from service.domain.drift import LEAST_VOTES, WINDOWS, Drift
from service.domain.ratings import Skill

# Day 0 of 1970 was a Thursday; weeks begin on Monday.
_TO_MONDAY = 3


@dataclass(frozen=True, slots=True)
class TrackerPoint:
    """The standing at the end of a day, or of a week that begins on it, and the votes cast in it."""

    day: int
    standing: Standing
    votes: int


class TrackerNote(NamedTuple):
    """A day (since 1970) on which something changed that may explain a change of the score."""

    day: int
    detail: str


@dataclass(frozen=True, slots=True)
class Tracker:
    """A model's series in an arena and what changed meanwhile, oldest first; the test of its newest window.

    ``drift`` is None while there are too few votes, before the window or in it, to test.
    """

    arena: Arena
    days: tuple[TrackerPoint, ...]
    weeks: tuple[TrackerPoint, ...]
    marks: tuple[TrackerNote, ...]
    drift: Drift | None


def trackers(source: ModelSource) -> tuple[Tracker, ...]:
    """Return the tracker of every arena the model competes in."""
    return tuple(_tracker(source, found) for found in source.arenas)


def week_of(day: int) -> int:
    """Return the Monday of a day's week; both in days since 1970."""
    return day - (day + _TO_MONDAY) % 7


def _tracker(source: ModelSource, found: ArenaSource) -> Tracker:
    days = _points(source, found)
    weeks = []
    for monday, group in groupby(days, key=lambda point: week_of(point.day)):
        points = list(group)
        weeks.append(TrackerPoint(monday, points[-1].standing, sum(point.votes for point in points)))
    return Tracker(
        found.arena, tuple(days), tuple(weeks), _marks(source, found), newest_drift(days, found.arena.tau)
    )


def _points(source: ModelSource, found: ArenaSource) -> list[TrackerPoint]:
    points: list[TrackerPoint] = []
    for row in found.history:
        now = standing(found.arena, row, source.model.slug)
        before = points[-1].standing.votes if points else 0
        points.append(TrackerPoint(row.day, now, now.votes - before))
    return points


def _marks(source: ModelSource, found: ArenaSource) -> tuple[TrackerNote, ...]:
    """Return what is known of the model by itself, then what was written down of it or of the arena."""
    model = source.model
    marks = [
        TrackerNote(row.at // clock.DAY, row.detail)
        for row in source.marks
        if row.arena_id in {None, found.arena.id}
    ]
    marks += [TrackerNote(model.created_at // clock.DAY, "added to the catalog")]
    if model.released:
        marks.append(TrackerNote(clock.day_of(date.fromisoformat(model.released)), "released"))
    if model.retired_at is not None:
        marks.append(TrackerNote(model.retired_at // clock.DAY, "retired"))
    return tuple(sorted(marks))


def newest_drift(points: Sequence[TrackerPoint], tau: float) -> Drift | None:
    """Return the test of the shortest window that ends with the newest vote and has votes enough.

    None for none.
    """
    for days in WINDOWS:
        before = [point for point in points if point.day <= points[-1].day - days]
        if not before:
            break
        first, last = before[-1].standing, points[-1].standing
        if first.votes >= LEAST_VOTES and last.votes - first.votes >= LEAST_VOTES:
            before_it, after_it = (Skill(s.mu, s.sigma * s.sigma) for s in (first, last))
            return drift.measure(days, last.votes - first.votes, before_it, after_it, tau * tau)
    return None
