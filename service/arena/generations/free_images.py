"""Free images for visitors without a key: by the demo's painters, which cost only this machine's time."""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.access.signing import mac
from service.arena.access.visitors import Visitor
from service.arena.catalog import models
from service.arena.catalog.upstreams import routes_of
from service.arena.generations.generations import (
    MAX_WAIT,
    GenerationRequest,
    check_room,
    name_of,
    new_seed,
    shape,
    values_of,
)
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import generations
from service.domain.generations import TERMINAL, Generation, Route, parse_size
from service.errors import NotFound, Unauthorized

_PROVIDER = "demo"
# Of the queue, so that those who pay do not wait for those who do not.
_SHARE = 4
# Larger ones take several seconds of a core, which the rate limit does not reckon with.
_MOST_PIXELS = 1024 * 1024
_VOTER_BYTES = 8


def is_free(routes: Sequence[Route]) -> bool:
    """Return whether a model has the demo's painters as its only provider."""
    return all(route.provider == _PROVIDER for route in routes)


async def generate_free(
    services: Services, visitor: Visitor, request: GenerationRequest, digest: bytes
) -> Generation:
    """Return the generation of a visitor's request, once it has ended or a minute is over.

    The same digest of the same visitor is the same generation. Raise Unauthorized for a model that is not
    free, for an image to edit and for a large one, TooMany for too many requests, and as
    `generations.create` does.
    """
    await services.access.rate_limits.check_visitor(visitor, "generate")
    voter = visitor.voter.to_bytes(_VOTER_BYTES, "big", signed=True)
    name = name_of(mac(services.secret, b"free", voter + digest))
    await services.database.write(_add, name, request, services.settings.queue_generations // _SHARE)
    services.generations.work.set()
    generation = await services.database.read(_get, name)
    if generation.status not in TERMINAL:
        await services.generations.completions.wait(generation.number, MAX_WAIT)
        generation = await services.database.read(_get, name)
    return generation


def _add(session: WriteSession, name: str, request: GenerationRequest, room: int) -> None:
    if generations.get(session, name) is not None:
        return
    model = models.find(session, request.model)
    if request.source is not None:
        raise Unauthorized("editing an image needs an API key")
    width, height = parse_size(request.size)
    if (width or 0) * (height or 0) > _MOST_PIXELS:
        raise Unauthorized(f"an image of more than {_MOST_PIXELS:,} pixels needs an API key")
    if not is_free(routes_of(session, [model.id]).get(model.id, ())):
        raise Unauthorized("this model needs an API key with the scope 'generate'")
    check_room(session, room, 1)
    values = values_of(session, model, request)
    generations.add(session, {**values, "name": name, "reserved_micros": 0, "seed": new_seed()})


def _get(session: ReadSession, name: str) -> Generation:
    row = generations.get(session, name)
    if row is None:
        raise NotFound("this image was deleted; press again for a new one")
    return shape(row)
