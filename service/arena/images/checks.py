"""Checks that the bytes of every image are there and unchanged. They change nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from service.arena.blob_store import BlobStore
from service.arena.progress import Progress, silent
from service.arena.services import Services
from service.blobs.protocol import Namespace
from service.db.engine import ReadSession
from service.db.queries import images, prompts
from service.db.queries.images import BlindHashes, ImageRow
from service.db.queries.pictures import renditions
from service.db.queries.pictures.renditions import RenditionHashes
from service.db.queries.prompts import SourceRow
from service.errors import Damaged

RowT = TypeVar("RowT", ImageRow, SourceRow)

_AT_ONCE = 64


@dataclass(slots=True)
class CheckReport:
    """The result: how many images in use were checked, and the ids of those with a problem.

    ``unreadable`` images are in use although their copies are missing or damaged; the values are their hashes
    and details. ``withdrawn`` ones were withdrawn for that and still are damaged, ``returned`` ones can be
    read again. Those in ``originals`` lack only their original file. ``sources`` are prompts whose source
    image is damaged. ``renditions`` are images that lack only some of their renditions, with their copies,
    and ``source_renditions`` such prompts.
    """

    images: int = 0
    unreadable: dict[int, tuple[bytes, str]] = field(default_factory=dict)
    withdrawn: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    originals: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    renditions: dict[int, bytes] = field(default_factory=dict)
    source_renditions: dict[int, bytes] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        """Whether nothing is damaged."""
        return not (
            self.unreadable
            or self.withdrawn
            or self.originals
            or self.sources
            or self.renditions
            or self.source_renditions
        )


async def check_images(services: Services, progress: Progress = silent) -> CheckReport:
    """Read all images and source images, and compare them with their hashes.

    Raise Unavailable where the store is away or cannot be reached.
    """
    blobs, report = services.blobs, CheckReport()
    total = await services.database.read(images.count)
    async for rows in _pages(services, images.every):
        for row, detail in await _check_rows(blobs, rows, copies_problem):
            if detail:
                report.unreadable[row.id] = (row.copy, detail)
        report.originals += await _wrong(blobs, rows, _original_problem)
        lost = await _lost(services, {row.copy for row in rows if row.id not in report.unreadable})
        report.renditions.update({row.id: row.copy for row in rows if row.copy in lost})
        report.images += len(rows)
        progress("checking images", report.images, max(total, report.images))
    async for sources in _pages(services, prompts.sources):
        wrong = await _wrong(blobs, sources, _source_problem)
        report.sources += wrong
        lost = await _lost(services, {row.source_copy for row in sources if row.id not in wrong})
        report.source_renditions.update(
            {row.id: row.source_copy for row in sources if row.source_copy in lost}
        )
    async for rows in _pages(services, images.damaged):
        for row, detail in await _check_rows(blobs, rows, copies_problem):
            (report.withdrawn if detail else report.returned).append(row.id)
    return report


async def copies_problem(blobs: BlobStore, row: ImageRow) -> str:
    """Return what is wrong with the copies of an image, "" for nothing. Raise Unavailable."""
    variants = (getattr(row, name) for name in BlindHashes._fields)
    for digest in dict.fromkeys((row.copy, row.square, *variants)):
        problem = await problem_of(blobs, "copies", digest) if digest else ""
        if problem:
            return problem
    return ""


async def problem_of(blobs: BlobStore, namespace: Namespace, digest: bytes) -> str:
    """Return what is wrong with bytes in the store, "" for nothing. Raise Unavailable."""
    try:
        await blobs.read(namespace, digest)
    except Damaged as error:
        return error.detail
    return ""


async def _lost(services: Services, copies: Collection[bytes]) -> set[bytes]:
    """Return the copies of which a rendition is named but missing or damaged."""
    known = await services.database.read(renditions.of_copies, copies)
    problems = await asyncio.gather(*(_rendition_problem(services.blobs, known[copy]) for copy in known))
    return {copy for copy, problem in zip(known, problems, strict=True) if problem}


async def _rendition_problem(blobs: BlobStore, hashes: RenditionHashes) -> str:
    return next(filter(None, [await problem_of(blobs, "copies", digest) for digest in hashes]), "")


async def _original_problem(blobs: BlobStore, row: ImageRow) -> str:
    return await problem_of(blobs, "originals", row.sha256)


async def _source_problem(blobs: BlobStore, row: SourceRow) -> str:
    return await problem_of(blobs, "copies", row.source_copy)


async def _wrong(
    blobs: BlobStore, rows: Sequence[RowT], check: Callable[[BlobStore, RowT], Awaitable[str]]
) -> list[int]:
    return [row.id for row, detail in await _check_rows(blobs, rows, check) if detail]


async def _check_rows(
    blobs: BlobStore, rows: Sequence[RowT], check: Callable[[BlobStore, RowT], Awaitable[str]]
) -> list[tuple[RowT, str]]:
    """Return each row with its problem, "" for none."""
    details = await asyncio.gather(*(check(blobs, row) for row in rows))
    return list(zip(rows, details, strict=True))


async def _pages(
    services: Services, read: Callable[[ReadSession, int, int], Sequence[RowT]]
) -> AsyncIterator[Sequence[RowT]]:
    """Yield all rows, a few at a time."""
    after = 0
    while rows := await services.database.read(read, after, _AT_ONCE):
        yield rows
        after = rows[-1].id
