"""Share cards of an arena, of a comparison, and of the site: a title and a few rows with bars."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.arena.boards import boards
from service.arena.boards.activity import activity
from service.arena.models.comparisons import check, compare
from service.arena.services import Services as Parts
from service.domain.arenas import EVERY_ARENA, QUESTION, Arena
from service.domain.axes import OVERALL
from service.http.comparisons import ComparisonQuery
from service.http.deps import Services, no_query, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.charts.raster import Rasterizer
from service.web.charts.svg_text import lines, plain
from service.web.charts.theme import THEMES, Theme
from service.web.embeds.card_logos import CardLogo, card_logo, card_look
from service.web.filters import counted, number
from service.web.page_route import PageRoute
from service.web.rendering import SITE_CARD, picture, templates_of

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)])

_GRACE_SECONDS = 60.0
_ROWS = 4
_TITLE_CHARACTERS, _TITLE_LINES = 36, 2
_NAME_CHARACTERS = 40
_SHORTEST_BAR = 0.03


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row of a card: a name, its value in words, and the length of its bar as a share of the longest."""

    name: str
    value: str
    share: float


@dataclass(frozen=True, slots=True)
class ListCard:
    """A card's parts: what it is about, its title in lines, and its rows."""

    about: str
    title: tuple[str, ...]
    rows: tuple[CardRow, ...]
    look: Theme
    logo: CardLogo | None = None


def arena_card_path(arena: str) -> str:
    """Return the path of an arena's card as PNG, for a slug that is quoted already."""
    return f"/cards/arenas/{arena}.png"


def comparison_card_path(models: Iterable[str]) -> str:
    """Return the path of the card of models side by side as PNG, for slugs that are quoted already."""
    return f"/cards/compare.png?models={','.join(models)}"


@router.get("/card.svg", dependencies=[Depends(no_query)])
async def show_site_card(request: Request, services: Services) -> Response:
    """Return the card of the site as SVG, 1200 by 630."""
    return await _send_svg(request, services, EVERY_ARENA, lambda: _site(services))


@router.get(SITE_CARD, dependencies=[Depends(no_query)])
async def show_site_card_png(request: Request, services: Services) -> Response:
    """Return the card of the site as PNG."""
    return await _send_png(request, services, EVERY_ARENA, lambda: _site(services))


@router.get("/cards/arenas/{arena}.svg", dependencies=[Depends(no_query)])
async def show_arena_card(request: Request, arena: str, services: Services) -> Response:
    """Return the card of an arena as SVG."""
    return await _send_svg(request, services, arena, lambda: _arena(services, arena))


@router.get("/cards/arenas/{arena}.png", dependencies=[Depends(no_query)])
async def show_arena_card_png(request: Request, arena: str, services: Services) -> Response:
    """Return the card of an arena as PNG."""
    return await _send_png(request, services, arena, lambda: _arena(services, arena))


@router.get("/cards/compare.png")
async def show_comparison_card_png(
    request: Request, query: Annotated[ComparisonQuery, Query()], services: Services
) -> Response:
    """Return the card of two to four models side by side as PNG."""
    slugs = query.slugs()
    check(slugs)
    return await _send_png(request, services, EVERY_ARENA, lambda: _comparison(services, slugs))


async def _send_svg(
    request: Request, services: Parts, arena: str, make: Callable[[], Awaitable[ListCard]]
) -> Response:
    async def produce() -> Content:
        return picture(request, services, "embeds/list_card.svg", await make())

    return await answer(request, arena, produce)


async def _send_png(
    request: Request, services: Parts, arena: str, make: Callable[[], Awaitable[ListCard]]
) -> Response:
    async def produce() -> Content:
        rasterizer: Rasterizer = request.app.state.rasterizer
        body = await rasterizer.png(templates_of(request).picture("embeds/list_card.svg", await make()))
        return Content(body, "image/png", not services.settings.public_reads, grace=_GRACE_SECONDS)

    return await answer(request, arena, produce)


async def _site(services: Parts) -> ListCard:
    arenas = [item.arena for item in await activity(services)]
    votes = sum(arena.last_position for arena in arenas)
    rows = [(arena.name, counted(arena.last_position, "vote"), arena.last_position) for arena in arenas]
    question = arenas[0].question if arenas else QUESTION
    card = _card(f"{services.settings.name} · {counted(votes, 'vote')}", question, rows)
    return await _branded(services, card)


async def _arena(services: Parts, arena: str) -> ListCard:
    board = await boards.leaderboard(services, arena, OVERALL)
    rows = [
        (f"{rank}  {board.facts[one.model].name}", number(one.score), one.score)
        for rank, one in enumerate((entry.standing for entry in board.ranked[:_ROWS]), start=1)
    ]
    card = _card(f"Leaderboard · {counted(board.votes, 'vote')}", board.arena.name, rows)
    return await _branded(services, card, board.arena)


async def _branded(services: Parts, card: ListCard, arena: Arena | None = None) -> ListCard:
    """Return a card with the logo and the color of an arena, or of the site."""
    return replace(card, look=card_look(services, arena), logo=await card_logo(services, arena))


async def _comparison(services: Parts, slugs: tuple[str, ...]) -> ListCard:
    found = await compare(services, slugs)
    names = {page.model.slug: page.model.name for page in found.pages}
    title = " vs. ".join(names.values())
    if not found.arenas:
        return await _branded(services, _card("Compare models", title, []))
    arena = found.arenas[0]
    overall = next((axis for axis in arena.axes if axis.axis == OVERALL), None)
    standings = [standing for standing in overall.standings if standing] if overall else []
    standings.sort(key=lambda standing: -standing.score)
    rows = [(names[one.model], number(one.score), one.score) for one in standings]
    return await _branded(services, _card(f"Scores in {arena.arena.name}", title, rows))


def _card(about: str, title: str, rows: Sequence[tuple[str, str, float]]) -> ListCard:
    longest = max((value for _, _, value in rows), default=0) or 1
    return ListCard(
        plain(about, 60),
        lines(title, _TITLE_CHARACTERS, _TITLE_LINES) or ("Arena",),
        tuple(
            CardRow(plain(name, _NAME_CHARACTERS), text, max(value / longest, _SHORTEST_BAR))
            for name, text, value in rows[:_ROWS]
        ),
        THEMES["light"],
    )
