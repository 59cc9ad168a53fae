"""A model's quality tracker: its ratings over time, and the test for drift."""

from __future__ import annotations

from typing import Self

from service.arena.models.tracker import Tracker, TrackerAnnotation, TrackerPoint
from service.domain import clock
from service.http.schemas.base import Out


class TrackedOut(Out):
    """The rating at the end of a day, or of the week that begins on it, and the votes counted in it."""

    date: str
    score: float
    mu: float
    sigma: float
    votes: int

    @classmethod
    def of(cls, point: TrackerPoint) -> Self:
        """Return a point of the tracker."""
        standing = point.standing
        return cls(
            date=clock.day_text(point.day),
            score=standing.score,
            mu=standing.mu,
            sigma=standing.sigma,
            votes=point.votes,
        )


class DriftOut(Out):
    """How far the votes of the last ``days`` days moved ``mu``, and how far chance alone would move it.

    By chance, ``moved`` exceeds ``allowed`` in one of a thousand windows.
    """

    days: int
    votes: int
    moved: float
    allowed: float
    z: float
    drifted: bool


class MarkOut(Out):
    """A day on which the model's record or the arena's rating method changed."""

    date: str
    detail: str

    @classmethod
    def of(cls, annotation: TrackerAnnotation) -> Self:
        """Return an annotation of the tracker."""
        return cls(date=clock.day_text(annotation.day), detail=annotation.detail)


class TrackerOut(Out):
    """The quality tracker in an arena. ``drift`` is null while there are too few votes to test."""

    arena: str
    days: list[TrackedOut]
    weeks: list[TrackedOut]
    marks: list[MarkOut]
    drift: DriftOut | None

    @classmethod
    def of(cls, tracker: Tracker) -> Self:
        """Return the tracker of a model in an arena."""
        return cls(
            arena=tracker.arena.slug,
            days=[TrackedOut.of(point) for point in tracker.days],
            weeks=[TrackedOut.of(point) for point in tracker.weeks],
            marks=[MarkOut.of(annotation) for annotation in tracker.annotations],
            drift=DriftOut.model_validate(tracker.drift) if tracker.drift else None,
        )
