"""From the patterns of a question to the arenas, axes and models that exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from service.arena.catalog.resolving import axis_of
from service.arena.queries.questions import refused
from service.db.engine import ReadSession
from service.db.queries import arenas, models, organizations, prompt_categories
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.domain.names import natural_slug
from service.domain.questions.filters import ModelFilter
from service.domain.questions.patterns import ANY, checked, matcher, parse_axis
from service.domain.slugs import is_slug
from service.errors import ArenaError


class ArenaAxes(NamedTuple):
    """An arena, its axes by id, and which of them are meant, each with its weight."""

    arena: Arena
    known: dict[int, Axis]
    chosen: dict[int, float]


def find_arenas(session: ReadSession, patterns: Sequence[str], field: str | None = None) -> list[Arena]:
    """Return the arenas that patterns of slugs mean, by slug. A pattern means no retired ones, a slug does.

    Raise Invalid about the field for a pattern or a slug that means none.
    """
    every = arenas.every(session)
    found: dict[str, Arena] = {}
    for i, pattern in enumerate(patterns):
        name = field or f"arenas.{i}"
        means = matcher(_pattern(name, pattern))
        known = {
            one.slug: one for one in every if means(one.slug) and (ANY not in pattern or not one.retired_at)
        }
        if not known:
            raise refused(name, _nothing("arena", pattern))
        found |= known
    return [found[slug] for slug in sorted(found)]


def _pattern(name: str, pattern: str) -> str:
    try:
        return checked(pattern)
    except ValueError as error:
        raise refused(name, str(error)) from None


def _nothing(noun: str, pattern: str) -> str:
    shown = pattern[:100]
    return f"matches no {noun}: {shown!r}" if ANY in pattern else f"is not a known {noun}: {shown!r}"


def find_axes(session: ReadSession, found: Iterable[Arena], patterns: Sequence[str]) -> list[ArenaAxes]:
    """Return the axes of each arena that patterns mean. Raise Invalid for a pattern that means none."""
    sources = [ArenaAxes(one, prompt_categories.axes_of_arena(session, one.id), {}) for one in found]
    for i, pattern in enumerate(patterns):
        means = _meaning(f"axes.{i}", pattern)
        hits = [_add(source, means, 1.0) for source in sources]
        # An arena without prompts and votes has a leaderboard, too: an empty one.
        if not any(hits) and not means(OVERALL):
            raise refused(f"axes.{i}", f"{_nothing('axis', pattern)} in {_places(sources)}")
    return [source for source in sources if source.chosen]


def weighted_axes(
    session: ReadSession, found: Iterable[Arena], weights: Mapping[str, float]
) -> list[ArenaAxes]:
    """Return the axes of each arena that have a weight. Raise Invalid where they cannot be weighed.

    Every arena must have axes for each pattern, or else their composites would mean different things.
    """
    sources = [ArenaAxes(one, prompt_categories.axes_of_arena(session, one.id), {}) for one in found]
    if not sum(weights.values()) > 0.0:
        raise refused("weights", "add up to 0; give at least one axis a weight above 0")
    for pattern, weight in weights.items():
        name = f"weights.{pattern[:100]}"
        means = _meaning(name, pattern)
        for source in sources:
            if twice := [source.known[i].label for i in source.chosen if means(source.known[i])]:
                raise refused(name, f"weighs {twice[0]} a second time; name each axis once")
            if not _add(source, means, weight):
                raise refused(name, f"{_nothing('axis', pattern)} in {_places([source])}")
    return sources


def _places(sources: Sequence[ArenaAxes]) -> str:
    if len(sources) > 1:
        return f"any of {len(sources)} arenas"
    return f"arena {sources[0].arena.slug}; its axes are under /api/v1/arenas/{sources[0].arena.slug}/axes"


def _meaning(name: str, pattern: str) -> Callable[[Axis], bool]:
    """Return what tells whether an axis is meant; themes and languages may be written as people do.

    Raise Invalid.
    """
    try:
        parsed = parse_axis(pattern)
        if parsed.axis is None:
            return parsed.matcher()
        return axis_of(parsed.axis.theme, parsed.axis.language).__eq__
    except (ValueError, ArenaError) as error:
        raise refused(name, str(error)) from None


def _add(source: ArenaAxes, means: Callable[[Axis], bool], weight: float) -> bool:
    ids = [i for i, axis in source.known.items() if means(axis)]
    source.chosen.update(dict.fromkeys(ids, weight))
    return bool(ids)


def resolved(session: ReadSession, asked: ModelFilter, known: Iterable[str]) -> ModelFilter:
    """Return a filter whose names are those that are stored. Raise Invalid for what names or matches nothing.

    ``known`` are the slugs of the models that the question could be about.
    """
    slugs = frozenset(known)
    names = [_model(session, f"models.{i}", name, slugs) for i, name in enumerate(asked.models)]
    for i, slug in enumerate(asked.organizations):
        if not is_slug(slug) or organizations.get(session, slug) is None:
            raise refused(f"organizations.{i}", _nothing("organization", slug))
    return replace(asked, models=tuple(names))


def _model(session: ReadSession, name: str, pattern: str, known: frozenset[str]) -> str:
    if ANY in pattern:
        if not any(map(matcher(_pattern(name, pattern)), known)):
            raise refused(name, _nothing("model", pattern))
        return pattern
    return find_model(session, name, pattern)


def find_model(session: ReadSession, name: str, slug: str) -> str:
    """Return the slug of a model that was named by it, or by one that it had before. Raise Invalid."""
    row = models.get(session, slug) if is_slug(slug) else None
    if row is None:
        natural = natural_slug(slug)
        advice = f"; did you mean {natural!r}?" if natural and models.get(session, natural) else ""
        raise refused(name, _nothing("model", slug) + advice)
    return row.slug
