"""Share cards: a model at a glance as an image, for other sites and link previews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.arena.models.badges import decided_places
from service.arena.models.cards import ModelCard, card
from service.domain import clock
from service.domain.arenas import EVERY_ARENA
from service.domain.axes import OVERALL
from service.domain.boards import Places
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.web.charts.inline import line
from service.web.charts.raster import Rasterizer
from service.web.charts.svg_text import lines, plain
from service.web.charts.theme import THEMES, Mode, Theme
from service.web.page_route import PageRoute
from service.web.rendering import picture, templates_of

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)])

WIDTH, HEIGHT = 1200, 630
"""The size in pixels that sites expect of a link preview."""

# A new image after each vote would be wasted: sites keep the ones they fetch for days.
GRACE_SECONDS = 60.0
_NAME_CHARACTERS, _NAME_LINES = 30, 2
_PLACES = 2
_LINE = (430, 110)


class CardQuery(Strict):
    """How a card looks."""

    mode: Mode = "light"


@dataclass(frozen=True, slots=True)
class CardView:
    """A card's parts; ``line`` is the line of its scores, None for fewer than two scores."""

    card: ModelCard
    look: Theme
    name: tuple[str, ...]
    maker: str
    places: tuple[tuple[str, str, str], ...]
    line: str | None
    title: str


@router.get("/cards/{model}.svg")
async def show_card(
    request: Request, model: str, query: Annotated[CardQuery, Query()], services: Services
) -> Response:
    """Return the card of a model as SVG, 1200 by 630."""

    async def produce() -> Content:
        return picture(request, services, "embeds/card.svg", await _view(services, model, query.mode))

    return await answer(request, EVERY_ARENA, produce)


@router.get("/cards/{model}.png")
async def show_card_png(request: Request, model: str, services: Services) -> Response:
    """Return the card of a model as PNG, for sites that do not show SVG."""

    async def produce() -> Content:
        svg = templates_of(request).picture("embeds/card.svg", await _view(services, model, "light"))
        rasterizer: Rasterizer = request.app.state.rasterizer
        body = await rasterizer.png(svg)
        return Content(body, "image/png", not services.settings.public_reads, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)


async def _view(services: Services, model: str, mode: Mode) -> CardView:
    model_card = await services.database.read(card, model, clock.now() // clock.DAY)
    shown = model_card.places[:_PLACES]
    return card_view(model_card, [await decided_places(services, one, OVERALL) for one in shown], mode)


def card_view(model_card: ModelCard, decided: Sequence[Places | None], mode: Mode) -> CardView:
    """Return what a card shows. ``decided`` are the places of its first arenas that are decided."""
    model = model_card.model
    places = [
        (
            own.text if own else f"needs {place.needs}",
            f"of {own.of}" if own else "more votes",
            plain(place.arena.name, 34),
        )
        for place, own in zip(model_card.places, decided, strict=False)
    ]
    return CardView(
        card=model_card,
        look=THEMES[mode],
        name=lines(model.name, _NAME_CHARACTERS, _NAME_LINES) or (model.slug,),
        maker=plain(model.organization_name or "", 60),
        places=tuple(places),
        line=line(model_card.scores, *_LINE),
        title=plain(model.name),
    )
