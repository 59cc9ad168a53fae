"""The blob store of this process: it works only on the database's own, and never waits for it without end.

Without its marker the store is away. Then every read and write is refused as Unavailable, because bytes that
are missing from the wrong folder say nothing about an image. It comes back by itself with its marker.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from service.arena import claiming
from service.arena.claiming import StoreState
from service.blobs.protocol import BlobEntry, Blobs, Namespace
from service.db.engine import Database
from service.domain.metrics import Counts
from service.errors import ArenaError, Damaged, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 20.0
"""How long anyone waits for the store: long enough for 20 MB over a slow line."""

# Threads of its own: if the store hangs, nothing else that runs in threads waits for it.
THREADS = 16

logger = logging.getLogger("arena")


class BlobStore:
    """A database's blob store.

    See Blobs for the methods that block; they need `check` to have run once. The coroutines find the store's
    id themselves. With ``claims`` a store that lacks its marker gets one where it may: see
    `service.arena.claiming`. ``errors`` counts failed calls by the error's code.
    """

    def __init__(
        self, blobs: Blobs, database: Database, *, claims: bool = True, seconds: float = SECONDS
    ) -> None:
        self.place = blobs.place
        self.marker_seconds = blobs.marker_seconds
        self.errors = Counts()
        self._blobs = blobs
        self._database = database
        self._claims = claims
        self._seconds = seconds
        # Without an id, the store has no marker yet. That is only for those who may not write one.
        self._store_id: str | None = None
        self._identified = False
        self._seen_at = float("-inf")
        self._problem = ""
        self._threads = ThreadPoolExecutor(THREADS, "arena-blobs")
        self._late: set[asyncio.Future[Any]] = set()
        self._identifying = asyncio.Lock()

    async def read(self, namespace: Namespace, digest: bytes) -> bytes:
        """Return bytes by their SHA-256.

        Raise Damaged if they are missing or changed although the marker is there, and Unavailable if the
        store is away, cannot be reached or takes too long.
        """
        return await self._run(self.get, namespace, digest)

    async def write(self, namespace: Namespace, data: bytes) -> bytes:
        """Store bytes and return their SHA-256. Raise Unavailable as `read` does, and StorageFull."""
        return await self._run(self.put, namespace, data)

    async def entries(self, namespace: Namespace, folder: str) -> Sequence[BlobEntry]:
        """Return what is in a folder of the store. Raise Unavailable as `read` does."""
        return await self._run(lambda: tuple(self.list(namespace, folder)))

    async def remove(self, namespace: Namespace, digest: bytes) -> None:
        """Delete bytes by their SHA-256. Raise Unavailable as `read` does."""
        await self._run(self.delete, namespace, digest)

    async def check(self) -> None:
        """Raise Unavailable unless the store is there: its marker is read now."""
        await self._run(self.check_marker)

    async def look(self) -> StoreState:
        """Return what database and store say of each other; change nothing. Raise Unavailable."""
        return await claiming.look(self._database, self._blobs, self._in_time)

    async def room(self) -> int | None:
        """Return how many bytes are free, None where that is unknown. Raise Unavailable."""
        return await self._in_time(self._blobs.free_bytes)

    async def open(self) -> None:
        """Find out at the start whether the store is there, and log what is wrong; claim it if it may be.

        A database that names no blob yet claims its store with the first one.
        """
        try:
            state = await self.look()
            if state.row is not None or state.names_blobs:
                await self.check()
        except ArenaError as error:
            self._tell(error.detail)

    def get(self, namespace: Namespace, digest: bytes) -> bytes:
        """See Blobs. Raise Unavailable if the store is away."""
        self._check_lately()
        try:
            return self._blobs.get(namespace, digest)
        except Damaged:
            self.check_marker()  # it may have gone since; then nothing is known about these bytes
            raise

    def put(self, namespace: Namespace, data: bytes) -> bytes:
        """See Blobs. Raise Unavailable if the store is away: it may be the folder under a mount point."""
        self._check_lately()
        return self._blobs.put(namespace, data)

    def delete(self, namespace: Namespace, digest: bytes) -> None:
        """See Blobs. Raise Unavailable if the store is away."""
        self._check_lately()
        self._blobs.delete(namespace, digest)

    def list(self, namespace: Namespace, folder: str) -> Iterator[BlobEntry]:
        """See Blobs. Raise Unavailable if the store is away."""
        self._check_lately()
        yield from self._blobs.list(namespace, folder)

    def marker(self) -> str | None:
        """See Blobs."""
        return self._blobs.marker()

    def mark(self, store_id: str) -> None:
        """See Blobs."""
        self._blobs.mark(store_id)

    def free_bytes(self) -> int | None:
        """See Blobs."""
        return self._blobs.free_bytes()

    def check_marker(self) -> None:
        """Raise Unavailable unless the marker is there, which is read now."""
        if not self._identified:
            raise Unavailable(f"the image store at {self.place} has not been looked at yet")
        problem = claiming.problem(self.place, self._store_id, self._blobs.marker())
        if problem:
            raise Unavailable(problem)
        self._seen_at = time.monotonic()

    def close(self) -> None:
        """End the threads, without waiting for calls that hang."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _check_lately(self) -> None:
        if time.monotonic() - self._seen_at >= self.marker_seconds:
            self.check_marker()

    async def _run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make a call once the store's id is known; log when the store goes away, and when it is back."""
        try:
            await self._identify()
            result = await self._in_time(call, *args, **kwargs)
        except ArenaError as error:
            self.errors.add(error.code)
            if isinstance(error, Unavailable):
                self._tell(error.detail)
            raise
        self._tell("")
        return result

    async def _identify(self) -> None:
        if self._identified:
            return
        async with self._identifying:
            if not self._identified:
                self._store_id = await self._find_id()
                self._identified = True

    async def _find_id(self) -> str | None:
        if self._claims:
            return await claiming.claim(self._database, self._blobs, self._in_time)
        state = await self.look()
        if state.problem and not state.settled:
            raise Unavailable(state.problem)
        return state.row.store_id if state.row is not None and state.settled else state.found

    async def _in_time(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if len(self._late) >= THREADS:  # every thread hangs: another call would only wait behind them
            raise Unavailable(self._too_slow())
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._threads, lambda: call(*args, **kwargs))
        done, _ = await asyncio.wait({future}, timeout=self._seconds)
        if not done:
            self._late.add(future)
            future.add_done_callback(self._arrived)
            raise Unavailable(self._too_slow())
        return future.result()

    def _arrived(self, future: asyncio.Future[Any]) -> None:
        self._late.discard(future)
        if not future.cancelled():
            future.exception()  # nobody waits for it any more

    def _too_slow(self) -> str:
        return f"the image store at {self.place} did not answer within {self._seconds:g} seconds"

    def _tell(self, problem: str) -> None:
        if problem == self._problem:
            return
        self._problem = problem
        if problem:
            logger.error("%s", problem)
        else:
            logger.warning("the image store at %s is there again", self.place)
