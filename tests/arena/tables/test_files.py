"""Tables as files, of parts that are read one after the other."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from service.arena.tables.files import Parts, write_table
from service.db.engine import ReadSession
from tests.support.votes.arenas import arena_services


def parts(_: ReadSession) -> Parts:
    for number in range(3):
        yield lambda number=number: pl.DataFrame({"a": [number, -number]})  # type: ignore[misc]


@pytest.mark.anyio
async def test_parts_become_one_file(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        for kind, read in (("csv", pl.read_csv), ("ndjson", pl.read_ndjson), ("parquet", pl.read_parquet)):
            table = await write_table(services.database, parts, kind, excel=True)
            again = await write_table(services.database, parts, kind, excel=True)
            assert table.digest == again.digest
            body = table.read(0, table.size + 9)
            assert len(body) == table.size
            assert read(io.BytesIO(body))["a"].to_list() == [0, 0, 1, -1, 2, -2]
            assert table.read(2, 3) == body[2:5]
            table.drop()
            again.drop()
