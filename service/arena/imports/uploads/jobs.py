"""Previews and imports of uploads, in processes of their own: a million votes would stop a server for long.

An import writes its result itself, so that it is known even if the server has stopped meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

from service.arena.access.audit import note
from service.arena.imports.previews.previews import Choices, OpenedFile, open_votes, preview_votes
from service.arena.imports.previews.refusals import RefusedGroup, grouped
from service.arena.imports.transactions import write_import
from service.arena.imports.uploads import bulk, store
from service.arena.imports.uploads.bulk import Contents
from service.arena.imports.uploads.store import Result, Upload
from service.arena.imports.votes.importing import import_votes, read_votes
from service.arena.imports.votes.planning import Report
from service.arena.services import Services, open_services
from service.db.engine import WriteSession
from service.domain.texts import words
from service.errors import ArenaError, Unavailable
from service.processes import Processes
from service.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

# Each may need half a gigabyte.
_PREVIEWS = 2
_IMPORTS = 1
IDLE_SECONDS = 60.0

logger = logging.getLogger("arena")


@dataclass(frozen=True, slots=True)
class UploadPreview:
    """A preview of an upload: how it was opened, and what its import would report, if it can be read.

    ``refused`` are the reasons for the ``rejected`` rows, which are left out of the report.
    """

    opened: OpenedFile
    report: Report | None = None
    refused: tuple[RefusedGroup, ...] = ()
    rejected: int = 0


class UploadJobs:
    """The previews and imports that this server process has started."""

    def __init__(self) -> None:
        # Apart from each other, so that a file too large for the memory ends no import but its own.
        self._previews = _Workers(_PREVIEWS)
        self._imports = _Workers(_IMPORTS)
        self._running: set[asyncio.Task[None]] = set()

    async def preview(self, settings: Settings, upload: Upload, choices: Choices) -> UploadPreview:
        """Return what importing an upload would do.

        Raise Malformed for a broken file, Invalid for an unknown format, and Unavailable if its process dies.
        """
        return await self._previews.run(_preview, settings, upload, choices)

    def start(self, settings: Settings, upload: Upload, choices: Choices, key_id: int) -> None:
        """Start importing an upload for the holder of a key; do nothing where that was started before."""
        self._start(upload, choices.slug, _import, settings, upload, choices, key_id)

    async def contents(self, upload: Upload) -> Contents:
        """Return what an upload of prompts or images has. Raise as `bulk.contents`, and Unavailable."""
        return await self._previews.run(bulk.contents, upload)

    def start_bulk(self, settings: Settings, upload: Upload, slug: str, key_id: int) -> None:
        """Start importing an upload of prompts or images, as `start` does for votes."""
        self._start(upload, slug, _import_bulk, settings, upload, slug, key_id)

    def _start(
        self, upload: Upload, slug: str, work: Callable[P, None], *args: P.args, **options: P.kwargs
    ) -> None:
        if store.start(upload):
            task = asyncio.create_task(self._import(upload, slug, work, *args, **options))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def close(self) -> None:
        """Take no more work. An import that is running ends by itself, and the process waits for it."""
        self._previews.close()
        self._imports.close()

    async def _import(
        self, upload: Upload, slug: str, work: Callable[P, None], *args: P.args, **options: P.kwargs
    ) -> None:
        try:
            await self._imports.run(work, *args, **options)
        except Exception as error:
            logger.exception("the import of an upload failed")
            reason = error.detail if isinstance(error, ArenaError) else "the log has the reason"
            store.finish(upload, Result(slug, f"The import failed: {reason}.", error=True))


class _Workers:
    """Processes that are started when there is work, and stopped when there has been none for a while.

    Anyone who adjusts a preview waits for the start only once; afterwards the memory is free again.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: Processes | None = None
        self._busy = 0
        self._end: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        """Run a function in one of the processes, and return its result. Raise Unavailable if that dies."""
        if self._end is not None:
            self._end.cancel()
        pool = self._pool = self._pool or Processes(self._count)
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work, *args)
        except BrokenProcessPool:
            if self._pool is pool:
                self.close()
            raise Unavailable(
                "the process that read the file died: the file is damaged, or needs more memory than there is"
            ) from None
        finally:
            self._busy -= 1
            if not self._busy:
                self._end = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)

    def close(self) -> None:
        """Stop the processes once they have ended what they are doing."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _preview(settings: Settings, upload: Upload, choices: Choices) -> UploadPreview:
    async def work() -> UploadPreview:
        async with open_services(settings, read_only=True) as services:
            opened = open_votes(upload.data, choices, services.secret)
            if opened.votes is None:
                return UploadPreview(opened)
            report = await services.database.read(preview_votes, opened.votes, choices)
            # A million rows and refusals would take longer to send than to count.
            return UploadPreview(
                replace(opened, votes=None),
                replace(report, rejected=[]),
                tuple(grouped(report.rejected)),
                len(report.rejected),
            )

    return asyncio.run(work())


def _import(settings: Settings, upload: Upload, choices: Choices, key_id: int) -> None:
    async def work() -> Result:
        async with open_services(settings) as services:
            try:
                return _result(await _imported(services, upload, choices, key_id))
            except ArenaError as error:
                return Result(choices.slug, f"Nothing was imported: {error.detail}.", error=True)

    store.finish(upload, asyncio.run(work()))


def _import_bulk(settings: Settings, upload: Upload, slug: str, key_id: int) -> None:
    async def work() -> Result:
        async with open_services(settings) as services:
            try:
                return await bulk.import_bulk(services, upload, slug, key_id)
            except ArenaError as error:
                return Result(slug, f"The import stopped: {error.detail}.", error=True)

    store.finish(upload, asyncio.run(work()))


async def _imported(services: Services, upload: Upload, choices: Choices, key_id: int) -> Report:
    file = read_votes(upload.data, choices.columns, services.secret, format_=choices.format)
    mode = choices.mode

    def work(session: WriteSession) -> Report:
        report = import_votes(
            session, file, choices.slug, task=choices.task, strict=mode.strict, all_new=mode.all_new
        )
        note(session, key_id, "import", f"votes into {choices.slug}", f"{upload.name}: {_counts(report)}")
        return report

    return await write_import(services.database, work, once=True)


def _result(report: Report) -> Result:
    if report.took_nothing:
        return Result(report.arena, f"Nothing was imported: {_counts(report)}.", error=True)
    return Result(report.arena, f"{_counts(report)}.")


def _counts(report: Report) -> str:
    return (
        f"{words.count(report.accepted, 'vote')} added, {report.duplicates:,} were already there, "
        f"{report.filtered:,} rows filtered out, {report.voided:,} void, {len(report.rejected):,} refused"
    )
