"""Names in a file become ids: new ones are made, or with `strict` refused."""

from pathlib import Path

import pytest

from service.db.engine import Database, ReadSession
from tests.support.files import written
from tests.support.imports import imported, log_of, opened, recounted

pytestmark = pytest.mark.anyio

HEADER = "model_left,model_right,outcome,prompt,themes,language,voted_at"


def csv(tmp_path: Path, *rows: str) -> Path:
    return written(tmp_path / "votes.csv", "\n".join([HEADER, *rows]) + "\n")


async def counted(database: Database, *tables: str) -> list[int]:
    def count(session: ReadSession) -> list[int]:
        queries = [f"SELECT count(*) FROM {table}" for table in tables]  # noqa: S608 - names of tables
        return [int(session.exec_driver_sql(query).scalar_one()) for query in queries]

    return await database.read(count)


async def test_strict_refuses_each_unknown_name_and_makes_none(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        await imported(
            database, csv(tmp_path, "a,b,left,a cat,people,en,2024-01-01", "b,c,tie,,,,2024-01-02")
        )
        report = await imported(
            database,
            csv(
                tmp_path,
                "a,b,left,a cat,people,en,2024-01-03",
                "a,new,left,,,,2024-01-04",
                "new,a,left,,,,2024-01-05",
                "a,b,left,,towers,,2024-01-06",
                "a,b,left,,,de,2024-01-07",
                "a,b,left,a dog,people,en,2024-01-08",
                "a,b,left,a cat,,en,2024-01-09",
                "a,c,left,,people,,2024-01-10",
            ),
            strict=True,
        )
        assert (report.accepted, report.positions) == (2, (3, 4))
        assert [(refused.line, refused.detail) for refused in report.rejected] == [
            (3, "there is no model 'new'"),
            (4, "there is no model 'new'"),
            (5, "there is no theme 'towers'"),
            (6, "there is no language 'de' in the arena"),
            (7, "the arena has no prompt with this text, these themes and this language"),
            (8, "the arena has no prompt with this text, these themes and this language"),
        ]
        assert await counted(database, "models", "themes", "prompts") == [3, 1, 1]
        assert (await recounted(database)).differences == 0


async def test_a_new_arena_knows_nothing(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        report = await imported(database, csv(tmp_path, "a,b,left,,,,2024-01-01"), strict=True)
        assert (report.accepted, len(report.rejected)) == (0, 1)


async def test_only_names_of_votes_that_are_taken_are_made(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        await imported(
            database, csv(tmp_path, "a,b,left,,,,2024-01-01", "c,b,best,a cat,people,en,2024-01-02")
        )
        assert await counted(database, "models", "themes", "prompts", "strata") == [2, 0, 0, 1]


async def test_thousands_of_prompts(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.db.queries.imports._KEYS_AT_ONCE", 700)
    rows = [f"a,b,left,prompt {i % 2_000},people,en,{1_600_000_000 + i}" for i in range(3_000)]
    async with opened(database_url) as database:
        assert (await imported(database, csv(tmp_path, *rows[:1_500]))).accepted == 1_500
        assert (await imported(database, csv(tmp_path, *rows))).accepted == 1_500
        log = await log_of(database)
        assert len({row.prompt_id for row in log}) == 2_000
        assert log[0].prompt_id == log[2_000].prompt_id
