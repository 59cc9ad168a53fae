"""The playground: several models generate images for one prompt, and an arena may get the result."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.access.keys import Key
from service.arena.access.visitors import Visitor
from service.arena.catalog import prompts
from service.arena.catalog.upstreams import dearest, routes_of
from service.arena.generations import generations
from service.arena.generations.free_images import generate_free, is_free
from service.arena.generations.generations import MAX_WAIT, GenerationRequest
from service.arena.images import images
from service.arena.images.images import Stored
from service.arena.recording.idempotency import Once
from service.arena.services import Services
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import models as rows_of_models
from service.db.queries.models import ModelRow
from service.domain.catalog import MICROS, Prompt
from service.domain.generations import Generation, Route
from service.errors import ArenaError, Conflict, Forbidden, Invalid

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
    """The result of one model: its generation, or why there is none."""

    model: str
    generation: Generation | None
    problem: str | None


class _NewImage(NamedTuple):
    """An image to add to an arena."""

    model: str
    picture: Stored


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


class Gift(NamedTuple):
    """Images for an arena: the generations that made them, and the themes and language of their prompt."""

    names: Sequence[str]
    themes: Sequence[str] = ()
    language: str | None = None


async def give(services: Services, key: Key, arena: str, gift: Gift) -> Prompt:
    """Add the images of generations to an arena and return their prompt there.

    A prompt or an image that exists stays as it is. Raise Forbidden where the key may not change the catalog,
    NotFound for the arena or a generation of another key, and Invalid unless the generations are completed,
    of one prompt, and by different models.
    """
    if not key.may("catalog"):
        raise Forbidden("adding images to an arena also needs the scope 'catalog'")
    names = gift.names
    rows = [await services.database.read(generations.find, key, name) for name in names]
    if len({row.prompt for row in rows}) != 1 or len({row.model for row in rows}) != len(rows):
        raise Invalid("choose images of one prompt, at most one of each model")
    outputs = [row.output for row in rows if row.output is not None]
    if len(outputs) < len(rows):
        raise Invalid("some images are not ready; choose only completed ones")
    new_images = [
        _NewImage(row.model, await _stored(services, output))
        for row, output in zip(rows, outputs, strict=True)
    ]
    return await services.database.write(_give, arena, rows[0].prompt, new_images, gift)


async def _stored(services: Services, digest: bytes) -> Stored:
    data = await services.blobs.read("originals", digest)
    return await images.store(services, data)


def _give(
    session: WriteSession, arena: str, text: str, new_images: Sequence[_NewImage], gift: Gift
) -> Prompt:
    touch_catalog(session)
    prompt = prompts.find_or_create(session, arena, text, language=gift.language, themes=gift.themes)
    for one in new_images:
        # The arena may have the same image already.
        with suppress(Conflict):
            images.record(session, arena, one.model, prompt.id, one.picture, origin="generated")
    return prompt
