"""What a model's page is made from, read in one snapshot. The sections are computed from it separately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.boards.refits.kept import Refits
from service.arena.boards.refits.refit import Refit
from service.arena.boards.standings import standing
from service.arena.catalog import models
from service.arena.catalog.upstreams import routes_of
from service.db.engine import ReadSession
from service.db.queries import annotations as stored_annotations
from service.db.queries import arenas, generations, model_pages, prices, ratings
from service.db.queries import models as stored
from service.db.queries.annotations import AnnotationRow
from service.db.queries.log import rankings as log_rankings
from service.db.queries.model_pages import ImageVoteRow
from service.db.queries.offers import OfferRow
from service.db.queries.ratings import PairRow, RatingRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Ordering, Standing, order
from service.domain.catalog import Model, Price
from service.domain.rankings import Sizes

PERIODS = (7, 30)
"""The numbers of days over which changes are shown."""

# How many of an arena's newest votes are searched for examples, and how many of a model's are read.
EXAMPLE_VOTES = 20_000
EXAMPLES_READ = 120
# How many of a model's newest generations are used to measure its providers.
GENERATIONS = 1_000
# How many of a model's newest prices its history has.
PAST_OFFERS = 50


class OtherModel(NamedTuple):
    """Another model on a model's page."""

    slug: str
    name: str
    organization: str | None
    price: Price | None


class Latency(NamedTuple):
    """The measured latency of the newest generations, in milliseconds."""

    p50_ms: int
    p95_ms: int
    generations: int


@dataclass(frozen=True, slots=True)
class ArenaSource:
    """One arena as a model's page needs it.

    ``axes`` has all of the arena's axes, with the model's rating or None. ``rows`` has every model's ratings
    overall and on single themes and languages, ``then`` the overall ones some days ago. ``history`` is the
    model's overall history, ``votes`` are the newest votes on its images, ``sizes`` those of all rankings.
    ``refit`` is the newest refit that is ready, None before the first.
    """

    arena: Arena
    axes: dict[Axis, RatingRow | None]
    rows: dict[Axis, list[RatingRow]]
    then: dict[int, Sequence[RatingRow]]
    pairs: Sequence[PairRow]
    history: Sequence[RatingRow]
    votes: Sequence[ImageVoteRow]
    sizes: Sizes
    refit: Refit | None = None


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model, its offers, the arenas with votes on it, and the models there, by their ids.

    ``offers`` are the current ones, ``past_offers`` all up to now, newest first. ``latencies`` are by
    provider. ``can_generate`` says whether the model can generate images here. ``annotations`` are those of
    the model and of its arenas.
    """

    id: int
    model: Model
    today: int
    offers: Sequence[OfferRow]
    past_offers: Sequence[OfferRow]
    arenas: tuple[ArenaSource, ...]
    others: dict[int, OtherModel]
    latencies: Mapping[str, Latency]
    can_generate: bool
    annotations: Sequence[AnnotationRow]

    def standing(self, arena: Arena, row: RatingRow) -> Standing:
        """Return the standing of a stored rating."""
        return standing(arena, row, self.others[row.model_id].slug)

    def ordering(self, arena: Arena, rows: Iterable[RatingRow]) -> Ordering:
        """Return the ordering of stored ratings."""
        return order(self.standing(arena, row) for row in rows)


def read(session: ReadSession, slug: str, today: int, refits: Refits | None = None) -> ModelSource:
    """Return what a model's page needs on a day (since 1970). Raise NotFound.

    The number of queries depends only on the number of its arenas, and no query depends on that of the votes.
    Without ``refits`` there are no pooled ratings.
    """
    row = models.find(session, slug)
    day = clock.day_text(today)
    found = _arenas(session, row.id, today, refits)
    ids = {row.id} | {rating.model_id for arena in found for rating in arena.rows[OVERALL]}
    offered = prices.lowest(session, ids, day)
    others = {
        model_id: OtherModel(other.slug, other.name, other.organization_name, offered.get(model_id))
        for model_id, other in stored.of_ids(session, ids).items()
    }
    return ModelSource(
        id=row.id,
        model=models.get(session, slug),
        today=today,
        offers=model_pages.current_offers(session, row.id, day),
        past_offers=model_pages.offer_history(session, row.id, day, PAST_OFFERS),
        arenas=found,
        others=others,
        latencies={
            timed.provider: Latency(*timed[1:])
            for timed in generations.latencies(session, row.id, GENERATIONS)
        },
        can_generate=row.id in routes_of(session, [row.id]),
        annotations=stored_annotations.of(session, row.id, [entry.arena.id for entry in found]),
    )


def _arenas(
    session: ReadSession, model_id: int, today: int, refits: Refits | None
) -> tuple[ArenaSource, ...]:
    axes = model_pages.axes_with(session, model_id)
    overall = {
        row.arena_id: row.axis_id for row in axes if row.rating and Axis(row.theme, row.language) == OVERALL
    }
    known = {row.axis_id: Axis(row.theme, row.language) for row in axes}
    rows: dict[int, dict[Axis, list[RatingRow]]] = {arena_id: {} for arena_id in overall}
    arena_of = {row.axis_id: row.arena_id for row in axes}
    for rating in model_pages.on_single_axes(session, overall):
        rows[arena_of[rating.axis_id]].setdefault(known[rating.axis_id], []).append(rating)
    return tuple(
        ArenaSource(
            arena=arena,
            axes={known[row.axis_id]: row.rating for row in axes if row.arena_id == arena.id},
            rows=rows[arena.id],
            then=_then(session, arena, overall[arena.id], rows[arena.id][OVERALL], today),
            pairs=ratings.pairs_of_axis(session, arena.id, overall[arena.id]),
            history=ratings.history_of_axis(session, arena.id, overall[arena.id], model_id),
            votes=model_pages.image_votes(
                session, arena.id, [model_id], arena.last_position - EXAMPLE_VOTES, EXAMPLES_READ
            ),
            sizes=log_rankings.sizes_of_axis(session, arena.id, overall[arena.id]),
            refit=refits.newest(session, arena.id, arena.last_position) if refits else None,
        )
        for arena in arenas.every(session)
        if arena.id in overall
    )


def _then(
    session: ReadSession, arena: Arena, axis_id: int, now: Sequence[RatingRow], today: int
) -> dict[int, Sequence[RatingRow]]:
    """Return the ratings at the start of each period over which changes are shown."""
    found: dict[int, Sequence[RatingRow]] = {}
    for period in PERIODS:
        unchanged = arena.day is not None and arena.day <= today - period
        found[period] = now if unchanged else ratings.at_day(session, arena.id, today - period, axis_id)
    return found
