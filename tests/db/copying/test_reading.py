"""Pages of a table: each row once, in the order of the key, whatever the size."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.db.copying.reading import LogEnd, count, ends, page
from service.db.copying.tables import copied_tables
from service.db.engine import ReadSession
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit


@pytest.mark.anyio
async def test_pages_have_each_row_once(database_url: str, tmp_path: Path) -> None:
    def read(session: ReadSession) -> None:
        tables = {table.name: table for table in copied_tables(session)}
        for name in ("votes", "ratings", "themes", "stratum_axes", "idempotency"):
            table = tables[name]
            whole = [tuple(row) for row in page(session, table, 10_000)]
            assert count(session, table) == len(whole)
            found, after = [], None
            while rows := page(session, table, 7, after):
                found += [tuple(row) for row in rows]
                after = rows[-1]
            assert found == whole
        assert ends(session, list(tables.values())) == [LogEnd("t2i", 50, 50)]
        # A schema in which every vote of a log was rated.
        assert ends(session, [tables["arenas"]]) == [LogEnd("t2i", 50, 50)]

    async with arena_services(database_url, tmp_path) as services:
        await submit(services, await new_arena(services), ballots(50))
        await services.database.read(read)
