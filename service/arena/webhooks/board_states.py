"""The state of all leaderboards of an arena, as far as it is decided: ranks, possible places, leaders.

A leaderboard has much more, which takes several times as long to compute. What is decided here is decided
there, because both ask the same functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from service.arena.boards import certainty
from service.arena.boards.refits.kept import Refits
from service.arena.boards.refits.positions import FIRST
from service.arena.boards.refits.refit import Refit
from service.arena.boards.standings import standing
from service.db.engine import ReadSession
from service.db.queries import arenas, models, prompt_categories, ratings
from service.db.queries.log import rankings
from service.db.queries.ratings import PairRow, RatingRow
from service.db.queries.webhooks import notices as marks
from service.db.queries.webhooks.notices import MarkRow
from service.domain import boards
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.rankings import Sizes
from service.rating.claims import made_on

# The share of the log, in tenths, that a refit has to know: what is decided rests on how much votes share.
_KNOWN_TENTHS = 9


class Place(NamedTuple):
    """A model's rank, and the best and the worst place that it may have by what is decided."""

    rank: int
    low: int
    high: int


class AxisState(NamedTuple):
    """The state of an axis. ``leader`` is the model that is decided to be better than all others, if any."""

    axis_id: int
    axis: Axis
    leader: int | None
    places: dict[int, Place]


class AxisSource(NamedTuple):
    """What the state of an axis is computed from."""

    axis_id: int
    axis: Axis
    rows: Sequence[RatingRow]
    pairs: Sequence[PairRow]
    sizes: Sizes


@dataclass(frozen=True, slots=True)
class ArenaSource:
    """What was read of an arena: the axes that changed, and what has been said of it before."""

    arena: Arena
    mark: MarkRow | None
    axes: Sequence[AxisSource]
    refit: Refit | None
    names: Mapping[int, tuple[str, str]]
    seen: Mapping[int, int] = field(default_factory=dict)


def read(session: ReadSession, arena_id: int, refits: Refits, seen: Mapping[int, int]) -> ArenaSource | None:
    """Return what the states of an arena's axes are computed from, as far as they changed since ``seen``.

    Return None as long as too few of the votes have been refitted: claims would be too sure of themselves.
    """
    arena = arenas.of_id(session, arena_id)
    refit = refits.newest(session, arena_id, arena.last_position) if arena else None
    if arena is None or not _is_known(arena, refit):
        return None
    rows = [RatingRow(*row) for row in ratings.of_arena(session, arena_id)]
    by_axis = {axis_id: list(group) for axis_id, group in groupby(rows, key=lambda row: row.axis_id)}
    hashes = {axis_id: hash((*group, refit and refit.position)) for axis_id, group in by_axis.items()}
    known = prompt_categories.axes_of_arena(session, arena_id)
    sizes = rankings.sizes_by_axis(session, arena_id)
    changed = [
        AxisSource(
            axis_id,
            known[axis_id],
            group,
            ratings.pairs_of_axis(session, arena_id, axis_id),
            sizes.get(axis_id, {}),
        )
        for axis_id, group in by_axis.items()
        if seen.get(axis_id) != hashes[axis_id]
    ]
    names = models.of_ids(session, {row.model_id for row in rows})
    return ArenaSource(
        arena,
        marks.mark_of(session, arena_id),
        changed,
        refit,
        {model_id: (row.slug, row.name) for model_id, row in names.items()},
        hashes,
    )


def _is_known(arena: Arena, refit: Refit | None) -> bool:
    if arena.last_position < FIRST:
        return True
    return refit is not None and 10 * refit.position >= _KNOWN_TENTHS * arena.last_position


def states(source: ArenaSource) -> list[AxisState]:
    """Return the states of the axes that were read. It takes milliseconds for each axis of fifty models."""
    return [_state(source, axis) for axis in source.axes]


def _state(source: ArenaSource, one: AxisSource) -> AxisState:
    ids = {source.names[row.model_id][0]: row.model_id for row in one.rows}
    standings = [standing(source.arena, row, source.names[row.model_id][0]) for row in one.rows]
    ranked = boards.order(standings).ranked
    order = [ids[entry.standing.model] for entry in ranked]
    if not order:
        return AxisState(one.axis_id, one.axis, None, {})
    fit = certainty.fit_of(source.arena, one.axis, one.pairs, one.sizes, source.refit)
    better = made_on(fit, order).better
    above, below = better.sum(axis=0).tolist(), better.sum(axis=1).tolist()
    places = {
        model: Place(entry.rank, 1 + above[i], len(order) - below[i])
        for i, (model, entry) in enumerate(zip(order, ranked, strict=True))
    }
    leader = next((model for model, place in places.items() if place.high == 1), None)
    return AxisState(one.axis_id, one.axis, leader if len(order) > 1 else None, places)
