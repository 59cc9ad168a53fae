"""Source images of prompts: given to the models of an editing arena, and shown to its voters."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from service.arena.catalog import prompts
from service.arena.catalog.versions import Expected, change_expected
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
    """The stored copy of a source image: its SHA-256 and its size in pixels."""

    copy: bytes
    width: int
    height: int


async def store(services: Services, data: bytes) -> Source:
    """Check a picture and store its copy. Raise as `service.arena.images.images.store` does."""
    async with services.images.decoding:
        copies = await asyncio.to_thread(copies_of, data)
        return Source(await services.blobs.write("copies", copies.copy), *BOXES[copies.box])


def attach(session: WriteSession, arena: str, prompt_id: int, source: Source) -> Prompt:
    """Make a stored picture the source image of a prompt, replacing an earlier one. Raise NotFound."""
    touch_catalog(session)
    prompts.get(session, arena, prompt_id)
    rows.set_source(session, prompt_id, source.copy, source.width, source.height)
    return prompts.get(session, arena, prompt_id)


async def upload(
    services: Services, arena: str, prompt_id: int, data: bytes, expected: Expected | None = None
) -> Prompt:
    """Store a picture as the source image of a prompt of an expected version.

    Raise as `store`, `attach` and `change_expected` do.
    """
    await services.database.read(prompts.get, arena, prompt_id)
    source = await store(services, data)
    return await services.database.write(
        change_expected,
        expected,
        lambda session: prompts.get(session, arena, prompt_id),
        lambda session: attach(session, arena, prompt_id, source),
    )


async def fetch(
    services: Services, arena: str, prompt_id: int, url: str | None, expected: Expected | None = None
) -> Prompt:
    """Store the picture at a URL, by default the one the prompt names, as `upload` does.

    Raise NotFetched, and Invalid if there is no URL.
    """
    own_url = (await services.database.read(prompts.get, arena, prompt_id)).source_image
    address = url or own_url or ""
    if not address.startswith(("http://", "https://")):
        detail = "is needed as a file or a url: the prompt names no address of its source image"
        raise Invalid(f"file {detail}", [FieldError("file", detail)])
    data = await services.fetcher.fetch(address, max_bytes=MAX_BYTES, seconds=FETCH_SECONDS)
    return await upload(services, arena, prompt_id, data, expected)
