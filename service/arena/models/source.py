"""All that a model's page is made from, read in one snapshot; the sections are computed from it apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.boards.standings import standing
from service.arena.catalog import models
from service.arena.catalog.upstreams import routes_of
from service.db.engine import ReadSession
from service.db.queries import annotations as marks
from service.db.queries import arenas, generations, model_pages, prices, ratings
from service.db.queries import models as stored
from service.db.queries.annotations import AnnotationRow
from service.db.queries.model_pages import ImageVoteRow
from service.db.queries.offers import OfferRow
from service.db.queries.prices import Price
from service.db.queries.ratings import PairRow, RatingRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Ordering, Standing, order
from service.domain.catalog import Model

PERIODS = (7, 30)
"""Days ago, to which the present is compared."""

# So far back the log is searched for outputs to show, and so many of a model are looked at.
EXAMPLE_VOTES = 20_000
EXAMPLES_READ = 120
# So many of a model's newest generations say how long its providers take.
GENERATIONS = 1_000


class Other(NamedTuple):
    """What a model's page says of another model."""

    slug: str
    name: str
    organization: str | None
    price: Price | None


class Latency(NamedTuple):
    """How long the newest images made here took, in milliseconds: half of so many, and 95 % of them."""

    p50_ms: int
    p95_ms: int
    generations: int


@dataclass(frozen=True, slots=True)
class ArenaSource:
    """One arena as a model's page needs it.

    ``axes`` are all that the arena has, with the model's rating where it has one; ``rows`` every model's
    ratings overall and on single themes and languages; ``then`` those overall some days ago; ``history``
    the model's own, overall; ``votes`` its newest votes on images.
    """

    arena: Arena
    axes: dict[Axis, RatingRow | None]
    rows: dict[Axis, list[RatingRow]]
    then: dict[int, Sequence[RatingRow]]
    pairs: Sequence[PairRow]
    history: Sequence[RatingRow]
    votes: Sequence[ImageVoteRow]


@dataclass(frozen=True, slots=True)
class Source:
    """A model, its offers, the arenas it has votes in, and the other models there, by their ids.

    ``latencies`` are by provider; ``can_generate`` says whether images of it can be had from here; ``marks``
    are those of the model and of its arenas.
    """

    id: int
    model: Model
    today: int
    offers: Sequence[OfferRow]
    arenas: tuple[ArenaSource, ...]
    others: dict[int, Other]
    latencies: Mapping[str, Latency]
    can_generate: bool
    marks: Sequence[AnnotationRow]

    def standing(self, arena: Arena, row: RatingRow) -> Standing:
        """Return a rating's row as a standing."""
        return standing(arena, row, self.others[row.model_id].slug)

    def ordering(self, arena: Arena, rows: Iterable[RatingRow]) -> Ordering:
        """Return the board that rating rows make."""
        return order(self.standing(arena, row) for row in rows)


def read(session: ReadSession, slug: str, today: int) -> Source:
    """Return what the page of a model needs on a day (since 1970). Raise NotFound.

    The number of queries depends on the number of its arenas alone, and no query on that of the votes.
    """
    row = models.find(session, slug)
    day = clock.day_text(today)
    found = _arenas(session, row.id, today)
    ids = {row.id} | {rating.model_id for arena in found for rating in arena.rows[OVERALL]}
    offered = prices.lowest(session, ids, day)
    others = {
        model_id: Other(other.slug, other.name, other.organization_name, offered.get(model_id))
        for model_id, other in stored.of_ids(session, ids).items()
    }
    return Source(
        id=row.id,
        model=models.get(session, slug),
        today=today,
        offers=model_pages.current_offers(session, row.id, day),
        arenas=found,
        others=others,
        latencies={
            timed.provider: Latency(*timed[1:])
            for timed in generations.latencies(session, row.id, GENERATIONS)
        },
        can_generate=row.id in routes_of(session, [row.id]),
        marks=marks.of(session, row.id, [entry.arena.id for entry in found]),
    )


def _arenas(session: ReadSession, model_id: int, today: int) -> tuple[ArenaSource, ...]:
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
            pairs=ratings.pairs_of_axis(session, overall[arena.id]),
            history=ratings.history_of_axis(session, overall[arena.id], model_id),
            votes=model_pages.image_votes(
                session, arena.id, [model_id], arena.last_position - EXAMPLE_VOTES, EXAMPLES_READ
            ),
        )
        for arena in arenas.every(session)
        if arena.id in overall
    )


def _then(
    session: ReadSession, arena: Arena, axis_id: int, now: Sequence[RatingRow], today: int
) -> dict[int, Sequence[RatingRow]]:
    """Return the ratings at the end of the days that the present is compared to."""
    found: dict[int, Sequence[RatingRow]] = {}
    for period in PERIODS:
        unchanged = arena.day is not None and arena.day <= today - period
        found[period] = now if unchanged else ratings.at_day(session, arena.id, today - period, axis_id)
    return found
