"""An import that takes nothing leaves nothing."""

from dataclasses import dataclass

import pytest

from service.arena.imports.arenas import open_arena
from service.arena.imports.transactions import write_import
from service.db.catalog_revision import revision, touch_catalog
from service.db.engine import WriteSession
from service.db.queries import arenas
from tests.support.files.imports import opened

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class _Report:
    """What an import did."""

    took_nothing: bool


@pytest.mark.parametrize("once", [True, False])
async def test_only_what_took_something_stays(database_url: str, *, once: bool) -> None:
    def work(session: WriteSession, slug: str, *, nothing: bool) -> _Report:
        touch_catalog(session)
        open_arena(session, slug, None)
        return _Report(nothing)

    async with opened(database_url) as database:
        before = await database.read(revision)
        report = await write_import(database, lambda session: work(session, "a", nothing=True), once=once)
        assert report.took_nothing
        assert await database.read(revision) == before
        await write_import(database, lambda session: work(session, "b", nothing=False), once=once)
        assert [arena.slug for arena in await database.read(arenas.every)] == ["b"]


async def test_errors_pass(database_url: str) -> None:
    def fail(session: WriteSession) -> _Report:
        touch_catalog(session)
        raise ZeroDivisionError

    async with opened(database_url) as database:
        with pytest.raises(ZeroDivisionError):
            await write_import(database, fail)
