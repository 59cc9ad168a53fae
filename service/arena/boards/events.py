"""Events: one task per process tells everyone who follows an arena about its newest state.

The task asks for the revisions of all arenas, which costs microseconds or one query, and reads an arena
only if its revision has changed. Followers hold no database connection. A slow follower misses intermediate
states, but never the newest one.
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
from service.db.queries.log import rankings, refits
from service.domain.axes import OVERALL
from service.domain.rankings import votes_of
from service.errors import ArenaError, Unavailable
from service.logs.incidents import note_failed_turn
from service.logs.request_ids import background

# How often the task asks whether anything changed. That costs microseconds, or one query on PostgreSQL after
# somebody has committed.
LOOK_SECONDS = 0.05
# How long followers are left alone after they were told, however many votes there are. A vote after a
# pause is seen at once.
PAUSE_SECONDS = 0.1
# The measured cost of telling one follower. All of them together may take a fifth of the process's time.
_SECONDS_PER_FOLLOWER = 45e-6
_SHARE = 5
# After this many followers, the event loop gets to serve votes.
_AT_ONCE = 200
MOST_FOLLOWERS = 10_000

logger = logging.getLogger("arena")


class ArenaState(NamedTuple):
    """An arena's state: its revision, the length of its log, and the number of votes that count overall.

    ``pooled_position`` is that of the refit whose pooled ratings leaderboards show; None without one.
    """

    revision: int
    position: int
    votes: int
    pooled_position: int | None

    @property
    def id(self) -> str:
        """What tells this state from others."""
        return state_id(self.revision, self.pooled_position)


def state_id(revision: int, pooled_position: int | None) -> str:
    """Return what tells the states of an arena apart: a refit arrives without a new revision."""
    return str(revision) if pooled_position is None else f"{revision}-{pooled_position}"


class Follower:
    """A follower of an arena, for use by a single task."""

    __slots__ = ("_changed", "state")

    def __init__(self, state: ArenaState) -> None:
        self.state = state
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """Make `wait` return."""
        self._changed.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until there is a new state or the follower should leave. Return False after the timeout."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True


class Events:
    """The followers of all arenas in this process."""

    def __init__(self, database: Database, most: int | None = None) -> None:
        self._database = database
        self._most = _most_followers() if most is None else most
        self._arenas: dict[str, set[Follower]] = {}
        self._sent: dict[str, int] = {}
        self._count = 0
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    @property
    def followers(self) -> int:
        """How many followers there are."""
        return self._count

    async def follow(self, slug: str) -> Follower:
        """Start to follow an arena, until `leave` is called.

        Raise NotFound, and Unavailable if this process has too many followers or is shutting down.
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
        # The arena may have changed since it was read.
        self._sent.pop(slug, None)
        if self._task is None or self._task.done():
            self._task = background(self._tell_all(), "arena-events")
        return follower

    def leave(self, slug: str, follower: Follower) -> None:
        """Stop following an arena."""
        self._count -= 1
        self._arenas[slug].discard(follower)
        if not self._arenas[slug]:
            del self._arenas[slug]
            self._sent.pop(slug, None)

    def close(self) -> None:
        """Wake all followers so that they leave, and refuse new ones."""
        self.closed = True
        if self._task is not None:
            self._task.cancel()
        for follower in [one for followers in self._arenas.values() for one in followers]:
            follower.wake()

    async def _tell_all(self) -> None:
        """Tell followers about changes until there are no followers."""
        while self._arenas:
            told = 0
            with _tried_again():
                known = self._database.revisions
                revisions = known.current() or await known.query()
                for slug in list(self._arenas):
                    if revisions.get(slug) != self._sent.get(slug):
                        self._sent[slug] = revisions.get(slug, 0)
                        told += await self._tell(slug)
            pause = max(PAUSE_SECONDS, told * _SECONDS_PER_FOLLOWER * _SHARE) if told else LOOK_SECONDS
            await asyncio.sleep(pause)

    async def _tell(self, slug: str) -> int:
        """Tell the followers of an arena its state; return how many did not know it."""
        state = await self._database.read(state_of, slug)
        told = 0
        for number, follower in enumerate(list(self._arenas.get(slug, ())), start=1):
            if follower.state != state:
                follower.state = state
                follower.wake()
                told += 1
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
        return told


def state_of(session: ReadSession, slug: str) -> ArenaState:
    """Return the state of an arena. Raise NotFound. The cost depends on the models, not on the votes."""
    arena = arenas.get(session, slug)
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    rows = [] if axis_id is None else ratings.of_axis(session, arena.id, axis_id)
    sizes = rankings.sizes_of_axis(session, arena.id, axis_id)
    votes = votes_of(sum(standing(arena, row, "").votes for row in rows), sizes)
    refit = refits.newest(session, arena.id, arena.last_position)
    return ArenaState(arena.revision, arena.last_position, votes, refit and refit.position)


@contextmanager
def _tried_again() -> Iterator[None]:
    """Yield a database that is away is asked again the next time; followers only hear of it later."""
    try:
        yield
    except ArenaError as error:
        note_failed_turn(logger, "followers of events were not told", error)


def _most_followers() -> int:
    """So many that half of the files that the process may open remain for everything else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_FOLLOWERS if soft == resource.RLIM_INFINITY else min(MOST_FOLLOWERS, soft // 2)
