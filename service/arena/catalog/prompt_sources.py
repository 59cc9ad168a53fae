"""Source images of prompts: what the models of an editing arena are given, and its voters shown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from service.arena.catalog import prompts
from service.arena.services import Services
from service.blobs.pictures import copies_of
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import prompts as rows
from service.domain.catalog import Prompt
from service.domain.images import BOXES, MAX_BYTES
from service.errors import FieldError, Invalid

FETCH_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Source:
    """The copy of a source image, which is in the store: its SHA-256 and its size in pixels."""

    copy: bytes
    width: int
    height: int


async def store(services: Services, data: bytes) -> Source:
    """Check a picture and keep its copy. Raises as `service.arena.images.images.store` does."""
    async with services.images.decoding:
        return await asyncio.to_thread(_store, services, data)


def _store(services: Services, data: bytes) -> Source:
    made = copies_of(data)
    return Source(services.blobs.put("copies", made.copy), *BOXES[made.box])


def attach(session: WriteSession, arena: str, prompt_id: int, source: Source) -> Prompt:
    """Make a stored picture the source image of a prompt, in the place of another. Raises NotFound."""
    touch_catalog(session)
    prompts.get(session, arena, prompt_id)
    rows.set_source(session, prompt_id, source.copy, source.width, source.height)
    return prompts.get(session, arena, prompt_id)


async def upload(services: Services, arena: str, prompt_id: int, data: bytes) -> Prompt:
    """Take in a picture as the source image of a prompt. Raises as `store` and `attach` do."""
    await services.database.read(prompts.get, arena, prompt_id)
    return await services.database.write(attach, arena, prompt_id, await store(services, data))


async def fetch(services: Services, arena: str, prompt_id: int, url: str | None) -> Prompt:
    """Return the same with the picture at an address, by default the one that the prompt names.

    Raise NotFetched, and Invalid where there is no address.
    """
    named = (await services.database.read(prompts.get, arena, prompt_id)).source_image
    address = url or named or ""
    if not address.startswith(("http://", "https://")):
        detail = "is needed as a file or a url: the prompt names no address of its source image"
        raise Invalid(f"file {detail}", [FieldError("file", detail)])
    data = await services.fetcher.fetch(address, max_bytes=MAX_BYTES, seconds=FETCH_SECONDS)
    return await upload(services, arena, prompt_id, data)
