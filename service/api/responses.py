"""How routes of the catalog answer: reads prepared once a revision, creations once an idempotency key."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from service.api.deps import CATALOG, IdempotencyKey, once_of
from service.arena.access.keys import Key
from service.arena.catalog.records import create_once
from service.arena.recording.idempotency import Once
from service.arena.services import Reading, Writing
from service.http.deps import Services
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached, answer

Shape = TypeVar("Shape", bound=BaseModel)


async def show(request: Request, services: Services, read: Reading[BaseModel], arena: str = "") -> Response:
    """What ``read`` gives, made at most once a revision of the catalog, and of the arena if one is named."""
    return await answer(request, arena, lambda: _content(services, read))


async def show_unprepared(services: Services, read: Reading[BaseModel]) -> Response:
    """Return the same made anew for each request: for what depends on the revisions of many arenas."""
    return SendCached(CachedResponse.of(await _content(services, read)))


async def _content(services: Services, read: Reading[BaseModel]) -> Content:
    body = await services.database.read(lambda session: read(session).model_dump_json().encode())
    return Content(body, "application/json", not services.settings.public_reads)


def content(services: Services, value: Any) -> Content:
    """Return a shape, or a value that JSON knows, as JSON."""
    if isinstance(value, BaseModel):
        return Content(
            value.model_dump_json().encode(), "application/json", not services.settings.public_reads
        )
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Content(body, "application/json", not services.settings.public_reads)


class Creation:
    """What a POST that creates something in the catalog runs in."""

    def __init__(self, path: str, services: Services, once: Once | None) -> None:
        self._path = path
        self._services = services
        self._once = once

    async def run(self, make: Writing[BaseModel]) -> Response:
        """Return the new thing with its address, and 201.

        The first answer again where its key was seen before.
        """
        stored = await self._services.database.write(
            create_once, self._once, lambda session: make(session).model_dump_json().encode()
        )
        new = json.loads(stored.body)
        location = f"{quote(self._path)}/{quote(str(new.get('slug') or new['id']))}"
        return Response(stored.body, stored.status, {"Location": location}, "application/json")


async def _creation(
    request: Request,
    services: Services,
    key: Annotated[Key, Depends(CATALOG)],
    idempotency_key: IdempotencyKey = None,
) -> Creation:
    once = await once_of(request, key, idempotency_key)
    return Creation(request.url.path, services, once)


Creating = Annotated[Creation, Depends(_creation)]
