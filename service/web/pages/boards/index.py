"""The list of arenas: those that take votes, and those that are closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena.boards.activity import DAYS, activity
from service.arena.catalog import arenas
from service.arena.images import portraits
from service.domain.arenas import EVERY_ARENA, Arena
from service.domain.images import Portraits
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.page_route import PageRoute
from service.web.pages.home import Entry, entry_of
from service.web.rendering import GRACE_SECONDS, Head, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ABOUT = "Every arena, with its leaders from blind votes."


@dataclass(frozen=True, slots=True)
class ArenasPage:
    """The list's context: the open arenas with their leaders, and the closed ones."""

    head: Head
    arenas: Sequence[Entry]
    closed: Sequence[Arena]
    portraits: Portraits
    days: int


@router.get("/arenas", dependencies=[Depends(reader)])
async def list_arenas(request: Request, services: Services) -> Response:
    """Return the list of arenas."""

    async def produce() -> Content:
        page = ArenasPage(
            head=Head("Arenas", _ABOUT, "/arenas", section="arenas"),
            arenas=[entry_of(item) for item in await activity(services)],
            closed=await services.database.read(arenas.closed),
            portraits=await portraits.everywhere(services),
            days=DAYS,
        )
        return prepared(request, services, "boards/arenas.html", page, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)
