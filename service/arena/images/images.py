"""Use cases around images: add, list, withdraw."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from service.arena.catalog import arenas, models, prompts
from service.arena.catalog.records import create_once, get_by_id
from service.arena.images.blind_copies import write_variants
from service.arena.images.checks import copies_problem
from service.arena.images.sizes import write_renditions
from service.arena.recording.idempotency import Answer, Once, replay
from service.arena.services import Services
from service.blobs.pictures import Copies, all_of
from service.blobs.protocol import digest_of
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import images
from service.db.queries.images import BlindHashes, ImageRow
from service.db.queries.pictures import renditions
from service.db.queries.pictures.renditions import RenditionHashes
from service.domain import clock
from service.domain.images import Image, Origin, copy_url, is_damaged
from service.domain.paging import Listing, Page, after_id, listing
from service.errors import Conflict


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture whose bytes are in the store, ready to be recorded in the database.

    ``repairs`` is the id of an image in use with these bytes, if its files were missing or damaged.
    """

    made: Copies
    size: int
    sha256: bytes
    copy: bytes
    square: bytes
    blind: BlindHashes
    renditions: RenditionHashes
    repairs: int | None = None


async def store(services: Services, data: bytes) -> Stored:
    """Check a picture, make its copies, variants and renditions, and put everything in the blob store.

    Nothing is kept of a refused picture. Raise as `service.blobs.pictures.copies_of`, and StorageFull or
    Unavailable where the store cannot take it.
    """
    # Decoded pictures are large, so only a few are processed at a time, in threads.
    async with services.images.decoding:
        made, variants, reduced = await asyncio.to_thread(all_of, data)
        write = services.blobs.write
        copy = await write("copies", made.copy)
        square = copy if made.square == made.copy else await write("copies", made.square)
        blind = await write_variants(services.blobs, variants)
        sizes = await write_renditions(services.blobs, reduced)
        return Stored(made, len(data), await write("originals", data), copy, square, blind, sizes)


def record(
    session: WriteSession, arena: str, model: str, prompt_id: int, stored: Stored, *, origin: Origin
) -> Image:
    """Record a stored picture as an image of a model for a prompt.

    Raise NotFound for the arena, model or prompt, and Conflict where the arena is retired or the model has
    the same file for the prompt; a file that was damaged is restored. The transaction must have touched the
    catalog, which matchups are chosen from.
    """
    place = find_place(session, arena, model, prompt_id, stored.sha256, stored.repairs)
    renditions.add(session, stored.copy, stored.renditions)
    number = place.damaged
    if number is None:
        number = images.add(session, _new_image(place, prompt_id, stored, origin))
    else:
        images.restore(session, number, stored.copy, stored.square, stored.blind)
    return _image(get_by_id("image", number, lambda i: images.get(session, place.arena_id, i)))


def _new_image(place: Place, prompt_id: int, stored: Stored, origin: Origin) -> images.NewImage:
    made = stored.made
    return images.NewImage(
        arena_id=place.arena_id,
        prompt_id=prompt_id,
        model_id=place.model_id,
        sha256=stored.sha256,
        format=made.format,
        width=made.width,
        height=made.height,
        size=stored.size,
        box=made.box,
        copy=stored.copy,
        square=stored.square,
        blind=stored.blind,
        origin=origin,
        created_at=clock.now(),
    )


class Place(NamedTuple):
    """Where an image belongs; ``damaged`` is the id of the same image, if its files were damaged."""

    arena_id: int
    model_id: int
    damaged: int | None


def find_place(  # noqa: PLR0917 - what an image is, and the one it may replace
    session: ReadSession,
    arena: str,
    model: str,
    prompt_id: int,
    sha256: bytes,
    repairs: int | None = None,
) -> Place:
    """Return where an original with this hash would belong; ``repairs`` is an image it may replace.

    Raise as `record` does, before anything is decoded.
    """
    row = arenas.get(session, arena)
    if row.retired_at is not None:
        raise Conflict(f"arena {arena} is retired and accepts no images")
    model_id = models.find(session, model).id
    prompts.get(session, arena, prompt_id)
    known = images.find(session, prompt_id, model_id, sha256)
    if known is None:
        return Place(row.id, model_id, None)
    if is_damaged(known.withdrawn_reason) or (known.withdrawn_at is None and known.id == repairs):
        return Place(row.id, model_id, known.id)
    state = "is" if known.withdrawn_at is None else "was withdrawn as"
    raise Conflict(
        f"model {model} already has this image for prompt {prompt_id}: it {state} image {known.id}"
    )


async def add(
    services: Services, arena: str, model: str, prompt_id: int, data: bytes, *, origin: Origin = "upload"
) -> Image:
    """Add a picture as the image of a model for a prompt. Raise as `store` and `record` do."""
    stored = await prepare(services, arena, model, prompt_id, data)
    return await services.database.write(
        lambda session: take_in(session, arena, model, prompt_id, stored, origin=origin)
    )


async def prepare(services: Services, arena: str, model: str, prompt_id: int, data: bytes) -> Stored:
    """Store a picture for `take_in`, unless it has no place. Raise as `find_place` and `store` do."""
    repairs = await _find_repairs(services, arena, model, prompt_id, digest_of(data))
    return replace(await store(services, data), repairs=repairs)


async def _find_repairs(
    services: Services, arena: str, model: str, prompt_id: int, sha256: bytes
) -> int | None:
    """Return the image that a file may replace, None for a new one. Raise as `find_place` does."""
    try:
        await services.database.read(find_place, arena, model, prompt_id, sha256)
    except Conflict:
        known = await services.database.read(_known, model, prompt_id, sha256)
        if known is None or await is_readable(services, known):
            raise
        return known.id
    return None


def _known(session: ReadSession, model: str, prompt_id: int, sha256: bytes) -> ImageRow | None:
    return images.find(session, prompt_id, models.find(session, model).id, sha256)


async def is_readable(services: Services, row: ImageRow) -> bool:
    """Return whether the copies of an image can be read, or nobody is to see them. Raise Unavailable."""
    return row.withdrawn_at is not None or not await copies_problem(services.blobs, row)


def take_in(
    session: WriteSession, arena: str, model: str, prompt_id: int, stored: Stored, *, origin: Origin
) -> Image:
    """Record a stored picture, as `record` does, in a transaction of one image."""
    touch_catalog(session)
    return record(session, arena, model, prompt_id, stored, origin=origin)


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
    """Add a picture for a request that may be sent twice; ``shape`` makes the response."""

    def make(session: WriteSession) -> bytes:
        return shape(take_in(session, arena, model, prompt_id, stored, origin="upload"))

    known = await services.database.read(replay, once) if once else None
    if known is not None:
        return known
    stored = await prepare(services, arena, model, prompt_id, data)
    return await services.database.write(create_once, once, make)


def get(session: ReadSession, arena: str, image_id: int) -> Image:
    """Return an image of an arena; raise NotFound."""
    arena_id = arenas.get(session, arena).id
    return _image(get_by_id("image", image_id, lambda image_id: images.get(session, arena_id, image_id)))


def page(
    session: ReadSession, arena: str, page: Page, *, prompt_id: int | None = None, model: str | None = None
) -> Listing[Image]:
    """Return a page of an arena's images, oldest first, withdrawn ones too; raise NotFound."""
    arena_id = arenas.get(session, arena).id
    if model is not None:
        models.find(session, model)
    if prompt_id is not None:
        prompts.get(session, arena, prompt_id)
    rows = images.page(session, arena_id, after_id(page), page.size, prompt_id=prompt_id, model=model)
    return listing(rows, page, _image, lambda image: str(image.id))


def withdraw(session: WriteSession, arena: str, image_id: int, reason: str) -> Image:
    """Withdraw an image: it appears in no new matchup, and its hash is no longer public.

    Withdrawing it again changes nothing, except that a reason replaces damage. Raise NotFound.
    """
    touch_catalog(session)
    if is_damaged(reason):  # the service reinstates what it withdrew itself, but never what people withdrew
        reason = f"by hand: {reason}"
    image = get(session, arena, image_id)
    if is_damaged(image.withdrawn_reason):
        images.give_reason(session, image.id, reason)
    else:
        images.withdraw(session, image.id, clock.now(), reason)
    return get(session, arena, image_id)


def _image(row: ImageRow) -> Image:
    return Image(
        id=row.id,
        arena=row.arena,
        model=row.model,
        prompt_id=row.prompt_id,
        sha256=row.sha256.hex(),
        url=copy_url(row.copy),
        format=row.format,
        width=row.width,
        height=row.height,
        bytes=row.size,
        origin=row.origin,
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )
