"""The axes of an arena: how many votes each has, how many models it ranks, and which model is first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from service.arena.boards import likely
from service.arena.boards.refits.kept import Refits
from service.arena.boards.standings import standing
from service.arena.catalog import arenas
from service.db.engine import ReadSession
from service.db.queries import models, prompt_categories, ratings
from service.db.queries.log import rankings
from service.db.queries.ratings import RatingRow
from service.domain import boards
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, Standing
from service.domain.rankings import Sizes, votes_of
from service.rating.pooled import Likely


class LikelyLeader(NamedTuple):
    """The first model of an axis by pooled rating."""

    model: str
    name: str
    rating: Likely


class AxisOverview(NamedTuple):
    """One axis at a glance. ``leader`` is the first model of its leaderboard, None if it ranks no model.

    ``likely_leader`` is the first by pooled rating: of the ranked models, or if there are none, of all with
    votes. It is None as long as there are no pooled ratings.
    """

    axis: Axis
    votes: int
    models: int
    ranked: int
    leader: Standing | None
    leader_name: str | None
    likely_leader: LikelyLeader | None = None


def overview(
    session: ReadSession, slug: str, refits: Refits | None = None
) -> tuple[Arena, list[AxisOverview]]:
    """Return an arena and each of its axes with votes: overall, themes, languages, themes in languages.

    Without ``refits`` there are no leaders by pooled rating. Raise NotFound for an unknown arena.
    """
    arena = arenas.get(session, slug)
    known = prompt_categories.axes_of_arena(session, arena.id)
    rows = [RatingRow(*row) for row in ratings.of_arena(session, arena.id)]
    names = {
        row.id: (row.slug, row.name) for row in models.of_ids(session, {r.model_id for r in rows}).values()
    }
    sizes = rankings.sizes_by_axis(session, arena.id)
    refit = refits.newest(session, arena.id, arena.last_position) if refits else None
    overviews = []
    for axis_id, group in groupby(rows, key=lambda row: row.axis_id):
        axis, on_axis = known[axis_id], list(group)
        first = _likely_leader(arena, on_axis, names, likely.estimates(refit, axis))
        one = _overview(arena, axis, on_axis, names, sizes.get(axis_id, {}))
        overviews.append(one._replace(likely_leader=first))
    return arena, sorted(overviews, key=_place)


def _overview(
    arena: Arena,
    axis: Axis,
    rows: Sequence[RatingRow],
    names: Mapping[int, tuple[str, str]],
    sizes: Sizes,
) -> AxisOverview:
    standings = [standing(arena, row, names[row.model_id][0]) for row in rows]
    ordering = boards.order(standings, MIN_VOTES)
    leader = ordering.ranked[0].standing if ordering.ranked else None
    name = dict(names.values())[leader.model] if leader else None
    votes = votes_of(sum(s.votes for s in standings), sizes)
    return AxisOverview(axis, votes, len(standings), len(ordering.ranked), leader, name)


def _likely_leader(
    arena: Arena,
    rows: Sequence[RatingRow],
    names: Mapping[int, tuple[str, str]],
    estimates: Mapping[int, Likely],
) -> LikelyLeader | None:
    known = [row for row in rows if row.model_id in estimates]
    ranked = [row for row in known if not standing(arena, row, "").needs(MIN_VOTES)]
    if not known:
        return None
    first = max((row.model_id for row in ranked or known), key=lambda model: estimates[model].mean)
    return LikelyLeader(*names[first], estimates[first])


def _place(overview: AxisOverview) -> tuple[int, Axis]:
    axis = overview.axis
    return 2 * bool(axis.language) + bool(axis.theme), axis
