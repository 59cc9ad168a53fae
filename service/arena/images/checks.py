"""Checks that the bytes of every image are there and unchanged."""

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
class CheckReport:
    """The result: how many images were checked, and the ids of the damaged ones.

    ``damaged`` images are withdrawn, by this check or an earlier one. Those in ``originals`` are still shown:
    only their original file is damaged. ``sources`` are prompts whose source image is damaged.
    """

    images: int = 0
    damaged: list[int] = field(default_factory=list)
    originals: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing is damaged."""
        return not (self.damaged or self.originals or self.sources)


async def check_images(services: Services, progress: Progress = silent) -> CheckReport:
    """Read all images and source images, compare them with their hashes, and withdraw damaged images.

    Raise Unavailable where the store cannot be reached.
    """
    report = CheckReport()
    total = await services.database.read(images.count)
    async for rows in _pages(services, images.every):
        await _check(services, rows, report)
        report.images += len(rows)
        progress("checking images", report.images, max(total, report.images))
    async for sources in _pages(services, prompts.sources):
        results = await _check_rows(services, sources, _source_problem)
        report.sources += [row.id for row, detail in results if detail]
    report.damaged = await services.database.read(images.damaged)
    return report


async def _check(services: Services, rows: Sequence[ImageRow], report: CheckReport) -> None:
    for row, detail in await _check_rows(services, rows, _copies_problem):
        if detail:
            await services.database.write(withdraw_damaged, row.copy, detail)
    results = await _check_rows(services, rows, _original_problem)
    report.originals += [row.id for row, detail in results if detail]


async def _check_rows(
    services: Services, rows: Sequence[RowT], check: Callable[[Blobs, RowT], str]
) -> list[tuple[RowT, str]]:
    """Return each row with its problem, "" for none; the bytes are read in threads."""
    details = await asyncio.gather(*(asyncio.to_thread(check, services.blobs, row) for row in rows))
    return list(zip(rows, details, strict=True))


def _copies_problem(blobs: Blobs, row: ImageRow) -> str:
    return _problem(blobs, "copies", row.copy) or _problem(blobs, "copies", row.square)


def _original_problem(blobs: Blobs, row: ImageRow) -> str:
    return _problem(blobs, "originals", row.sha256)


def _source_problem(blobs: Blobs, row: SourceRow) -> str:
    return _problem(blobs, "copies", row.source_copy)


def _problem(blobs: Blobs, namespace: Namespace, digest: bytes) -> str:
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
