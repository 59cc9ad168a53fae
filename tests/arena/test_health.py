"""Readiness: the database answers, and has the schema of this version."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena import health
from service.arena.health import check_ready
from service.db.engine import open_database
from service.errors import Unavailable
from tests.support.db import databases
from tests.support.runs.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a busy machine the time that a check does not."""
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", CEILING_SECONDS)


async def test_ready(database_url: str) -> None:
    database = open_database(database_url, 1)
    await check_ready(database)
    await database.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM alembic_version", "has no schema yet.*arena migrate"),
        ("UPDATE alembic_version SET version_num = '0001_core'", "has schema 0001_core.*arena migrate"),
        ("UPDATE alembic_version SET version_num = '9999_x'", "schema 9999_x.*install that version"),
    ],
)
async def test_another_schema_is_not_ready(database_url: str, change: str, words: str) -> None:
    databases.execute(database_url, change)
    database = open_database(database_url, 1)
    try:
        with pytest.raises(Unavailable, match=words):
            await check_ready(database)
    finally:
        await database.close()


async def test_an_empty_database_is_not_ready(tmp_path: Path) -> None:
    database = open_database(databases.sqlite_url(tmp_path / "empty.db"), 1)
    with pytest.raises(Unavailable, match="arena migrate"):
        await check_ready(database)
    await database.close()


async def test_a_database_that_is_not_there_is_not_ready() -> None:
    database = open_database("postgresql://arena:arena@127.0.0.1:1/arena", 1)
    with pytest.raises(Unavailable):
        await check_ready(database)
    await database.close()
