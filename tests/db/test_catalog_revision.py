"""The catalog's revision."""

from __future__ import annotations

import asyncio

import pytest

from service.db.catalog_revision import lock_catalog, revision, touch_catalog
from service.db.engine import WriteSession, open_database
from service.db.revisions import read_revisions


@pytest.mark.anyio
async def test_it_rises_by_one_for_each_even_at_once(database_url: str) -> None:
    databases = [open_database(database_url, 1) for _ in range(4)]
    before = await databases[0].read(revision)
    await asyncio.gather(*(database.write(touch_catalog) for database in databases for _ in range(5)))
    assert await databases[0].read(revision) == before + 20
    assert (await databases[0].read(read_revisions))[""] == before + 20
    for database in databases:
        await database.close()


@pytest.mark.anyio
async def test_whoever_holds_it_is_alone(database_url: str) -> None:
    databases = [open_database(database_url, 1) for _ in range(2)]
    seen: list[str] = []

    def hold(session: WriteSession, name: str) -> int:
        lock_catalog(session)
        seen.append(name)
        found = revision(session)
        touch_catalog(session)
        seen.append(name)
        return found

    await asyncio.gather(
        *(database.write(hold, str(i)) for i, database in enumerate(databases) for _ in "ab")
    )
    assert [seen[i] == seen[i + 1] for i in range(0, len(seen), 2)] == [True] * 4
    for database in databases:
        await database.close()
