"""Rows by the ten thousand."""

from typing import Any

import polars as pl
import pytest

from service.db.engine import ReadSession, WriteSession
from service.db.queries import imports, prompt_categories, votes
from service.db.queries.imports import Imported
from service.domain.axes import PromptCategory
from tests.support.files.imports import opened
from tests.support.votes.arenas import add_arena, add_models

pytestmark = pytest.mark.anyio


def rows(count: int, **columns: list[Any]) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "position": range(1, count + 1),
            "model_left": [1 + i % 2 for i in range(count)],
            "model_right": [3 + i % 5 for i in range(count)],
            "outcome": [1 + i % 4 for i in range(count)],
            "stratum_id": [1] * count,
            "voted_at": [10**15 + i for i in range(count)],
        },
        schema_overrides={"outcome": pl.Int16},
    )
    return frame.with_columns(pl.Series(name, values) for name, values in columns.items())


def prepared(session: WriteSession) -> None:
    add_models(session)
    prompt_categories.add(session, add_arena(session).id, PromptCategory())


@pytest.mark.parametrize("count", [1, 199, 200, 201, 1_234])
async def test_what_is_appended_is_in_the_log(database_url: str, count: int) -> None:
    frame = rows(count)
    async with opened(database_url) as database:
        await database.write(prepared)
        await database.write(imports.append, 1, frame)
        log = await database.read(votes.log, 1, 0, count + 1, count + 1)
        assert [tuple(getattr(row, name) for name in frame.columns) for row in log] == frame.rows()
        assert {(row.arena_id, row.prompt_id, row.voter, row.external_id) for row in log} == {
            (1, None, None, None)
        }


async def test_text_and_gaps_are_kept(database_url: str) -> None:
    frame = rows(3, voter=[-5, None, 2**62], external_id=["é", None, "'; --"])
    async with opened(database_url) as database:
        await database.write(prepared)
        await database.write(imports.append, 1, frame)
        log = await database.read(votes.log, 1, 0, 10, 10)
        assert [(row.voter, row.external_id) for row in log] == frame.select("voter", "external_id").rows()


async def test_votes_of_a_part_and_a_time(database_url: str) -> None:
    async with opened(database_url) as database:
        await database.write(prepared)
        await database.write(imports.append, 1, rows(20))

        def read(session: ReadSession) -> list[int]:
            first, last = 10**15 + 3, 10**15 + 9
            found = imports.dated(session, 1, after=5, upto=15, first=first, last=last)
            return sorted(row[0] - 10**15 for row in found)

        assert await database.read(read) == [5, 6, 7, 8, 9]


async def test_imports_are_remembered_by_arena(database_url: str) -> None:
    small, large = (Imported(bytes([n] * 32), n, 5, has_hashes=True) for n in (7, 9))
    async with opened(database_url) as database:
        await database.write(prepared)
        assert await database.read(imports.earlier, 1) == []
        await database.write(imports.remember, 1, small, b"of seven")
        await database.write(imports.remember, 1, large, b"of nine")
        assert await database.read(imports.earlier, 1) == [large, small]
        assert await database.read(imports.earlier, 2) == []
        assert await database.read(imports.hashes, 1, large.digest) == b"of nine"
        await database.write(imports.forget_hashes, 1, [small.digest])
        assert await database.read(imports.earlier, 1) == [large, small._replace(has_hashes=False)]
        again = small._replace(imported_at=6)
        await database.write(imports.remember, 1, again, b"again")
        assert await database.read(imports.earlier, 1) == [large, again]
