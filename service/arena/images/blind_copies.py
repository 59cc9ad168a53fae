"""What voters get of an image before the vote: made with the image, or later if an older version made it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from random import SystemRandom

from service.arena.blob_store import BlobStore
from service.arena.images.sizes import make_renditions
from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.blobs.pictures import new_variants_of
from service.blobs.variants import Variants
from service.db.queries import images
from service.db.queries.images import BareImage, BlindHashes
from service.errors import ArenaError, Damaged, Invalid, TooLarge, UnsupportedType

# The first time after what a start needs is done.
FIRST_SECONDS, EVERY_SECONDS = 60.0, 600.0

_AT_ONCE = 64
_LAST = (1 << 31) - 1

logger = logging.getLogger("arena")


async def write_variants(blobs: BlobStore, variants: Variants) -> BlindHashes:
    """Put variants in the blob store; return their hashes. Raise StorageFull and Unavailable."""
    return BlindHashes(*[await blobs.write("copies", data) for data in variants])


async def keep_making(
    services: Services, first_seconds: float = FIRST_SECONDS, every_seconds: float = EVERY_SECONDS
) -> None:
    """Make the variants and renditions that older images lack, from time to time, until canceled."""
    await asyncio.sleep(first_seconds)
    while True:
        try:
            made = await make_missing(services, pause=1.0)
            if made:
                logger.info("made variants of %d images, which voters now get before the vote", made)
            made = await make_renditions(services, pause=1.0)
            if made:
                logger.info("made renditions of %d images for pages", made)
        except ArenaError as error:
            # The store and the database log their failures.
            logger.debug("no variants or renditions were made: %s", error)
        await asyncio.sleep(every_seconds)


async def make_missing(services: Services, progress: Progress = silent, *, pause: float = 0.0) -> int:
    """Make variants of all images in use without any; return of how many. Those unreadable are left out.

    After each one it pauses for as long as that took, times ``pause``.

    Raise StorageFull and Unavailable.
    """
    total = await services.database.read(images.count_without_variants)
    made = seen = 0
    async for image in _bare(services):
        began = time.monotonic()
        made += await _make(services, image)
        seen += 1
        progress("making variants", seen, max(total, seen))
        # Half of the time of a core is left to those who vote meanwhile.
        await asyncio.sleep(pause * (time.monotonic() - began))
    if made:
        services.voting.blind_views.forget()
    return made


async def _bare(services: Services) -> AsyncIterator[BareImage]:
    """Yield the images without variants, the newest first, in an order that other processes do not have."""
    before = _LAST
    while rows := await services.database.read(images.without_variants, before, _AT_ONCE):
        for row in SystemRandom().sample(rows, len(rows)):
            if await services.database.read(images.lacks_variants, row.id):
                yield row
        before = rows[-1].id


async def _make(services: Services, image: BareImage) -> bool:
    try:
        data = await services.blobs.read("originals", image.sha256)
        async with services.images.decoding:
            variants = await asyncio.to_thread(new_variants_of, data)
    except (Damaged, Invalid, TooLarge, UnsupportedType) as error:
        logger.warning("image %d gets no variant, because its original is unreadable: %s", image.id, error)
        return False
    hashes = await write_variants(services.blobs, variants)
    return await services.database.write(images.add_variants, image.id, hashes)
