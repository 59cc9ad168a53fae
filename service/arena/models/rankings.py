"""A model's rank in each of its arenas, and how it changed."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.boards.certainty import fit_of
from service.arena.models.source import PERIODS, ArenaSource, ModelSource
from service.arena.recording.folding import params_of
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import MIN_VOTES, Interval, Ordering, Standing


@dataclass(frozen=True, slots=True)
class Change:
    """The change of score and rank over some days. A rank that rose from 5 to 3 changed by -2."""

    days: int
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """A model's place in an arena.

    ``rank`` and ``interval`` are None while it has too few votes. ``of`` is the number of ranked models.
    ``changes`` has the periods at the start of which the model was already ranked.
    """

    arena: Arena
    method_version: str
    standing: Standing
    rank: int | None
    of: int
    interval: Interval | None
    changes: tuple[Change, ...]

    @property
    def needs(self) -> int:
        """How many more votes the model needs to be ranked."""
        return self.standing.needs(MIN_VOTES)


def rankings(source: ModelSource) -> tuple[Ranking, ...]:
    """Return the model's place in each of its arenas, the highest rank for the arena's size first."""
    found = [_ranking(source, arena) for arena in source.arenas]
    return tuple(sorted(found, key=lambda r: (r.rank is None, (r.rank or 1) / (r.of or 1), r.arena.slug)))


def place(ordering: Ordering, slug: str) -> int | None:
    """Return the rank of a model in an ordering, None if it has none."""
    return next((r.rank for r in ordering.ranked if r.standing.model == slug), None)


def _ranking(source: ModelSource, found: ArenaSource) -> Ranking:
    arena, rows = found.arena, found.rows[OVERALL]
    ordering = source.ordering(arena, rows)
    own = source.standing(arena, next(row for row in rows if row.model_id == source.id))
    rank = place(ordering, own.model)
    return Ranking(
        arena=arena,
        method_version=params_of(arena).method_version,
        standing=own,
        rank=rank,
        of=len(ordering.ranked),
        interval=None if rank is None else _interval(source, found, ordering),
        changes=() if rank is None else tuple(_changes(source, found, own, rank)),
    )


def _interval(source: ModelSource, found: ArenaSource, ordering: Ordering) -> Interval:
    """Return the model's interval by the head-to-head counts, as on the leaderboard."""
    ids = {other.slug: model_id for model_id, other in source.others.items()}
    ranked = [ids[entry.standing.model] for entry in ordering.ranked]
    fit = fit_of(found.arena, OVERALL, found.pairs, found.sizes, found.refit)
    ranks = fit.ranks(ranked)[ranked.index(source.id)]
    return Interval(*fit.estimates[source.id][:3], *ranks)


def _changes(source: ModelSource, found: ArenaSource, now: Standing, rank: int) -> list[Change]:
    changes = []
    for days in PERIODS:
        ordering = source.ordering(found.arena, found.then[days])
        before = {entry.standing.model: entry for entry in ordering.ranked}.get(now.model)
        if before is not None:
            changes.append(Change(days, now.score - before.standing.score, rank - before.rank))
    return changes
