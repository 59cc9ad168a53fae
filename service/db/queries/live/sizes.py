"""How many votes count on axes of an arena, read from its ratings and never from the votes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import BigInteger, cast, func, select

from service.db.engine import ReadSession
from service.db.tables.catalog import axes, category_axes, models
from service.db.tables.votes import ratings
from service.domain.axes import Axis

_COUNTED = ratings.c.wins + ratings.c.losses + ratings.c.ties + ratings.c.both_bad


class AxisSize(NamedTuple):
    """The votes that count on an axis, and its models in use."""

    votes: int
    models: int


def of_axes(session: ReadSession, arena_id: int, axis_ids: Iterable[int]) -> dict[int, AxisSize]:
    """Return the sizes of axes of an arena; those without votes are left out."""
    in_use = func.count(models.c.id).filter(models.c.retired_at.is_(None))
    statement = (
        select(ratings.c.axis_id, cast(func.sum(_COUNTED), BigInteger), in_use)
        .join(models, models.c.id == ratings.c.model_id)
        .where(ratings.c.arena_id == arena_id, ratings.c.axis_id.in_(list(axis_ids)))
        .group_by(ratings.c.axis_id)
    )
    # Each vote is in the counts of two models.
    return {axis: AxisSize(votes // 2, used) for axis, votes, used in session.execute(statement)}


def axes_of_category(session: ReadSession, category_id: int) -> dict[int, Axis]:
    """Return the axes on which votes of a prompt category count, by id."""
    statement = (
        select(axes.c.id, axes.c.theme, axes.c.language)
        .join(category_axes, category_axes.c.axis_id == axes.c.id)
        .where(category_axes.c.stratum_id == category_id)
    )
    return {row.id: Axis(row.theme, row.language) for row in session.execute(statement)}
