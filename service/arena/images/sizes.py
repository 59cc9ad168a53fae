"""Renditions: what pages show of a public copy, made with the image, or later where they are missing.

They can be made from the copy at any time. So a damaged one is noted as lost and made again, and the copy is
sent meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from random import SystemRandom
from typing import NamedTuple

from service.arena.blob_store import BlobStore
from service.arena.images.renditions import public_digest, read_copy
from service.arena.services import Services
from service.blobs.renditions import RENDITION_TYPE, Renditions, renditions_of_file
from service.blobs.unboxed import unboxed
from service.db.catalog_revision import lock_catalog
from service.db.engine import WriteSession
from service.db.queries.pictures import renditions
from service.db.queries.pictures.renditions import BareCopy, RenditionHashes
from service.domain.images import COPY_TYPE, RENDITION_SIDES
from service.errors import Damaged, NotFound

# Enough to see whether another process works on them too, and few enough to keep in memory.
_AT_ONCE = 64
_NAMES = {str(side): place for place, side in enumerate(RENDITION_SIDES)}


class Picture(NamedTuple):
    """A picture to send. One that is not ``final`` stands for a rendition that is not made yet."""

    data: bytes
    media_type: str
    final: bool


async def write_renditions(blobs: BlobStore, made: Renditions) -> RenditionHashes:
    """Put renditions in the blob store; return their hashes. Raise StorageFull and Unavailable."""
    return RenditionHashes(*[await blobs.write("copies", data) for data in made])


async def public_rendition(services: Services, digest_hex: str, side: str) -> Picture:
    """Return the rendition of a public copy with this longest side in pixels, or the copy itself.

    Raise NotFound for another hash or side, and Damaged as `read_copy` does.
    """
    place = _NAMES.get(side)
    if place is None:
        raise NotFound(f"images come with longest sides of {', '.join(_NAMES)} pixels")
    copy = await public_digest(services, digest_hex)
    hashes = services.images.sizes.get(copy) or await _look_up(services, copy)
    data = await _read(services, copy, hashes[place]) if hashes else None
    if data is None:
        return Picture(await read_copy(services, copy, copy), COPY_TYPE, final=False)
    return Picture(data, RENDITION_TYPE, final=True)


async def _look_up(services: Services, copy: bytes) -> RenditionHashes | None:
    found = (await services.database.read(renditions.of_copies, [copy])).get(copy)
    if found is not None:
        services.images.sizes.put(copy, found)
    return found


async def _read(services: Services, copy: bytes, digest: bytes) -> bytes | None:
    """Return the bytes of a rendition, None where they are lost."""
    cached = services.images.renditions.get(digest)
    if cached is not None:
        return cached
    try:
        data = await services.blobs.read("copies", digest)
    except Damaged:
        services.images.lost.put(copy, copy)
        return None
    services.images.renditions.put(digest, data)
    return data


async def remake(services: Services, copies: Collection[bytes]) -> set[bytes]:
    """Make the renditions of these copies again; return those that have them now.

    Raise as `make_renditions` does.
    """
    for copy in copies:  # not through the memory of lost ones, which only holds some
        await services.database.write(renditions.forget, copy)
    await make_renditions(services)
    known = [await services.database.read(renditions.of_copies, [copy]) for copy in copies]
    return {copy for found in known for copy in found}


async def make_renditions(services: Services, *, pause: float = 0.0) -> int:
    """Make the renditions that public copies lack or have lost; return of how many copies.

    After each one it pauses for as long as that took, times ``pause``. Raise StorageFull and Unavailable.
    """
    for copy in tuple(services.images.lost):
        await services.database.write(renditions.forget, copy)
    services.images.lost.clear()
    services.images.sizes.clear()
    made, unreadable = 0, set[bytes]()
    while rows := [
        row
        for row in await services.database.read(renditions.lacking, _AT_ONCE + len(unreadable))
        if row.copy not in unreadable
    ]:
        for row in SystemRandom().sample(rows, len(rows)):
            began = time.monotonic()
            try:
                made += await _make(services, row)
            except Damaged:  # which is for the second look to deal with
                unreadable.add(row.copy)
            await asyncio.sleep(pause * (time.monotonic() - began))
    return made


async def _make(services: Services, row: BareCopy) -> bool:
    if await services.database.read(renditions.of_copies, [row.copy]):
        return False  # by another process
    data = await services.blobs.read("copies", row.copy)
    async with services.images.decoding:
        made = await asyncio.to_thread(_from_copy, data, row)
    hashes = await write_renditions(services.blobs, made)
    return await services.database.write(_add, row.copy, hashes)


def _from_copy(data: bytes, row: BareCopy) -> Renditions:
    return renditions_of_file(unboxed(data, row.width, row.height))


def _add(session: WriteSession, copy: bytes, hashes: RenditionHashes) -> bool:
    lock_catalog(session)
    return renditions.add(session, copy, hashes)
