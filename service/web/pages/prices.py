"""Price against score, for every axis of an arena."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from service.arena.boards import axes, boards
from service.arena.boards.price import PricedModel, PriceScores, price_scores
from service.arena.catalog.resolving import axis_of
from service.domain.axes import Axis
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.inline import Scale, scale
from service.web.charts.tracker import Tick, ticks
from service.web.page_route import PageRoute
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

# A free model is drawn where one with this price in dollars would be.
_LEAST = 1e-4
_LABELS_RIGHT_UNTIL = 60.0


class PricesQuery(Strict):
    """The axis; a form sends empty fields too."""

    theme: Annotated[str | None, Text, Field(max_length=200), BeforeValidator(lambda v: v or None)] = None
    language: Annotated[str | None, Text, Field(max_length=100), BeforeValidator(lambda v: v or None)] = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A model on the chart: percent from the left and the top, and the side on which its name fits."""

    model: PricedModel
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class PricesView:
    """The page; ``front`` has the dots on the Pareto front, from the cheapest to the best.

    ``columns`` are powers of ten of the price, ``rows`` are round scores; ``themes`` and ``languages`` are
    the filter's choices.
    """

    head: Head
    it: PriceScores
    dots: tuple[Dot, ...]
    front: tuple[Dot, ...]
    columns: tuple[Tick, ...]
    rows: tuple[Tick, ...]
    names: dict[str, str]
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    api: str


@router.get("/arenas/{arena}/prices", dependencies=[Depends(reader)])
async def show_prices(
    request: Request, arena: str, query: Annotated[PricesQuery, Query()], services: Services
) -> Response:
    """Return price vs. score on an axis."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        board = await boards.leaderboard(services, arena, axis)
        _, known = await services.database.read(axes.overview, arena)
        view = prices_view(price_scores(board), [overview.axis for overview in known])
        return prepared(request, services, "prices.html", view)

    return await answer(request, arena, produce)


def prices_view(scores: PriceScores, known: list[Axis]) -> PricesView:
    """Return the context of the page."""
    board, axis = scores.board, scores.board.axis
    across = scale(_place(model.amount) for model in scores.priced)
    up = scale(model.standing.score for model in scores.priced)
    dots = tuple(_dot(model, across, up) for model in scores.priced)
    query = urlencode({k: v for k, v in (("theme", axis.theme), ("language", axis.language)) if v})
    suffix = f"?{query}" if query else ""
    name = board.arena.name
    about = f"Price per image vs. score for every model in {name}."
    path = f"/arenas/{board.arena.slug}/prices{suffix}"
    return PricesView(
        head=Head(f"{name}: price vs. score", about, path, section="arenas"),
        it=scores,
        dots=dots,
        front=tuple(dot for dot in dots if dot.model.on_front),
        columns=tuple(_powers(across)) if dots else (),
        rows=ticks(up) if dots else (),
        names={slug: facts.name for slug, facts in board.facts.items()},
        themes=tuple(sorted({axis.theme for axis in known if axis.theme})),
        languages=tuple(sorted({axis.language for axis in known if axis.language})),
        api=f"/api/v1/arenas/{board.arena.slug}/leaderboard{suffix}",
    )


def _place(amount: float) -> float:
    """Return the position of a price on a logarithmic scale."""
    return log10(max(amount, _LEAST))


def _dot(model: PricedModel, across: Scale, up: Scale) -> Dot:
    x = across.at(_place(model.amount))
    return Dot(model, x, up.down(model.standing.score), "start" if x < _LABELS_RIGHT_UNTIL else "end")


def _powers(across: Scale) -> list[Tick]:
    values = [10.0**power for power in range(-4, 7)]
    return [Tick(across.at(log10(v)), v) for v in values if across.low <= log10(v) <= across.high]
