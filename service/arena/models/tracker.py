"""The quality tracker: a model's score by day and week, and a conservative test of whether it changed."""

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
    """The standing at the end of a day, or of the week that starts on it, and the number of votes in it."""

    day: int
    standing: Standing
    votes: int


class TrackerAnnotation(NamedTuple):
    """An event on a day (since 1970) that may explain a change of the score."""

    day: int
    detail: str


@dataclass(frozen=True, slots=True)
class Tracker:
    """A model's history and events in an arena, oldest first, and the drift test of its newest window.

    ``drift`` is None while there are too few votes before the window or in it.
    """

    arena: Arena
    days: tuple[TrackerPoint, ...]
    weeks: tuple[TrackerPoint, ...]
    annotations: tuple[TrackerAnnotation, ...]
    drift: Drift | None


def trackers(source: ModelSource) -> tuple[Tracker, ...]:
    """Return the model's tracker in each of its arenas."""
    return tuple(_tracker(source, found) for found in source.arenas)


def week_of(day: int) -> int:
    """Return the Monday of a day's week, both in days since 1970."""
    return day - (day + _TO_MONDAY) % 7


def _tracker(source: ModelSource, found: ArenaSource) -> Tracker:
    days = _points(source, found)
    weeks = []
    for monday, group in groupby(days, key=lambda point: week_of(point.day)):
        points = list(group)
        weeks.append(TrackerPoint(monday, points[-1].standing, sum(point.votes for point in points)))
    return Tracker(
        found.arena,
        tuple(days),
        tuple(weeks),
        _annotations(source, found),
        newest_drift(days, found.arena.tau),
    )


def _points(source: ModelSource, found: ArenaSource) -> list[TrackerPoint]:
    points: list[TrackerPoint] = []
    for row in found.history:
        now = standing(found.arena, row, source.model.slug)
        before = points[-1].standing.votes if points else 0
        points.append(TrackerPoint(row.day, now, now.votes - before))
    return points


def _annotations(source: ModelSource, found: ArenaSource) -> tuple[TrackerAnnotation, ...]:
    """Return the events of the model itself, and the annotations of the model and the arena."""
    model = source.model
    annotations = [
        TrackerAnnotation(row.at // clock.DAY, row.detail)
        for row in source.annotations
        if row.arena_id in {None, found.arena.id}
    ]
    annotations += [TrackerAnnotation(model.created_at // clock.DAY, "added to the catalog")]
    if model.released:
        annotations.append(TrackerAnnotation(clock.day_of(date.fromisoformat(model.released)), "released"))
    if model.retired_at is not None:
        annotations.append(TrackerAnnotation(model.retired_at // clock.DAY, "retired"))
    return tuple(sorted(annotations))


def newest_drift(points: Sequence[TrackerPoint], tau: float) -> Drift | None:
    """Return the test of the shortest window up to the newest vote that has enough votes, or None."""
    for days in WINDOWS:
        before = [point for point in points if point.day <= points[-1].day - days]
        if not before:
            break
        first, last = before[-1].standing, points[-1].standing
        if first.votes >= LEAST_VOTES and last.votes - first.votes >= LEAST_VOTES:
            before_it, after_it = (Skill(s.mu, s.sigma * s.sigma) for s in (first, last))
            return drift.measure(days, last.votes - first.votes, before_it, after_it, tau * tau)
    return None
