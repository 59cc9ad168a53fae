"""API keys: shown once, kept as a hash, recognized for as long as they are good."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from service.arena.access import keys
from service.arena.access.keys import FRESH_SECONDS, Keyring, NewKey
from service.arena.services import Services
from service.db.engine import Database, WriteSession, open_database
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


async def make(services: Services, *scopes: str, name: str = "a key") -> NewKey:
    return await services.database.write(keys.create, name, scopes)


def content_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_key_is_recognised_and_says_what_it_may(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await make(services, "catalog", "votes")
        assert made.scopes == ("votes", "catalog")
        for _ in range(2):
            found = await services.access.keyring.find(made.key)
            assert found is not None
            assert (found.id, found.name, found.scopes) == (made.id, "a key", ("votes", "catalog"))
            assert [scope for scope in keys.SCOPES if found.may(scope)] == ["votes", "catalog"]


async def test_admin_may_everything(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        found = await services.access.keyring.find((await make(services, "admin")).key)
        assert found is not None
        assert all(found.may(scope) for scope in keys.SCOPES)


async def test_the_key_itself_is_nowhere_in_the_database(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        made = await make(services, "votes")
    kept = content_of(tmp_path)
    assert b"api_keys" in kept
    assert made.key.removeprefix(keys.PREFIX).encode() not in kept


async def test_keys_are_long_and_all_different(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = {(await make(services, "votes")).key for _ in range(20)}
        assert len(made) == 20
        assert all(key.startswith("arena_") and len(key) == 49 for key in made)


@pytest.mark.parametrize("scopes", [[], ["read"], ["votes", "everything"], ["Votes"], ["votes,catalog"]])
async def test_a_bad_scope_is_refused(sqlite_url: str, tmp_path: Path, scopes: list[str]) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        with pytest.raises(Invalid, match="the scopes are votes, catalog, generate, admin"):
            await make(services, *scopes)


async def test_a_long_name_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        with pytest.raises(Invalid, match="at most 200"):
            await make(services, "votes", name="a" * 201)


async def test_a_revoked_key_stops_within_a_second_elsewhere_too(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await make(services, "votes")
        assert await services.access.keyring.find(made.key) is not None
        other = open_database(database_url, 1)
        await other.write(keys.revoke, made.id)
        await other.close()
        await asyncio.sleep(FRESH_SECONDS)
        assert services.access.keyring.known(made.key) is None
        assert await services.access.keyring.find(made.key) is None


async def test_keys_are_listed_with_their_end(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        first = await make(services, "votes", name="first")
        await make(services, "admin", name="second")
        revoked = await services.database.write(keys.revoke, first.id)
        assert revoked.revoked_at is not None
        again = await services.database.write(keys.revoke, first.id)
        assert again == revoked
        listed = await services.database.read(keys.every)
        assert [(key.name, key.revoked_at) for key in listed] == [
            ("first", revoked.revoked_at),
            ("second", None),
        ]
        with pytest.raises(NotFound):
            await services.database.write(keys.revoke, 10**6)


class Counting(Database):
    """A database that counts its reads."""

    def __init__(self, database: Database) -> None:
        self.reads = 0
        self._database = database

    async def read(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        self.reads += 1
        return await self._database.read(work, *args, **kwargs)

    async def write_once(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        return await self._database.write_once(work, *args, **kwargs)

    async def close(self) -> None:
        await self._database.close()


async def test_a_storm_with_one_key_is_one_look_up(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await make(services, "votes")
        database = Counting(services.database)
        keyring = Keyring(database)
        found = await asyncio.gather(*(keyring.find(made.key) for _ in range(100)))
        assert {key.id for key in found if key} == {made.id}
        assert database.reads == 1


async def test_one_who_gives_up_does_not_take_the_others_along(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        made = await make(services, "votes")
        keyring = Keyring(services.database)
        tasks = [asyncio.create_task(keyring.find(made.key)) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert all(isinstance(key, keys.Key) for key in results[1:])


async def test_bad_keys_leave_nothing_behind(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        database = Counting(services.database)
        keyring = Keyring(database)
        for number in range(50):
            assert await keyring.find(f"{keys.PREFIX}{number:043}") is None
        assert database.reads == 50
        for text in (
            "",
            "x",
            keys.PREFIX,
            "arena_" + "é" * 43,
            "arena_" + "x" * 44,
            "\0" * 49,
            "\ud800" * 49,
        ):
            assert await keyring.find(text) is None
        assert database.reads == 50
        assert (keyring._known, keyring._asking) == ({}, {})


def _break(session: WriteSession) -> None:
    session.exec_driver_sql("ALTER TABLE api_keys RENAME TO gone")


async def test_a_failed_look_up_is_not_remembered(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        made = await make(services, "votes")
        await services.database.write(_break)
        with pytest.raises(Exception, match="no such table"):
            await services.access.keyring.find(made.key)
        await services.database.write(lambda s: s.exec_driver_sql("ALTER TABLE gone RENAME TO api_keys"))
        assert await services.access.keyring.find(made.key) is not None
