"""Leaderboards, read from ratings and never from votes, so they cost the same with any number of votes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from service.arena.boards import certainty, claims, likely
from service.arena.boards.certainty import IntervalBasis
from service.arena.boards.fingerprints import PromptSets
from service.arena.boards.likely import LikelyPlace, Pooling
from service.arena.boards.point_in_time import PastAxis, PointInTime, past_axis, shown_until
from service.arena.boards.refits.computing import prepare, refit_at
from service.arena.boards.refits.kept import Refits
from service.arena.boards.refits.refit import Refit
from service.arena.boards.standings import empty_standing, standing
from service.arena.catalog import arenas
from service.arena.catalog.resolving import find_axis
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import models, prices, ratings
from service.db.queries.log import rankings
from service.domain import boards, clock
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import (
    MIN_VOTES,
    BoardClaims,
    Disagreement,
    Interval,
    Limits,
    Ordering,
    Places,
    Standing,
)
from service.domain.catalog import Price
from service.domain.rankings import votes_of
from service.rating.bradley_terry import Fit
from service.rating.claims import ModelClaims, Supply
from service.rating.claims import claims as model_claims

ORDERS = ("score", "likely")
"""What the rows of a leaderboard may be ordered by."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a leaderboard shows of a model beside its rating."""

    name: str
    organization: str | None
    organization_name: str | None
    license: str | None
    price: Price | None
    retired: bool = False
    weights_open: str = "unknown"
    commercial_use: str = "unknown"
    released: str | None = None


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """A ranked model on a leaderboard.

    It is decided to be ``better_than`` so many of the other ranked models, and ``worse_than`` so many.
    """

    rank: int
    standing: Standing
    interval: Interval
    facts: ModelFacts
    likely: LikelyPlace | None = None
    exposure: bool = False
    better_than: int = 0
    worse_than: int = 0


@dataclass(frozen=True, slots=True)
class BoardSource:
    """What a leaderboard is made from, as read from the database.

    Without ``retired``, the leaderboard leaves out retired models. ``order`` is one of `ORDERS`.
    ``fingerprint`` is that of its prompts and its method, None where it has no prompts or nobody asks.
    """

    arena: Arena
    axis: Axis
    min_votes: int
    past_axis: PastAxis
    models: dict[int, tuple[str, ModelFacts]]
    retired: bool = True
    refit: Refit | None = None
    order: str = ORDERS[0]
    fingerprint: str | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard: the ranked models, best first, those with too few votes, and the facts of both.

    ``votes`` is the number of folded votes on the axis, including those on models that are left out.
    ``components`` are the groups of models that no votes link, the one with the most votes first; empty if
    there is only one. ``inferred`` has the pooled ratings of models that are not ranked, by slug, and
    ``pooling`` says what pooled ratings rest on; None as long as there are none. ``basis`` says what the
    intervals rest on, and ``limits`` what would make the board surer. ``claims`` says which models are
    decided to be better than which, and ``disagreements`` are those that contradict the order by score.
    Leaderboards with the same ``fingerprint`` rest on the same prompts and method, and can be compared.
    ``revision`` is None for a past leaderboard, which the arena's later revisions do not change.
    """

    arena: Arena
    axis: Axis
    position: int
    as_of: int
    min_votes: int
    method_version: str
    votes: int
    ranked: tuple[BoardEntry, ...]
    unranked: tuple[Standing, ...]
    disagreements: tuple[Disagreement, ...]
    facts: dict[str, ModelFacts]
    components: tuple[tuple[str, ...], ...] = ()
    order: str = ORDERS[0]
    inferred: Mapping[str, LikelyPlace] = field(default_factory=dict)
    pooling: Pooling | None = None
    claims: BoardClaims = field(default_factory=BoardClaims)
    basis: IntervalBasis = certainty.UNKNOWN
    limits: Limits | None = None
    fingerprint: str | None = None
    revision: int | None = None

    def places(self, model: str) -> Places | None:
        """Return the places that a model may have by what is decided; None if it is not ranked."""
        entry = next((entry for entry in self.ranked if entry.standing.model == model), None)
        ranked = len(self.ranked)
        return None if entry is None else Places(1 + entry.worse_than, ranked - entry.better_than, ranked)


async def leaderboard(
    services: Services,
    slug: str,
    axis: Axis,
    min_votes: int = MIN_VOTES,
    at: PointInTime | None = None,
    *,
    retired: bool = True,
    order: str = ORDERS[0],
) -> Board:
    """Return the leaderboard of an axis of an arena, now or at a point in time.

    The ranks are always those by score; ``order`` is that of the rows. Pooled ratings are those of the
    newest refit that is ready, and for a point in time those that belong to it. Without ``retired``, models
    that are retired today are left out, and the others ranked without them.

    Raise NotFound for an unknown arena, theme or language, and Invalid for a position beyond the arena's log.
    """
    if at is not None:
        await prepare(services, slug, at)
    source = await services.database.read(
        read,
        slug,
        axis,
        min_votes,
        at,
        retired=retired,
        refits=services.boards.refits,
        order=order,
        prompt_sets=services.boards.prompt_sets,
    )
    # Fitting a hundred models takes milliseconds, and votes should not have to wait for it.
    return await asyncio.to_thread(build, source)


def read(
    session: ReadSession,
    slug: str,
    axis: Axis,
    min_votes: int = MIN_VOTES,
    at: PointInTime | None = None,
    *,
    retired: bool = True,
    refits: Refits | None = None,
    order: str = ORDERS[0],
    prompt_sets: PromptSets | None = None,
) -> BoardSource:
    """Return what a leaderboard is made from, in one snapshot. Raise the same errors as `leaderboard`.

    Without ``refits`` there are no pooled ratings, and without ``prompt_sets`` no fingerprint.
    """
    arena = arenas.get(session, slug)
    axis_id = find_axis(session, arena, axis)
    state = _now(session, arena, axis_id) if at is None else past_axis(session, arena, axis_id, at)
    refit = refit_at(session, refits, arena, state.position, at) if refits else None
    ids = {row.model_id for row in state.rows} | likely.estimates(refit, axis).keys()
    mark = None
    if prompt_sets and axis_id is not None:
        until = None if state.position == arena.last_position else state.as_of
        mark = prompt_sets.fingerprints(session, arena, [axis_id], until)[axis_id]
    revision = arena.revision if at is None else None
    return BoardSource(
        arena, axis, min_votes, state, _facts(session, ids), retired, refit, order, mark, revision
    )


def _now(session: ReadSession, arena: Arena, axis_id: int | None) -> PastAxis:
    as_of = shown_until(session, arena)
    if axis_id is None:
        return PastAxis(arena.last_position, as_of, [], [], {})
    rows = ratings.of_axis(session, arena.id, axis_id)
    pairs = ratings.pairs_of_axis(session, arena.id, axis_id)
    sizes = rankings.sizes_of_axis(session, arena.id, axis_id)
    return PastAxis(arena.last_position, as_of, rows, pairs, sizes)


def _facts(session: ReadSession, ids: Collection[int]) -> dict[int, tuple[str, ModelFacts]]:
    lowest = prices.lowest(session, ids, clock.day_text(clock.now() // clock.DAY))
    return {
        row.id: (
            row.slug,
            ModelFacts(
                row.name,
                row.organization,
                row.organization_name,
                row.license_name,
                lowest.get(row.id),
                row.retired_at is not None,
                row.weights_open,
                row.commercial_use,
                row.released,
            ),
        )
        for row in models.of_ids(session, ids).values()
    }


def build(source: BoardSource) -> Board:
    """Return the leaderboard of what was read. It takes milliseconds for a hundred models."""
    arena, state, facts = source.arena, source.past_axis, dict(source.models.values())
    slugs = {model_id: slug for model_id, (slug, _) in source.models.items()}
    standings = [standing(arena, row, slugs[row.model_id]) for row in state.rows]
    unseen = source.models.keys() - {row.model_id for row in state.rows}
    standings += [empty_standing(arena, slugs[model_id]) for model_id in unseen]
    listed = [one for one in standings if source.retired or not facts[one.model].retired]
    ordering = boards.order(listed, source.min_votes)
    fit = certainty.fit_of(arena, source.axis, state.pairs, state.sizes, source.refit)
    ids = {slug: model_id for model_id, slug in slugs.items()}
    order = [ids[entry.standing.model] for entry in ordering.ranked]
    pooled = likely.places(likely.estimates(source.refit, source.axis), order)
    votes = votes_of(sum(s.votes for s in standings), state.sizes)
    known = [ids[model] for model in claims.claimable(standings, source.min_votes)]
    made = model_claims(fit, known, order, Supply(votes, claims.fixed_share(source.refit, source.axis)))
    entries = _entries(
        ordering, _intervals(fit, order), [pooled.get(model) for model in order], facts, _decided(made, order)
    )
    return Board(
        arena=arena,
        axis=source.axis,
        position=state.position,
        as_of=state.as_of,
        min_votes=source.min_votes,
        method_version=arenas.method_version(arena),
        votes=votes,
        ranked=_in_order(entries, source.order),
        unranked=ordering.unranked,
        disagreements=tuple(Disagreement(slugs[above], slugs[below]) for above, below in made.disagreements),
        facts=facts,
        components=_components(fit, slugs, {one.model for one in listed}),
        order=source.order,
        inferred={s.model: pooled[ids[s.model]] for s in ordering.unranked if ids[s.model] in pooled},
        pooling=likely.pooling(source.refit),
        claims=claims.of_board(arena, made, order, slugs),
        basis=certainty.basis(source.refit, source.axis),
        limits=certainty.limits(source.refit, source.axis),
        fingerprint=source.fingerprint,
        revision=source.revision,
    )


def _decided(made: ModelClaims, order: Sequence[int]) -> list[tuple[int, int]]:
    """Return how many of the others each model is decided to be better than, and how many worse than."""
    worse = Counter(other for others in made.better.values() for other in others)
    return [(len(made.better[model]), worse[model]) for model in order]


def _entries(
    ordering: Ordering,
    intervals: Sequence[Interval],
    pooled: Sequence[LikelyPlace | None],
    facts: Mapping[str, ModelFacts],
    decided: Sequence[tuple[int, int]],
) -> list[BoardEntry]:
    exposed = likely.exposed([place.standing for place in ordering.ranked], pooled)
    rows = zip(ordering.ranked, intervals, pooled, exposed, decided, strict=True)
    return [
        BoardEntry(place.rank, place.standing, interval, facts[place.standing.model], own, exposure, *counts)
        for place, interval, own, exposure, counts in rows
    ]


def _in_order(entries: Sequence[BoardEntry], order: str) -> tuple[BoardEntry, ...]:
    """Return the rows by score, or by pooled rating with those that have none at the end."""
    if order == ORDERS[0]:
        return tuple(entries)
    return tuple(sorted(entries, key=lambda e: -e.likely.rating if e.likely else inf))


def _components(fit: Fit, slugs: dict[int, str], listed: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of listed models that no votes link, by slug; empty if there is only one."""
    groups = [sorted(slugs[model] for model in group if slugs[model] in listed) for group in fit.components]
    apart = tuple(tuple(group) for group in groups if group)
    return apart if len(apart) > 1 else ()


def _intervals(fit: Fit, order: Sequence[int]) -> list[Interval]:
    """Return the fit's rating of each model on a leaderboard, and its rank range among them."""
    return [
        Interval(*fit.estimates[model][:3], *ranks)
        for model, ranks in zip(order, fit.ranks(order), strict=True)
    ]
