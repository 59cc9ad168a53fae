"""Arenas with models, prompts and pictures, made by the use cases."""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.catalog import arenas, models, prompts
from service.arena.images import images
from service.arena.services import Services
from service.db.engine import WriteSession
from service.domain.images import Image
from tests.support.images.pictures import picture

ARENA = "t2i"
MODELS = ("m0", "m1")


async def open_gallery(services: Services, models_: Sequence[str] = MODELS, prompt: str = "A cat") -> int:
    """Make an arena with models and a prompt; return the prompt's id."""

    def make(session: WriteSession) -> int:
        arenas.create(session, ARENA, {})
        for slug in models_:
            models.create(session, slug, {})
        return prompts.create(session, ARENA, prompt).id

    return await services.database.write(make)


async def hang(services: Services, model: str, prompt_id: int, data: bytes | None = None) -> Image:
    """Add a picture of a model, by default one that no other model has."""
    made = data if data is not None else picture(seed=prompt_id * 1_000 + int(model[1:]))
    return await images.add(services, ARENA, model, prompt_id, made)
