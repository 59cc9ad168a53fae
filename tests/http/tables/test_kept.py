"""Complete tables: written once for a revision, the same for all parts, and gone when they are replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.tables.files import TableFile, write_table
from service.arena.votes.frames import parts_of
from service.http.tables import kept
from service.http.tables.kept import KeptTables
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit

KEY = ("/votes", b"format=csv")


@pytest.mark.anyio
async def test_parts_are_of_one_table_and_the_whole_is_the_newest(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        tables, made = KeptTables(services), 0

        async def produce() -> TableFile:
            nonlocal made
            made += 1
            return await write_table(services.database, parts_of("t2i", 0, b"s"), "csv", excel=False)

        opened: list[TableFile] = []

        async def table(*, in_parts: bool = False) -> TableFile:
            opened.append(await tables.get_or_make(KEY, "t2i", produce, in_parts=in_parts))
            return opened[-1]

        first = await table()
        assert await table() is first
        await submit(services, arena, ballots(3))
        assert await table(in_parts=True) is first
        second = await table()
        assert (made, second.size > first.size) == (2, True)
        assert await table(in_parts=True) is second
        # Anyone who still reads the first one can do so to its end.
        assert first.read(0, 2) == b"id"
        for one in opened:
            one.close()
        with pytest.raises(ValueError, match="closed"):
            first.read(0, 2)
        monkeypatch.setattr(kept, "PART_SECONDS", 0.0)
        await submit(services, arena, ballots(3))
        third = await table(in_parts=True)
        assert third is not second
        third.close()
        tables.close()
