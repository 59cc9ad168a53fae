"""Badges: a model's places as a small image for other sites, such as a README."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.catalog.resolving import axis_of
from service.arena.models.badges import Badge, badge, decided_places
from service.domain import clock
from service.domain.arenas import EVERY_ARENA
from service.domain.axes import OVERALL
from service.domain.boards import Places
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query as Strict
from service.http.schemas.base import Text
from service.web.charts.svg_text import plain, width
from service.web.filters import counted, number
from service.web.page_route import PageRoute
from service.web.pages.board_views import title
from service.web.rendering import picture

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)])

_FONT_SIZE = 11.0
_PADDING = 7
_MOST = 48


class BadgeQuery(Strict):
    """The place to show; by default, the arena in which the model ranks highest."""

    arena: Annotated[str | None, Text, Field(max_length=100)] = None
    theme: Annotated[str | None, Text, Field(max_length=200)] = None
    language: Annotated[str | None, Text, Field(max_length=100)] = None


@dataclass(frozen=True, slots=True)
class BadgeHalf:
    """One half of a badge: its text, its position, and its width."""

    text: str
    x: int
    width: int
    inner: int


@dataclass(frozen=True, slots=True)
class BadgeView:
    """A badge: where, the decided places there, and both in a sentence."""

    label: BadgeHalf
    value: BadgeHalf
    title: str


@router.get("/badges/{model}.svg")
async def show_badge(
    request: Request, model: str, query: Annotated[BadgeQuery, Query()], services: Services
) -> Response:
    """Return the places of a model that are decided, as a badge."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        rank = await services.database.read(badge, model, query.arena, axis, clock.now() // clock.DAY)
        places = await decided_places(services, rank.place, axis)
        return picture(request, services, "embeds/badge.svg", badge_view(rank, places))

    return await answer(request, EVERY_ARENA, produce)


def badge_view(rank: Badge, places: Places | None) -> BadgeView:
    """Return what a badge shows: the places that are decided, and the rank by score in its title."""
    arena = rank.arena or "arena"
    label = arena if rank.axis == OVERALL else f"{arena}, {title(rank.axis)}"
    place = rank.place
    value, sentence = "no votes", "no votes yet"
    if place and places:
        value = f"{places.text} of {places.of}"
        sentence = f"{value} is decided; rank {place.rank} by score, {number(place.standing.score)}"
    elif place:
        value = sentence = f"needs {counted(place.needs, 'vote')}"
    left = _half(plain(label, _MOST), 0)
    return BadgeView(left, _half(value, left.width), plain(f"{rank.model.name} in {label}: {sentence}"))


def _half(text: str, x: int) -> BadgeHalf:
    inner = width(text, _FONT_SIZE)
    return BadgeHalf(text, x, inner + 2 * _PADDING, inner)
