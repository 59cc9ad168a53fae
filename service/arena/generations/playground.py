"""The playground: several models generate images for one prompt, and an arena may get the result."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.access.keys import Key
from service.arena.catalog import prompts
from service.arena.catalog.upstreams import dearest, routes_of
from service.arena.generations import generations
from service.arena.generations.generations import MAX_WAIT, GenerationRequest
from service.arena.images import images
from service.arena.images.images import Stored
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
    """A model that can generate images, what an image costs at most, and whether it edits images."""

    slug: str
    name: str
    organization: str | None
    amount: float
    currency: str
    edits: bool


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
    models = [
        _playable(rows[model_id], dearest(routes)) for model_id, routes in routes_of(session, rows).items()
    ]
    return sorted(models, key=lambda model: model.name.casefold())


def _playable(row: ModelRow, route: Route) -> Playable:
    edits = _EDITS in json.loads(row.capabilities)
    amount = route.amount_micros / MICROS
    return Playable(row.slug, row.name, row.organization_name, amount, route.currency, edits)


async def play(services: Services, key: Key, requests: Sequence[GenerationRequest]) -> list[Played]:
    """Ask several models at once and wait for all of them, at most a minute.

    A model that cannot be asked, or fails, does not affect the others. Raise Invalid for none or too many.
    """
    if not 0 < len(requests) <= MOST_MODELS:
        raise Invalid(f"choose 1 to {MOST_MODELS} models")
    return await asyncio.gather(*(_play(services, key, request) for request in requests))


async def _play(services: Services, key: Key, request: GenerationRequest) -> Played:
    try:
        (created,) = await generations.create(services, key, request)
        generation = await generations.wait(services, key, created.id, MAX_WAIT)
    except ArenaError as error:
        return Played(request.model, None, error.detail)
    problem = generation.error.message if generation.error else None
    return Played(request.model, generation, problem)


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
