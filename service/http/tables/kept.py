"""Complete tables that this process keeps as files, for a while and until what they depend on changes.

One is written at a time: each takes a processor for seconds. Anyone who reads a table in parts, as DuckDB and
polars do, must find the same file for all of them, even while votes arrive. So a part of a table comes from
the one that is there, up to a minute old; the whole is always of the newest revision.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from service.arena.services import Services
from service.arena.tables.files import TableFile
from service.errors import Unavailable
from service.http.revisions import Revisions, revisions_of

Key = tuple[str, bytes]
"""A request's path, and its query with the format."""
Producer = Callable[[], Awaitable[TableFile]]

MAX_BYTES = 1_000_000_000
"""On disk. The least recently read table goes first."""

# How long parts of an outdated table are still sent.
PART_SECONDS = 60.0
_MOST_WAITING = 20


class _Kept(NamedTuple):
    revisions: Revisions
    made_at: float
    file: TableFile


class KeptTables:
    """The tables by path and query."""

    def __init__(self, services: Services) -> None:
        self._revisions = services.database.revisions
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._pending: dict[tuple[Key, Revisions], asyncio.Task[TableFile]] = {}
        self._one = asyncio.Lock()

    async def get_or_make(self, key: Key, arena: str, produce: Producer, *, in_parts: bool) -> TableFile:
        """Return the table for a request about an arena, opened for reading; make it if it is missing.

        Raise Unavailable if too many wait for theirs.
        """
        kept = self._kept.get(key)
        if kept is None or not (in_parts and time.monotonic() - kept.made_at < PART_SECONDS):
            known = self._revisions.current()
            revisions = revisions_of(known if known is not None else await self._revisions.query(), arena)
            kept = self._kept.get(key)
            if kept is None or kept.revisions != revisions:
                return await self._made(key, arena, revisions, produce)
        self._kept.move_to_end(key)
        kept.file.open()
        return kept.file

    async def _made(self, key: Key, arena: str, revisions: Revisions, produce: Producer) -> TableFile:
        task = self._pending.get((key, revisions))
        if task is None:
            if len(self._pending) >= _MOST_WAITING:
                raise Unavailable("too many tables are being written; try again shortly")
            task = asyncio.create_task(self._make(key, arena, revisions, produce))
            self._pending[key, revisions] = task
            task.add_done_callback(lambda _: self._pending.pop((key, revisions), None))
        file = await asyncio.shield(task)
        file.open()
        return file

    async def _make(self, key: Key, arena: str, revisions: Revisions, produce: Producer) -> TableFile:
        async with self._one:
            with self._revisions.reading_about(arena):
                file = await produce()
        self._drop(key)
        self._kept[key] = _Kept(revisions, time.monotonic(), file)
        while len(self._kept) > 1 and sum(one.file.size for one in self._kept.values()) > MAX_BYTES:
            self._drop(next(iter(self._kept)))
        return file

    def _drop(self, key: Key) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            kept.file.drop()

    def close(self) -> None:
        """Let go of every table."""
        for key in list(self._kept):
            self._drop(key)
