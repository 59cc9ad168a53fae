"""The releases of an arena: what its data page shows, as JSON and as tables."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.schemas.releases import ReleasesOut
from service.api.schemas.tables import releases_frame
from service.arena.catalog import arenas
from service.arena.votes.releases import published
from service.http.deps import Services, reader
from service.http.schemas.tables import TableQuery
from service.http.tables.answers import Asked, View, answer_uncached

router = APIRouter(prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader)])


@router.get("/releases", response_model=ReleasesOut)
async def list_releases(
    request: Request, arena: str, query: Annotated[TableQuery, Query()], services: Services
) -> Response:
    """Return the releases of an arena, newest first, with the URL and the hash of every file.

    A table has a row for each file.
    """

    async def read() -> ReleasesOut:
        found = await services.database.read(arenas.get, arena)
        return ReleasesOut.of(await asyncio.to_thread(published.releases_of, services.settings, found.slug))

    # Not cached by revision: a release is made without a new one.
    view = View(f"{arena}-releases", lambda out: out, releases_frame)
    return await answer_uncached(Asked.of(request, query), read, view)
