"""Performance: a model's results by theme and language, and where it needs more votes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.arena.boards.standings import standing
from service.arena.models.rankings import place
from service.arena.models.source import ArenaSource, ModelSource
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, Standing


@dataclass(frozen=True, slots=True)
class Strength:
    """A model on one axis: its ``rank`` among ``of`` models, None while it has too few votes.

    A theme in a language has no ranks.
    """

    axis: Axis
    standing: Standing
    rank: int | None = None
    of: int | None = None

    @property
    def needs(self) -> int:
        """How many more votes the model needs to be rated here."""
        return self.standing.needs(MIN_VOTES)


@dataclass(frozen=True, slots=True)
class Performance:
    """A model's results in an arena by theme and by language, strongest first, those without votes last.

    ``cells`` has the arena's themes in languages, by theme and language.
    """

    arena: Arena
    themes: tuple[Strength, ...]
    languages: tuple[Strength, ...]
    cells: tuple[Strength, ...]


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
    )


def _strength(source: ModelSource, found: ArenaSource, axis: Axis) -> Strength:
    arena, row = found.arena, found.axes[axis]
    slug = source.model.slug
    if row is None:
        return Strength(axis, Standing(slug, arena.mu, arena.sigma, 0, 0, 0, 0, 0))
    own = standing(arena, row, slug)
    if axis.theme and axis.language:
        return Strength(axis, own)
    ordering = source.ordering(arena, found.rows[axis])
    return Strength(axis, own, place(ordering, slug), len(ordering.ranked))


def _strongest(strengths: Iterable[Strength]) -> tuple[Strength, ...]:
    """Return the rated ones by score, then the others, those that need the fewest votes first."""
    return tuple(
        sorted(strengths, key=lambda s: (s.needs, -s.standing.score if not s.needs else 0.0, s.axis))
    )
