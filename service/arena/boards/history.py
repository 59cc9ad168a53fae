"""Histories: a model's rating on an axis at the end of every day on which it changed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from service.arena.boards.standings import standing
from service.arena.catalog import arenas
from service.arena.catalog.resolving import find_axis
from service.db.engine import ReadSession
from service.db.queries import models, ratings
from service.db.queries.models import ModelRow
from service.db.queries.ratings import RatingRow
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import Standing
from service.domain.slugs import is_slug
from service.errors import NotFound


class HistoryPoint(NamedTuple):
    """A standing at the end of a day (since 1970, UTC). The newest day may not be over yet."""

    day: int
    standing: Standing


class ModelHistory(NamedTuple):
    """A model's history, oldest point first."""

    model: str
    name: str
    points: list[HistoryPoint]


def histories(
    session: ReadSession, slug: str, axis: Axis, model: str | None = None
) -> tuple[Arena, list[ModelHistory]]:
    """Return an arena and the history of one model, or of all with votes on the axis, by slug.

    Raise NotFound for an unknown model, and as leaderboards do.
    """
    arena = arenas.get(session, slug)
    axis_id = find_axis(session, arena, axis)
    model_id = None if model is None else _model_id(session, model)
    rows = [] if axis_id is None else ratings.history_of_axis(session, arena.id, axis_id, model_id)
    known = models.of_ids(session, {row.model_id for row in rows})
    made = [
        _history(arena, known[group_id], list(group))
        for group_id, group in groupby(rows, key=lambda row: row.model_id)
    ]
    return arena, sorted(made)


def of_models(session: ReadSession, slug: str, axis: Axis, chosen: Iterable[str]) -> list[ModelHistory]:
    """Return the histories of these models, in their order. Raise as `histories` does."""
    return [found for model in chosen for found in histories(session, slug, axis, model)[1]]


def _model_id(session: ReadSession, slug: str) -> int:
    found = models.get(session, slug) if is_slug(slug) else None
    if found is None:
        raise NotFound(f"there is no model {slug!r}; the models are under /api/v1/models")
    return found.id


def _history(arena: Arena, model: ModelRow, rows: Iterable[RatingRow]) -> ModelHistory:
    points = [HistoryPoint(row.day, standing(arena, row, model.slug)) for row in rows]
    return ModelHistory(model.slug, model.name, points)
