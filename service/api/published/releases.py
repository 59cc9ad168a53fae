"""The releases of an arena: what its data page shows, as JSON."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Response

from service.api.responses import content
from service.api.schemas.releases import ReleasesOut
from service.arena.catalog import arenas
from service.arena.votes.releases import published
from service.http.deps import Services, no_query, reader
from service.http.response_cache import CachedResponse
from service.http.responses import SendCached

router = APIRouter(
    prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader), Depends(no_query)]
)


@router.get("/releases", response_model=ReleasesOut)
async def list_releases(arena: str, services: Services) -> Response:
    """Return the releases of an arena, newest first, with the URL and the hash of every file."""
    found = await services.database.read(arenas.get, arena)
    releases = await asyncio.to_thread(published.releases_of, services.settings, found.slug)
    # Not cached by revision: a release is made without a new one.
    return SendCached(CachedResponse.of(content(services, ReleasesOut.of(releases))))
