"""Every model at a glance: where it stands, what it costs, and how its score moved lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from service.arena.boards.standings import standing
from service.arena.catalog import arenas as known_arenas
from service.arena.catalog import models
from service.arena.catalog.resolving import find_axis
from service.db.engine import ReadSession
from service.db.queries import arenas, model_pages, prices, ratings
from service.db.queries import models as stored
from service.db.queries.model_pages import DayRatingRow, OverallRow
from service.db.queries.prices import Price
from service.db.queries.ratings import RatingRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, Standing, order
from service.domain.catalog import Model
from service.domain.paging import Page

RECENT_DAYS = 60
"""How far the scores of a card go back from the newest vote of their arena."""

# More than any catalog has; a list must have some end.
_MOST = 100_000


class Place(NamedTuple):
    """Where a model stands in an arena, ``rank`` None while it has too few votes."""

    arena: Arena
    rank: int | None
    of: int
    standing: Standing

    @property
    def needs(self) -> int:
        """How many more votes it takes to be ranked."""
        return self.standing.needs(MIN_VOTES)


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model: its lowest price, its places, the best first, and its scores by days in the first of them."""

    model: Model
    price: Price | None
    places: tuple[Place, ...]
    scores: tuple[float, ...]

    @property
    def standing(self) -> tuple[bool, float, str]:
        """What cards are ordered by: ranked models first, the better its rank for the size of the board."""
        best = self.places[0] if self.places else None
        ranked = best is not None and best.rank is not None
        share = best.rank / best.of if best and best.rank else 0.0
        return not ranked, share, self.model.slug


def card(session: ReadSession, slug: str, today: int) -> ModelCard:
    """Return the card of one model, retired or not. Raise NotFound."""
    model = models.find(session, slug)
    known, rows = _running(session), model_pages.overall(session)
    places = _places(known, rows, stored.slugs(session))
    mine = [row for row in rows if row.model_id == model.id]
    offered = prices.lowest(session, [model.id], clock.day_text(today))
    scores = _scores(session, known, mine, [model.id])
    return _card(models.get(session, slug), offered.get(model.id), places, scores[model.id])


def place(session: ReadSession, slug: str, arena: str, axis: Axis) -> Place | None:
    """Return where a model stands on an axis of an arena, None without a vote there.

    Raise NotFound for the model, the arena, and a theme or language that nothing in it ever had.
    """
    models.get(session, slug)
    found = known_arenas.get(session, arena)
    axis_id = find_axis(session, found, axis)
    rows = ratings.of_axis(session, axis_id) if axis_id is not None else []
    standings = _ordered(found, rows, stored.slugs(session))
    return next((place for place in standings if place.standing.model == slug), None)


def cards(session: ReadSession, today: int, *, retired: bool = False) -> tuple[ModelCard, ...]:
    """Return a card for every model on a day (since 1970), the highest ranked first.

    Costs the ratings overall and two months of their history, whatever the number of votes.
    """
    listed = models.page(session, Page(limit=_MOST), retired=retired).items
    ids = {slug: model_id for model_id, slug in stored.slugs(session).items()}
    offered = prices.every(session, clock.day_text(today))
    known, rows = _running(session), model_pages.overall(session)
    places = _places(known, rows, {model_id: slug for slug, model_id in ids.items()})
    scores = _scores(session, known, rows)
    return tuple(
        sorted(
            (_card(model, offered.get(ids[model.slug]), places, scores[ids[model.slug]]) for model in listed),
            key=lambda card: card.standing,
        )
    )


def _card(
    model: Model,
    price: Price | None,
    places: dict[str, list[Place]],
    scores: dict[int, list[float]],
) -> ModelCard:
    mine = sorted(places.get(model.slug, []), key=_best_first)
    return ModelCard(model, price, tuple(mine), tuple(scores[mine[0].arena.id]) if mine else ())


def _best_first(place: Place) -> tuple[bool, float, str]:
    return place.rank is None, (place.rank or 1) / (place.of or 1), place.arena.slug


def _running(session: ReadSession) -> list[Arena]:
    return [arena for arena in arenas.every(session) if arena.retired_at is None]


def _places(
    known: Sequence[Arena], rows: Sequence[OverallRow], slugs: dict[int, str]
) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = defaultdict(list)
    for arena in known:
        for found in _ordered(arena, [row for row in rows if row.arena_id == arena.id], slugs):
            places[found.standing.model].append(found)
    return places


def _ordered(arena: Arena, rows: Sequence[RatingRow | OverallRow], slugs: dict[int, str]) -> list[Place]:
    """Return the places of an axis by its ratings, the unranked ones at the end."""
    ordering = order(standing(arena, row, slugs[row.model_id]) for row in rows)
    of = len(ordering.ranked)
    every = (*ordering.ranked, *((None, found) for found in ordering.unranked))
    return [Place(arena, rank, of, found) for rank, found in every]


def _scores(
    session: ReadSession, known: Sequence[Arena], rows: Sequence[OverallRow], of: Sequence[int] | None = None
) -> dict[int, dict[int, list[float]]]:
    """Return the scores by model and arena, oldest first, the present one at the end.

    Of all models, or of some.
    """
    arena_of = {row.axis_id: row.arena_id for row in rows}
    newest = {arena.id: arena.day for arena in known if arena.day is not None}
    since = {axis: newest[arena] - RECENT_DAYS for axis, arena in arena_of.items() if arena in newest}
    found: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    days: list[DayRatingRow | OverallRow] = [*model_pages.recent(session, since, of), *rows]
    for row in days:
        found[row.model_id][arena_of[row.axis_id]].append(row.mu - 3 * sqrt(row.variance))
    return found
