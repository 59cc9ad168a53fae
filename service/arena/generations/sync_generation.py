"""Images in one call, as in OpenAI's API: the call waits, and returns all images or an error."""

from __future__ import annotations

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
"""How long a call may take. OpenAI's clients wait for ten minutes."""


async def generate(
    services: Services, key: Key, request: GenerationRequest, count: int, once: Once | None = None
) -> list[Generation]:
    """Generate images and return the generations, all of them completed.

    Raise GenerationFailed where one failed, GenerationTimeout after canceling what had not ended in time, and
    as `generations.create` does.
    """
    created = await generations.create(services, key, request, count=count, once=once)
    numbers = [one.number for one in created]
    await services.generations.completions.wait_all(numbers, SECONDS)
    stored = await services.database.read(rows.of_numbers, numbers)
    ended = [generations.shape(row) for row in stored]
    late = [one for one in ended if one.status not in TERMINAL]
    for one in late:
        await generations.cancel(services, key, one.id)
    if late:
        raise GenerationTimeout(
            f"the images were not ready after {SECONDS:g} s; the generations are canceled"
        )
    for one in ended:
        if one.status is not GenerationState.COMPLETED:
            why = f"{one.error.code}: {one.error.message}" if one.error else str(one.status)
            raise GenerationFailed(f"an image was not generated ({why})")
    return ended


async def bytes_of(services: Services, created: list[Generation]) -> list[bytes]:
    """Return the images of completed generations; raise Damaged."""
    digests = [one.media.sha256 for one in created if one.media]
    return [await services.blobs.read("originals", digest) for digest in digests]


def available_models(session: ReadSession) -> list[ModelRow]:
    """Return the models that can generate images, by slug."""
    rows_in_use = models.in_use(session)
    routes = routes_of(session, [row.id for row in rows_in_use])
    return [row for row in rows_in_use if row.id in routes]
