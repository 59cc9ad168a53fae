"""Who counts: the first process alone, the second one only once the first has stored what it counted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from service.arena.access import limiters
from service.db.engine import Database, open_database
from service.domain import clock
from service.domain.rate_limits import Limit, Subject, Usage

pytestmark = pytest.mark.anyio

COUNTED = [Usage(Subject(int(Limit.KEY), 1), 30 * clock.SECOND)]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url, 1)
    yield opened
    await opened.close()


async def test_one_alone_then_two(database: Database) -> None:
    assert await limiters.attend(database, 1, []) == (True, False, [])
    assert await limiters.is_alone(database, 1)
    assert await limiters.attend(database, 2, []) == (False, True, [])
    assert not await limiters.is_alone(database, 1)
    assert await limiters.is_blocked(database, 2)
    assert await limiters.attend(database, 1, COUNTED) == (False, False, [])
    assert not await limiters.is_blocked(database, 2)
    await limiters.leave(database, 1)
    alone = await limiters.attend(database, 2, [])
    assert alone.alone
    assert [one.subject for one in alone.usage] == [COUNTED[0].subject]


async def test_a_process_that_is_dead_is_overruled(database: Database) -> None:
    assert (await limiters.attend(database, 1, [])).alone
    assert (await limiters.attend(database, 2, [])).blocked
    assert await limiters.attend(database, 2, [], overrule=True) == (False, False, [])
    assert not await limiters.is_alone(database, 1)
