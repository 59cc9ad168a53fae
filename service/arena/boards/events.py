"""Events: those who follow an arena are told of its newest state, all by one task of the process.

The task asks for the database's revisions, which costs microseconds or one query for all arenas, and reads an
arena only when its revision has changed. Followers hold no connection to the database, and a slow one
misses states, not the newest.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from service.arena.boards.standings import standing
from service.arena.catalog import arenas
from service.db.engine import Database, ReadSession
from service.db.queries import prompt_categories, ratings
from service.domain.axes import OVERALL
from service.errors import ArenaError, Unavailable

# Often enough to look like at once; and at most so many tellings a second, however many votes there are.
PAUSE_SECONDS = 0.2
# What telling one follower costs, measured; all of them together may take a tenth of the process's time.
_SECONDS_PER_FOLLOWER = 45e-6
_SHARE = 10
# Between so many followers the loop looks after votes.
_AT_ONCE = 200
MOST_FOLLOWERS = 10_000

logger = logging.getLogger("arena")


class ArenaState(NamedTuple):
    """An arena's state: its revision, the length of its log, and the votes that count overall."""

    revision: int
    position: int
    votes: int


class Follower:
    """One who follows an arena; to be used by one task."""

    __slots__ = ("_news", "state")

    def __init__(self, state: ArenaState) -> None:
        self.state = state
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Let `wait` return."""
        self._news.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a new state, or for so long; whether there is one, or the follower was woken to leave."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True


class Events:
    """The followers of all arenas in this process."""

    def __init__(self, database: Database, most: int | None = None) -> None:
        self._database = database
        self._most = _most_followers() if most is None else most
        self._arenas: dict[str, set[Follower]] = {}
        self._told: dict[str, int] = {}
        self._count = 0
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    async def follow(self, slug: str) -> Follower:
        """Begin to follow an arena; `leave` ends it.

        Raises NotFound, and Unavailable where as many follow as this process can hold or it is being stopped.
        """
        if self.closed or self._count >= self._most:
            raise Unavailable("too many follow events here; ask for the leaderboard now and then instead")
        self._count += 1
        try:
            follower = Follower(await self._database.read(state_of, slug))
        except BaseException:
            self._count -= 1
            raise
        self._arenas.setdefault(slug, set()).add(follower)
        # Something may have changed between its read and now.
        self._told.pop(slug, None)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tell_all(), name="arena-events")
        return follower

    def leave(self, slug: str, follower: Follower) -> None:
        """No longer follow an arena."""
        self._count -= 1
        self._arenas[slug].discard(follower)
        if not self._arenas[slug]:
            del self._arenas[slug]
            self._told.pop(slug, None)

    def close(self) -> None:
        """Wake all followers to leave; nobody can follow any more."""
        self.closed = True
        if self._task is not None:
            self._task.cancel()
        for follower in [one for followers in self._arenas.values() for one in followers]:
            follower.wake()

    async def _tell_all(self) -> None:
        """Tell of changes until nobody follows."""
        while self._arenas:
            await asyncio.sleep(max(PAUSE_SECONDS, self._count * _SECONDS_PER_FOLLOWER * _SHARE))
            with _tried_again():
                known = self._database.revisions
                revisions = known.current() or await known.query()
                for slug in list(self._arenas):
                    if revisions.get(slug) != self._told.get(slug):
                        self._told[slug] = revisions.get(slug, 0)
                        await self._tell(slug)

    async def _tell(self, slug: str) -> None:
        state = await self._database.read(state_of, slug)
        for number, follower in enumerate(list(self._arenas.get(slug, ())), start=1):
            if follower.state != state:
                follower.state = state
                follower.wake()
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)


def state_of(session: ReadSession, slug: str) -> ArenaState:
    """Return the state of an arena; raise NotFound. Costs the models there are, not the votes."""
    arena = arenas.get(session, slug)
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    rows = [] if axis_id is None else ratings.of_axis(session, axis_id)
    votes = sum(standing(arena, row, "").votes for row in rows) // 2
    return ArenaState(arena.revision, arena.last_position, votes)


@contextmanager
def _tried_again() -> Iterator[None]:
    """Yield a database that is away is asked again the next time; followers only hear of it later."""
    try:
        yield
    except ArenaError as error:
        logger.warning("followers of events were not told: %s", error)


def _most_followers() -> int:
    """So many that half of the files that the process may open remain for everything else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_FOLLOWERS if soft == resource.RLIM_INFINITY else min(MOST_FOLLOWERS, soft // 2)
