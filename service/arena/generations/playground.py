"""The playground: several models generate images for one prompt."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor
from service.arena.catalog.upstreams import dearest, routes_of
from service.arena.generations import generations
from service.arena.generations.free_images import generate_free, is_free
from service.arena.generations.generations import MAX_WAIT, GenerationRequest
from service.arena.recording.idempotency import Once
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import models as rows_of_models
from service.db.queries.models import ModelRow
from service.domain.catalog import MICROS
from service.domain.generations import Generation, Route
from service.errors import ArenaError, Invalid

MOST_MODELS = 6
"""How many models can be asked at once."""

_EDITS = "image-editing"


@dataclass(frozen=True, slots=True)
class Playable:
    """A model that can generate images, what an image costs at most, and whether it edits images.

    A ``free`` one costs nobody anything: its only provider is the demo's painters, on this machine.
    """

    slug: str
    name: str
    organization: str | None
    amount: float
    currency: str
    edits: bool
    free: bool


class Played(NamedTuple):
    """The result of one model: its generation, or why it has none."""

    model: str
    generation: Generation | None
    problem: str | None


def playable(session: ReadSession) -> list[Playable]:
    """Return the models that can generate images, by name."""
    rows = {row.id: row for row in rows_of_models.in_use(session)}
    models = [_playable(rows[model_id], routes) for model_id, routes in routes_of(session, rows).items()]
    return sorted(models, key=lambda model: model.name.casefold())


def _playable(row: ModelRow, routes: Sequence[Route]) -> Playable:
    dear = dearest(routes)
    return Playable(
        row.slug,
        row.name,
        row.organization_name,
        dear.amount_micros / MICROS,
        dear.currency,
        edits=_EDITS in json.loads(row.capabilities),
        free=is_free(routes),
    )


async def play(
    services: Services, payer: Key | Visitor, requests: Sequence[GenerationRequest], press: str
) -> list[Played]:
    """Ask several models at once and wait for all of them, at most a minute.

    ``press`` is an id of the press of the button: the same request with the same id gives the same images,
    and is paid once. A visitor gets only what is free. A model that cannot be asked, or fails, does not
    affect the others. Raise Invalid for none or too many.
    """
    if not 0 < len(requests) <= MOST_MODELS:
        raise Invalid(f"choose 1 to {MOST_MODELS} models")
    return await asyncio.gather(*(_play(services, payer, request, press) for request in requests))


async def _play(services: Services, payer: Key | Visitor, request: GenerationRequest, press: str) -> Played:
    try:
        generation = await _generate(services, payer, request, _digest(press, request))
    except ArenaError as error:
        return Played(request.model, None, error.detail)
    problem = generation.error.message if generation.error else None
    return Played(request.model, generation, problem)


async def _generate(
    services: Services, payer: Key | Visitor, request: GenerationRequest, digest: bytes
) -> Generation:
    if isinstance(payer, Visitor):
        return await generate_free(services, payer, request, digest)
    once = Once(payer.id, f"playground-{digest.hex()}", digest)
    (created,) = await generations.create(services, payer, request, once=once)
    return await generations.wait(services, payer, created.id, MAX_WAIT)


def _digest(press: str, request: GenerationRequest) -> bytes:
    """Return the hash of a press and what it asks of a model: an edited form is another request."""
    source = request.source.hex() if request.source else None
    parts = [press, request.model, request.prompt, request.size, source]
    return hashlib.sha256(json.dumps(parts).encode()).digest()
