"""How catalog routes answer: cached reads, and creations that respect an idempotency key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, TypeVar
from urllib.parse import quote

from fastapi import Depends, Request, Response

from service.api.deps import CATALOG
from service.api.request_bodies import IdempotencyKey, once_of
from service.arena.access.keys import Key
from service.arena.catalog.records import create_once
from service.arena.catalog.versions import Record, version_of
from service.arena.recording.idempotency import Once
from service.arena.services import Reading, Writing
from service.http.deps import Services
from service.http.response_cache import CachedResponse, Content
from service.http.responses import SendCached, answer
from service.http.schemas.base import Out

OneRecord = TypeVar("OneRecord", bound=Record)


async def show(request: Request, services: Services, read: Reading[Out], arena: str = "") -> Response:
    """Return what ``read`` gives, called at most once per revision of the catalog and the arena, if any."""
    return await answer(request, arena, lambda: _content(services, read))


async def show_record(
    request: Request,
    services: Services,
    read: Reading[OneRecord],
    shape: Callable[[OneRecord], Out],
    arena: str = "",
) -> Response:
    """Return a record that can be edited, as `show` does; its ETag contains its version."""

    async def produce() -> Content:
        record = await services.database.read(read)
        return replace(content(services, shape(record)), version=version_of(record))

    return await answer(request, arena, produce)


def show_private(body: Out) -> Response:
    """Return a body that only the sender of the request may see, and that nothing may keep."""
    shown = Content(body.to_json(), "application/json", cache_control="private, no-store")
    return SendCached(CachedResponse.of(shown))


async def _content(services: Services, read: Reading[Out]) -> Content:
    # Serialized where it is read, which is not in the server's loop.
    return _json(services, await services.database.read(lambda session: read(session).to_json()))


def content(services: Services, body: Out) -> Content:
    """Return a body as JSON that caches may keep, if everyone may read it."""
    return _json(services, body.to_json())


def _json(services: Services, body: bytes) -> Content:
    return Content(body, "application/json", not services.settings.public_reads)


class Creator:
    """Runs a POST that creates something in the catalog."""

    def __init__(self, path: str, services: Services, once: Once | None) -> None:
        self._path = path
        self._services = services
        self._once = once

    async def run(self, make: Writing[Out]) -> Response:
        """Return the new item with its URL, and 201.

        Return the first response again if its idempotency key was used before.
        """
        stored = await self._services.database.write(
            create_once, self._once, lambda session: make(session).to_json()
        )
        new = json.loads(stored.body)
        location = f"{quote(self._path)}/{quote(str(new.get('slug') or new['id']))}"
        return Response(stored.body, stored.status, {"Location": location}, "application/json")


async def creator(
    request: Request,
    services: Services,
    key: Annotated[Key, Depends(CATALOG)],
    idempotency_key: IdempotencyKey = None,
) -> Creator:
    """Return what runs the creation that a request asks for."""
    once = await once_of(request, key, idempotency_key)
    return Creator(request.url.path, services, once)


Creation = Annotated[Creator, Depends(creator)]
