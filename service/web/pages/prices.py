"""Price against score, for every axis of an arena."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, Field

from service.arena.boards import axes, boards
from service.arena.boards.price import PriceScores, price_scores
from service.arena.catalog.resolving import axis_of
from service.domain.axes import Axis
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.page_chart import PageChart, page_chart
from service.web.charts.prices import price_figure
from service.web.page_route import PageRoute
from service.web.rendering import Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class PricesQuery(Strict):
    """The axis; a form sends empty fields too."""

    theme: Annotated[str | None, Text, Field(max_length=200), BeforeValidator(lambda v: v or None)] = None
    language: Annotated[str | None, Text, Field(max_length=100), BeforeValidator(lambda v: v or None)] = None


@dataclass(frozen=True, slots=True)
class PricesView:
    """The page; the chart is None without prices; ``themes`` and ``languages`` are the filter's choices."""

    head: Head
    it: PriceScores
    chart: PageChart | None
    names: dict[str, str]
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    api: str
    picture: str


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
        return prepared(request, services, "models/prices.html", view)

    return await answer(request, arena, produce)


def prices_view(scores: PriceScores, known: list[Axis]) -> PricesView:
    """Return the context of the page."""
    board, axis = scores.board, scores.board.axis
    query = urlencode({k: v for k, v in (("theme", axis.theme), ("language", axis.language)) if v})
    suffix = f"?{query}" if query else ""
    name = board.arena.name
    about = f"Price per image vs. score for every model in {name}."
    path = f"/arenas/{board.arena.slug}/prices{suffix}"
    return PricesView(
        head=Head(f"{name}: price vs. score", about, path, section="arenas", arena=board.arena),
        it=scores,
        chart=page_chart(price_figure(scores)) if scores.priced else None,
        names={slug: facts.name for slug, facts in board.facts.items()},
        themes=tuple(sorted({axis.theme for axis in known if axis.theme})),
        languages=tuple(sorted({axis.language for axis in known if axis.language})),
        api=f"/api/v1/arenas/{board.arena.slug}/leaderboard{suffix}",
        picture=f"/charts/{board.arena.slug}/prices.svg{suffix}",
    )
