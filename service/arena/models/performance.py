"""Performance: a model's results by theme and language, and where it needs more votes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from service.arena.boards import likely
from service.arena.boards.standings import empty_standing, standing
from service.arena.models.rankings import place
from service.arena.models.source import ArenaSource, ModelSource
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, Standing
from service.rating.pooled import Likely


@dataclass(frozen=True, slots=True)
class Strength:
    """A model on one axis: its ``rank`` among ``of`` models, None while it has too few votes.

    ``likely`` is its pooled rating, None until one is ready; with too few votes it is inferred from other
    axes. ``likely_rank`` is its place by it among the ranked models. ``mean_score`` is that of the ranked
    models. A theme in a language has neither ranks nor means.
    """

    axis: Axis
    standing: Standing
    rank: int | None = None
    of: int | None = None
    likely: Likely | None = None
    likely_rank: int | None = None
    mean_score: float | None = None

    @property
    def needs(self) -> int:
        """How many more votes the model needs to be rated here."""
        return self.standing.needs(MIN_VOTES)


@dataclass(frozen=True, slots=True)
class Performance:
    """A model's results in an arena by theme and by language, strongest first, those without votes last.

    Strengths compare by pooled rating, by score until there is one. ``cells`` has the arena's themes in
    languages, by theme and language. ``position`` is that of the log to which pooled ratings go.
    """

    arena: Arena
    themes: tuple[Strength, ...]
    languages: tuple[Strength, ...]
    cells: tuple[Strength, ...]
    position: int | None = None


def performance(source: ModelSource) -> tuple[Performance, ...]:
    """Return the model's results in each of its arenas."""
    return tuple(_performance(source, found) for found in source.arenas)


def _performance(source: ModelSource, found: ArenaSource) -> Performance:
    strengths = [_strength(source, found, axis) for axis in found.axes]
    return Performance(
        arena=found.arena,
        themes=_strongest(s for s in strengths if s.axis.theme and not s.axis.language),
        languages=_strongest(s for s in strengths if s.axis.language and not s.axis.theme),
        cells=tuple(sorted((s for s in strengths if s.axis.language and s.axis.theme), key=lambda s: s.axis)),
        position=None if found.refit is None else found.refit.position,
    )


def _strength(source: ModelSource, found: ArenaSource, axis: Axis) -> Strength:
    arena, row = found.arena, found.axes[axis]
    slug = source.model.slug
    known = likely.estimates(found.refit, axis)
    pooled = known.get(source.id)
    if row is None:
        return Strength(axis, empty_standing(arena, slug), likely=pooled)
    own = standing(arena, row, slug)
    if axis.theme and axis.language:
        return Strength(axis, own, likely=pooled)
    rows = found.rows[axis]
    ordering = source.ordering(arena, rows)
    rank, of = place(ordering, slug), len(ordering.ranked)
    ranked = {entry.standing.model for entry in ordering.ranked}
    ids = [one.model_id for one in rows if source.others[one.model_id].slug in ranked]
    by_likely = likely.places(known, ids).get(source.id) if rank else None
    scores = [entry.standing.score for entry in ordering.ranked]
    mean = fmean(scores) if scores else None
    return Strength(axis, own, rank, of, pooled, by_likely and by_likely.rank, mean)


def _strongest(strengths: Iterable[Strength]) -> tuple[Strength, ...]:
    """Return the rated ones, then the others, those that need the fewest votes first."""
    return tuple(sorted(strengths, key=lambda s: (s.needs, *(() if s.needs else _weakness(s)), s.axis)))


def _weakness(strength: Strength) -> tuple[bool, float]:
    if strength.likely is None:
        return True, -strength.standing.score
    return False, -strength.likely.mean
