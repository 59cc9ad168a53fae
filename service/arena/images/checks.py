"""Looking at every image's bytes: whether they are there, and those that were stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from service.arena.images.renditions import withdraw_damaged
from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.blobs.protocol import Blobs, Namespace
from service.db.engine import ReadSession
from service.db.queries import images, prompts
from service.db.queries.images import ImageRow
from service.db.queries.prompts import SourceRow
from service.errors import Damaged

RowT = TypeVar("RowT", ImageRow, SourceRow)

_AT_ONCE = 64


@dataclass(slots=True)
class Checked:
    """What was found: how many images were looked at, and the numbers of those that are not whole.

    ``damaged`` images are withdrawn as such, by this look or before it. Of those in ``originals`` only the
    file is damaged that nobody is shown; ``sources`` are prompts whose source image is.
    """

    images: int = 0
    damaged: list[int] = field(default_factory=list)
    originals: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether all is whole."""
        return not (self.damaged or self.originals or self.sources)


async def check_images(services: Services, progress: Progress = silent) -> Checked:
    """Read all images and source images and compare them with their hashes; what is damaged is withdrawn.

    Raises Unavailable where the store is away.
    """
    found = Checked()
    total = await services.database.read(images.count)
    async for rows in _pages(services, images.every):
        await _check(services, rows, found)
        found.images += len(rows)
        progress("looking at images", found.images, max(total, found.images))
    async for sources in _pages(services, prompts.sources):
        wrong = await _looked_at(services, sources, _source_wrong)
        found.sources += [row.id for row, detail in wrong if detail]
    found.damaged = await services.database.read(images.damaged)
    return found


async def _check(services: Services, rows: Sequence[ImageRow], found: Checked) -> None:
    for row, detail in await _looked_at(services, rows, _copies_wrong):
        if detail:
            await services.database.write(withdraw_damaged, row.copy, detail)
    wrong = await _looked_at(services, rows, _original_wrong)
    found.originals += [row.id for row, detail in wrong if detail]


async def _looked_at(
    services: Services, rows: Sequence[RowT], look: Callable[[Blobs, RowT], str]
) -> list[tuple[RowT, str]]:
    """Return each row with what is wrong with it, "" for nothing; the bytes are read in threads."""
    details = await asyncio.gather(*(asyncio.to_thread(look, services.blobs, row) for row in rows))
    return list(zip(rows, details, strict=True))


def _copies_wrong(blobs: Blobs, row: ImageRow) -> str:
    return _wrong(blobs, "copies", row.copy) or _wrong(blobs, "copies", row.square)


def _original_wrong(blobs: Blobs, row: ImageRow) -> str:
    return _wrong(blobs, "originals", row.sha256)


def _source_wrong(blobs: Blobs, row: SourceRow) -> str:
    return _wrong(blobs, "copies", row.source_copy)


def _wrong(blobs: Blobs, namespace: Namespace, digest: bytes) -> str:
    try:
        blobs.get(namespace, digest)
    except Damaged as error:
        return error.detail
    return ""


async def _pages(
    services: Services, read: Callable[[ReadSession, int, int], Sequence[RowT]]
) -> AsyncIterator[Sequence[RowT]]:
    """Yield all rows, a few at a time."""
    after = 0
    while rows := await services.database.read(read, after, _AT_ONCE):
        yield rows
        after = rows[-1].id
