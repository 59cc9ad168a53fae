"""Images in one call, as OpenAI's interface has them: asked for, waited for, and all of them or an error."""

from __future__ import annotations

import asyncio

from service.arena.access.keys import Key
from service.arena.catalog.upstreams import routes_of
from service.arena.generations import generations
from service.arena.generations.generations import GenerationRequest
from service.arena.recording.idempotency import Once
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import generations as rows
from service.db.queries import models
from service.db.queries.models import ModelRow
from service.domain.generations import TERMINAL, Generation, GenerationState
from service.errors import GenerationFailed, GenerationTimeout

SECONDS = 300.0
"""How long such a call may take: clients of OpenAI wait for ten minutes."""


async def call(
    services: Services, key: Key, wish: GenerationRequest, count: int, once: Once | None = None
) -> list[Generation]:
    """So many images, all of them painted.

    Raises NotPainted where one was not, NotPaintedInTime where the time was up, after cancelling what had
    not ended, and as `generations.create` does.
    """
    made = await generations.create(services, key, wish, count=count, once=once)
    numbers = [one.number for one in made]
    await services.generations.completions.wait_all(numbers, SECONDS)
    found = await services.database.read(rows.of_numbers, numbers)
    ended = [generations.shape(row) for row in found]
    late = [one for one in ended if one.status not in TERMINAL]
    for one in late:
        await generations.cancel(services, key, one.id)
    if late:
        raise GenerationTimeout(f"the images were not there after {SECONDS:g} s and are cancelled")
    for one in ended:
        if one.status is not GenerationState.COMPLETED:
            why = f"{one.error.code}: {one.error.message}" if one.error else str(one.status)
            raise GenerationFailed(f"an image was not painted ({why})")
    return ended


async def bytes_of(services: Services, made: list[Generation]) -> list[bytes]:
    """Return the images of completed generations; raise Damaged."""
    digests = [one.media.sha256 for one in made if one.media]
    return [await asyncio.to_thread(services.blobs.get, "originals", digest) for digest in digests]


def paintable(session: ReadSession) -> list[ModelRow]:
    """Return the models whose images can be had, by slug."""
    known = models.in_use(session)
    ways = routes_of(session, [row.id for row in known])
    return [row for row in known if row.id in ways]
