"""Model cards: each model's places, its price and its recent scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.boards.standings import standing
from service.arena.catalog import arenas as known_arenas
from service.arena.catalog import models
from service.arena.catalog.resolving import find_axis
from service.db.engine import ReadSession
from service.db.queries import arenas, model_pages, prices, ratings
from service.db.queries import models as stored
from service.db.queries.model_pages import DayRatingRow, OverallRow
from service.db.queries.ratings import RatingRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, Standing, order
from service.domain.catalog import Model, Price
from service.domain.paging import Page
from service.domain.ratings import Skill

RECENT_DAYS = 60
"""How far back a card's scores go from the newest vote of their arena."""

# More models than any catalog has.
_MOST = 100_000


class ArenaPlace(NamedTuple):
    """A model's place in an arena: its ``rank`` among ``of`` models, None while it has too few votes."""

    arena: Arena
    rank: int | None
    of: int
    standing: Standing

    @property
    def needs(self) -> int:
        """How many more votes the model needs to be ranked."""
        return self.standing.needs(MIN_VOTES)


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A model with its lowest price, its places, best first, and its daily scores in the first of them."""

    model: Model
    price: Price | None
    places: tuple[ArenaPlace, ...]
    scores: tuple[float, ...]

    @property
    def standing(self) -> tuple[bool, float, str]:
        """The order of cards: ranked models first, by rank relative to the size of the leaderboard."""
        best = self.places[0] if self.places else None
        ranked = best is not None and best.rank is not None
        share = best.rank / best.of if best and best.rank else 0.0
        return not ranked, share, self.model.slug


def card(session: ReadSession, slug: str, today: int) -> ModelCard:
    """Return the card of a model, even if it is retired. Raise NotFound."""
    model = models.find(session, slug)
    known, rows = _running(session), model_pages.overall(session)
    places = _places(known, rows, stored.slugs(session))
    own = [row for row in rows if row.model_id == model.id]
    offered = prices.lowest(session, [model.id], clock.day_text(today))
    scores = _scores(session, known, own, [model.id])
    return _card(models.get(session, slug), offered.get(model.id), places, scores[model.id])


def place(session: ReadSession, slug: str, arena: str, axis: Axis) -> ArenaPlace | None:
    """Return a model's place on an axis of an arena, None without votes there.

    Raise NotFound for an unknown model, arena, theme or language.
    """
    model = models.get(session, slug)
    found = known_arenas.get(session, arena)
    axis_id = find_axis(session, found, axis)
    rows = ratings.of_axis(session, found.id, axis_id) if axis_id is not None else []
    standings = _ordered(found, rows, stored.slugs(session))
    return next((place for place in standings if place.standing.model == model.slug), None)


def cards(session: ReadSession, today: int, *, retired: bool = False) -> tuple[ModelCard, ...]:
    """Return the cards of all models on a day (since 1970), the highest ranked first.

    This reads the overall ratings and two months of their history, whatever the number of votes.
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
    places: dict[str, list[ArenaPlace]],
    scores: dict[int, list[float]],
) -> ModelCard:
    own = sorted(places.get(model.slug, []), key=_best_first)
    return ModelCard(model, price, tuple(own), tuple(scores[own[0].arena.id]) if own else ())


def _best_first(place: ArenaPlace) -> tuple[bool, float, str]:
    return place.rank is None, (place.rank or 1) / (place.of or 1), place.arena.slug


def _running(session: ReadSession) -> list[Arena]:
    return [arena for arena in arenas.every(session) if arena.retired_at is None]


def _places(
    known: Sequence[Arena], rows: Sequence[OverallRow], slugs: dict[int, str]
) -> dict[str, list[ArenaPlace]]:
    places: dict[str, list[ArenaPlace]] = defaultdict(list)
    for arena in known:
        for found in _ordered(arena, [row for row in rows if row.arena_id == arena.id], slugs):
            places[found.standing.model].append(found)
    return places


def _ordered(arena: Arena, rows: Sequence[RatingRow | OverallRow], slugs: dict[int, str]) -> list[ArenaPlace]:
    """Return the places that ratings on an axis give, unranked models last."""
    ordering = order(standing(arena, row, slugs[row.model_id]) for row in rows)
    of = len(ordering.ranked)
    every = (*ordering.ranked, *((None, found) for found in ordering.unranked))
    return [ArenaPlace(arena, rank, of, found) for rank, found in every]


def _scores(
    session: ReadSession, known: Sequence[Arena], rows: Sequence[OverallRow], of: Sequence[int] | None = None
) -> dict[int, dict[int, list[float]]]:
    """Return the scores of all or some models by model and arena, oldest first, the current one last."""
    arena_of = {row.axis_id: row.arena_id for row in rows}
    newest = {arena.id: arena.day for arena in known if arena.day is not None}
    since = {
        (arena, axis): newest[arena] - RECENT_DAYS for axis, arena in arena_of.items() if arena in newest
    }
    found: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    days: list[DayRatingRow | OverallRow] = [*model_pages.recent(session, since, of), *rows]
    for row in days:
        found[row.model_id][arena_of[row.axis_id]].append(Skill(row.mu, row.variance).score)
    return found
