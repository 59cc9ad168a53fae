"""The front page: which arenas there are, and what is happening in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from service.arena import arenas
from service.domain.arenas import Arena
from service.http.answers import answer
from service.http.deps import Services, no_query, reader
from service.http.prepared import EVERY_ARENA, Content
from service.web.pages import Head, prepared

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page's context: the arenas that are open, those with the most votes first."""

    head: Head
    arenas: Sequence[Arena]


@router.get("/", dependencies=[Depends(reader), Depends(no_query)])
async def home(request: Request, services: Services) -> Response:
    """The front page."""

    async def produce() -> Content:
        found = await services.database.read(arenas.running)
        about = "Blind votes on pairs of images, and the rankings they make."
        head = Head("Which image is better?", about, "/", section="arenas")
        return prepared(request, services, "home.html", HomePage(head, found))

    return await answer(request, EVERY_ARENA, produce)
