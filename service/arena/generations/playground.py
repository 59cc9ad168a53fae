"""The playground: one prompt painted by several models, and the result given to an arena."""

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
"""How many models paint a prompt at once."""

_EDITS = "image-editing"


@dataclass(frozen=True, slots=True)
class Playable:
    """A model whose images can be had, and what one costs at most; whether it edits images."""

    slug: str
    name: str
    organization: str | None
    amount: float
    currency: str
    edits: bool


class Played(NamedTuple):
    """What became of one model's part: its generation, or why there is none."""

    model: str
    generation: Generation | None
    problem: str | None


class _Painted(NamedTuple):
    """An image on its way into an arena."""

    model: str
    picture: Stored


def playable(session: ReadSession) -> list[Playable]:
    """Return the models whose images can be had, by name."""
    rows = {row.id: row for row in rows_of_models.in_use(session)}
    found = [
        _playable(rows[model_id], dearest(routes)) for model_id, routes in routes_of(session, rows).items()
    ]
    return sorted(found, key=lambda model: model.name.casefold())


def _playable(row: ModelRow, route: Route) -> Playable:
    edits = _EDITS in json.loads(row.capabilities)
    amount = route.amount_micros / MICROS
    return Playable(row.slug, row.name, row.organization_name, amount, route.currency, edits)


async def play(services: Services, key: Key, wishes: Sequence[GenerationRequest]) -> list[Played]:
    """Ask several models at once and wait for them together, a minute at most.

    One that cannot be asked, or fails, does not keep the others. Raises Invalid for none or too many.
    """
    if not 0 < len(wishes) <= MOST_MODELS:
        raise Invalid(f"choose 1 to {MOST_MODELS} models")
    return await asyncio.gather(*(_play(services, key, wish) for wish in wishes))


async def _play(services: Services, key: Key, wish: GenerationRequest) -> Played:
    try:
        (made,) = await generations.create(services, key, wish)
        found = await generations.wait(services, key, made.id, MAX_WAIT)
    except ArenaError as error:
        return Played(wish.model, None, error.detail)
    problem = found.error.message if found.error else None
    return Played(wish.model, found, problem)


class Gift(NamedTuple):
    """What an arena gets: the images of these generations, and what their prompt is about."""

    names: Sequence[str]
    themes: Sequence[str] = ()
    language: str | None = None


async def give(services: Services, key: Key, arena: str, gift: Gift) -> Prompt:
    """Make the images of generations, all of one prompt, images of that prompt in an arena; the prompt.

    A prompt or an image that is there already stays as it is. Raises Forbidden where the key may not change
    the catalog, NotFound for the arena or a generation that is not the key's, and Invalid where the
    generations are not of one prompt, by different models, and completed.
    """
    if not key.may("catalog"):
        raise Forbidden("to add images to an arena, the key also needs the scope 'catalog'")
    names = gift.names
    rows = [await services.database.read(generations.find, key, name) for name in names]
    if len({row.prompt for row in rows}) != 1 or len({row.model for row in rows}) != len(rows):
        raise Invalid("the images must be from one prompt, one per model")
    outputs = [row.output for row in rows if row.output is not None]
    if len(outputs) < len(rows):
        raise Invalid("some images are not completed yet; add only completed ones")
    painted = [
        _Painted(row.model, await _stored(services, output))
        for row, output in zip(rows, outputs, strict=True)
    ]
    return await services.database.write(_give, arena, rows[0].prompt, painted, gift)


async def _stored(services: Services, digest: bytes) -> Stored:
    data = await asyncio.to_thread(services.blobs.get, "originals", digest)
    return await images.store(services, data)


def _give(session: WriteSession, arena: str, text: str, painted: Sequence[_Painted], gift: Gift) -> Prompt:
    touch_catalog(session)
    prompt = prompts.find_or_create(session, arena, text, language=gift.language, themes=gift.themes)
    for one in painted:
        # An image that is there already is as good.
        with suppress(Conflict):
            images.record(session, arena, one.model, prompt.id, one.picture, origin="generated")
    return prompt
