"""What the folds of this process ask of the database, of several arenas in one statement.

PostgreSQL only. A statement costs its round trip, and one that stores its commit, however little it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from service.arena.recording.id_cache import IdCache
from service.arena.recording.live_fold import (
    VOTES_AT_ONCE,
    Asked,
    LeaseLostError,
    Next,
    Sent,
    rate_next,
    store,
)
from service.arena.recording.together import Together
from service.db.engine import Database
from service.errors import ArenaError

T = TypeVar("T")


class FoldWork:
    """Rates and stores parts of arenas' logs; those that come while a statement is under way go together."""

    def __init__(self, database: Database, ids: IdCache) -> None:
        self._database = database
        self._ids = ids
        self._ratings = Together(self._rate)
        self._stores = Together(self._store)

    async def rate(self, asked: Asked) -> Next | None:
        """Rate the next part of an arena's log; return None if all of it is rated that may be.

        After an error the ratings must not be used any more.
        """
        if asked.rated.votes_at_once > VOTES_AT_ONCE:  # the others should not wait for that
            return _only(await self._rate([asked]))
        return await self._ratings.ask(asked)

    async def store(self, sent: Sent) -> None:
        """Store a part. Raise LeaseLostError and OutdatedError; then nothing of it was stored."""
        try:
            await self._stores.ask(sent)
        except _AloneError:
            _only(await self._store([sent]))

    async def _rate(self, asked: Sequence[Asked]) -> list[Next | Exception | None]:
        return await self._database.read_apart(rate_next, self._ids, asked)

    async def _store(self, sent: Sequence[Sent]) -> Sequence[Exception | None]:
        if len(sent) == 1:
            return await self._database.write_apart(store, sent)
        try:
            found = await self._database.write_apart(store, sent)
        except Exception as error:
            if isinstance(error, ArenaError) and error.retry_after is not None:  # the database is away
                raise
            return [_AloneError()] * len(sent)
        # Somebody may only have locked it, and the others should not wait for that.
        return [_AloneError() if isinstance(one, LeaseLostError) else one for one in found]


class _AloneError(Exception):
    """A part has to be stored alone: its lease was locked or is lost, or one of several parts was refused."""


def _only(answers: Sequence[T | Exception]) -> T:
    """Return the answer of one question; raise it if it is an error."""
    [answer] = answers
    if isinstance(answer, Exception):
        raise answer
    return answer
