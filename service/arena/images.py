"""Use cases around images: taken in, listed, withdrawn, and shown once their models may be known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from service.arena import arenas, models, prompts
from service.arena.catalog import Listing, after_id, create_once, found_id, listing
from service.arena.idempotency import Answer, Once
from service.arena.services import Services
from service.blobs.pictures import Copies, copies_of
from service.db import images
from service.db.catalog import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.domain import clock
from service.domain.images import Image, Origin
from service.domain.paging import Page
from service.errors import Conflict, Damaged, NotFound


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture whose bytes are in the store, ready to become an image of the database."""

    made: Copies
    size: int
    sha256: bytes
    copy: bytes
    square: bytes


async def store(services: Services, data: bytes) -> Stored:
    """Check a picture, make its copies and keep all of it in the blob store.

    Nothing is kept of one that is refused. Raises what `service.blobs.pictures.copies_of` raises, and
    StorageFull or Unavailable where the store cannot take it.
    """
    # Decoded pictures are large: so many at a time, and the loop goes on meanwhile.
    async with services.painting:
        return await asyncio.to_thread(_store, services, data)


def _store(services: Services, data: bytes) -> Stored:
    made = copies_of(data)
    put = services.blobs.put
    copy = put("copies", made.copy)
    square = copy if made.square == made.copy else put("copies", made.square)
    return Stored(made, len(data), put("originals", data), copy, square)


def record(
    session: WriteSession, arena: str, model: str, prompt_id: int, stored: Stored, *, origin: Origin
) -> Image:
    """Make a stored picture an image of a model for a prompt.

    Raises NotFound for the arena, model or prompt, and Conflict where that model has that very file for that
    prompt. The transaction must have touched the catalog: decks of matchups are dealt from it.
    """
    arena_id = arenas.get(session, arena).id
    model_id = models.find(session, model).id
    prompts.get(session, arena, prompt_id)
    known = images.find(session, prompt_id, model_id, stored.sha256)
    if known is not None:
        raise Conflict(
            f"model {model} has this very image for prompt {prompt_id} already; it is number {known}"
        )
    made = stored.made
    new = images.NewImage(
        arena_id,
        prompt_id,
        model_id,
        stored.sha256,
        made.format,
        made.width,
        made.height,
        stored.size,
        made.box,
        stored.copy,
        stored.square,
        origin,
        clock.now(),
    )
    return _image(images.get(session, arena_id, images.add(session, new)))


async def add(
    services: Services, arena: str, model: str, prompt_id: int, data: bytes, *, origin: Origin = "upload"
) -> Image:
    """Take in a picture as the image of a model for a prompt. Raises as `store` and `record` do."""
    stored = await store(services, data)

    def work(session: WriteSession) -> Image:
        touch_catalog(session)
        return record(session, arena, model, prompt_id, stored, origin=origin)

    return await services.database.write(work)


async def upload(
    services: Services,
    arena: str,
    model: str,
    prompt_id: int,
    data: bytes,
    *,
    once: Once | None,
    shape: Callable[[Image], bytes],
) -> Answer:
    """The same for a request that may be sent twice; ``shape`` gives its answer."""
    stored = await store(services, data)

    def make(session: WriteSession) -> bytes:
        touch_catalog(session)
        return shape(record(session, arena, model, prompt_id, stored, origin="upload"))

    return await services.database.write(create_once, once, make)


def get(session: ReadSession, arena: str, image_id: int) -> Image:
    """An image of an arena; raises NotFound."""
    arena_id = arenas.get(session, arena).id
    return _image(found_id("image", image_id, lambda image_id: images.get(session, arena_id, image_id)))


def page(
    session: ReadSession, arena: str, page: Page, *, prompt_id: int | None = None, model: str | None = None
) -> Listing[Image]:
    """A page of an arena's images, oldest first, withdrawn ones too; raises NotFound."""
    if model is not None:
        models.get(session, model)
    if prompt_id is not None:
        prompts.get(session, arena, prompt_id)
    arena_id = arenas.get(session, arena).id
    rows = images.page(session, arena_id, after_id(page), page.size, prompt_id=prompt_id, model=model)
    return listing(rows, page, _image, lambda image: str(image.id))


def withdraw(session: WriteSession, arena: str, image_id: int, reason: str) -> Image:
    """Take an image out of use: it is dealt no more, and votes on open matchups with it do not count.

    Withdrawing again changes nothing. Raises NotFound.
    """
    touch_catalog(session)
    found = get(session, arena, image_id)
    images.withdraw(session, found.id, clock.now(), reason)
    return get(session, arena, image_id)


async def copy_bytes(services: Services, digest_hex: str) -> bytes:
    """The copy of an image or of a prompt's source image, by its hash in hex.

    Raises NotFound for what is no copy that is shown, and Damaged, after withdrawing the images it belongs
    to, where its bytes are missing or others.
    """
    digest = _digest(digest_hex)
    data = services.pictures.get(digest)
    if data is None:
        if not await services.database.read(images.is_shown, digest):
            raise NotFound("there is no image of this hash")
        data = await read_copy(services, digest)
    return data


async def read_copy(services: Services, digest: bytes) -> bytes:
    """A copy's bytes from memory or the store; raises Damaged after withdrawing what it belongs to."""
    known = services.pictures.get(digest)
    if known is not None:
        return known
    try:
        data = await asyncio.to_thread(services.blobs.get, "copies", digest)
    except Damaged as error:
        await services.database.write(withdraw_damaged, digest, error.detail)
        raise
    services.pictures.put(digest, data)
    return data


def withdraw_damaged(session: WriteSession, copy: bytes, detail: str) -> list[int]:
    """Withdraw the images shown by a damaged copy; the ids of those that were not yet."""
    touch_catalog(session)
    now = clock.now()
    return [
        i for i in images.of_copy(session, copy) if images.withdraw(session, i, now, f"damaged: {detail}")
    ]


def _digest(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        digest = b""
    if len(digest) != 32 or digest.hex() != text:  # noqa: PLR2004 - a SHA-256
        raise NotFound("there is no image of this hash")
    return digest


def _image(row: Any) -> Image:
    return Image(
        id=row.id,
        arena=row.arena,
        model=row.model,
        prompt_id=row.prompt_id,
        sha256=row.sha256.hex(),
        copy=row.copy.hex(),
        format=row.format,
        width=row.width,
        height=row.height,
        bytes=row.bytes,
        origin=row.origin,
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )
