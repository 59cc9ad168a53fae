"""Nothing is written to a database of another schema, or by a server whose clock is ahead."""

from __future__ import annotations

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from service.db import schema_versions
from service.db.engine import ReadSession, WriteSession, open_database
from service.db.schema_versions import check, clock_lead, newest
from service.errors import Unavailable
from tests.support.db.databases import execute

pytestmark = pytest.mark.anyio

NEWER = "9999_later"


def touch(session: WriteSession) -> None:
    session.execute(text("UPDATE catalog SET revision = revision + 1"))


def look(session: ReadSession) -> int:
    return int(session.execute(text("SELECT revision FROM catalog")).scalar_one())


def migrated(url: str, revision: str, *statements: str) -> None:
    for statement in statements:
        execute(url, statement)
    execute(url, f"UPDATE alembic_version SET version_num = '{revision}'")  # noqa: S608


async def test_a_running_program_stops_to_write_when_its_database_is_migrated(database_url: str) -> None:
    """It says both versions, and goes on by itself once the schema is back."""
    database = open_database(database_url, 1)
    try:
        await database.write(touch)
        migrated(database_url, NEWER, "CREATE TABLE of_later (x INTEGER)")
        for _ in range(2):
            with pytest.raises(Unavailable, match=f"schema {NEWER}, .* schema {newest()}"):
                await database.write(touch)
        assert await database.read(look) == 2
        migrated(database_url, newest(), "DROP TABLE of_later")
        await database.write(touch)
        assert await database.read(look) == 3
    finally:
        await database.close()


async def test_a_write_that_fails_because_of_the_schema_says_so(postgres_url: str) -> None:
    def lost(session: WriteSession) -> None:
        session.execute(text("SELECT nothing FROM nowhere"))

    database = open_database(postgres_url, 1)
    try:
        migrated(postgres_url, NEWER)
        with pytest.raises(Unavailable, match=NEWER):
            await database.write(lost)
        execute(postgres_url, "DROP TABLE alembic_version")
        with pytest.raises(Unavailable, match="no schema yet"):
            await database.write(touch)
        assert await database.read(look) == 1
    finally:
        await database.close()


async def test_a_clock_ahead_of_the_database_writes_nothing_until_it_is_right(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(postgres_url, 1)
    try:
        await database.write(touch)
        with monkeypatch.context() as patch:
            patch.setattr(schema_versions, "CLOCK_SECONDS", -60)
            with pytest.raises(Unavailable, match=r"clock is .* ahead of the database's"):
                await database.write(touch)
        await database.write(touch)
        assert await database.read(look) == 3
        lead = await database.read(clock_lead)
        assert lead is not None
        assert abs(lead) < 60
    finally:
        await database.close()


def test_versions_are_named() -> None:
    check(newest())
    for revision, words in ((None, "no schema yet"), ("0001_core", "0001_core"), (NEWER, NEWER)):
        with pytest.raises(Unavailable, match=words) as caught:
            check(revision)
        assert newest() in caught.value.detail


def test_the_known_revisions_are_those_of_the_migrations_in_their_order() -> None:
    """Alembic's own reading of the files, which takes longer, finds the same."""
    scripts = ScriptDirectory(str(schema_versions.FOLDER)).walk_revisions()
    assert list(schema_versions.known()) == [script.revision for script in scripts]
