"""Names in a file become ids: new ones are made, or with `strict` refused."""

from pathlib import Path

import pytest

from service.db.engine import Database, ReadSession
from service.db.migrate import upgrade
from service.db.queries import models, prompt_categories
from tests.support.files.files import written
from tests.support.files.imports import imported, log_of, opened, recounted

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


async def test_names_that_differ_in_signs_are_different_models(database_url: str, vote_cases: Path) -> None:
    path = vote_cases / "06-names-collapse" / "input.csv"
    async with opened(database_url) as database:
        report = await imported(database, path)
        assert (report.accepted, report.rejected) == (13, [])
        assert report.look_alikes == [("C#", "C"), ("C++", "C"), ("C++", "C#"), ("SDXL+", "SDXL")]
        log = await log_of(database)
        assert len({row.model_left for row in log} | {row.model_right for row in log}) == 6
        slugs = await database.read(models.slugs)
        assert set(slugs.values()) == {"c", "c-plus-plus", "c-sharp", "python", "sdxl", "sdxl-plus"}
        assert (await imported(database, path)).accepted == 0


@pytest.mark.slow
async def test_slugs_do_not_depend_on_the_order_of_rows(sqlite_url: str, tmp_path: Path) -> None:
    long = "x" * 100
    rows = [f"{name},Python,left,,{name},," for name in ("C#", "C!", "C", long + "b", long + "a")]
    found = []
    for i, order in enumerate((rows, rows[::-1])):
        path = sqlite_url.replace(".db", f"-{i}.db")
        upgrade(path)
        async with opened(path) as database:
            await imported(database, csv(tmp_path, *order))
            names = await database.read(models.names)
            themes = await database.read(prompt_categories.theme_names)
            found.append(({row.slug: row.name for row in names}, themes))
    assert found[0] == found[1]
    assert found[0][1] == {
        "c": "C",
        "c-2": "C!",
        "c-sharp": "C#",
        long: long + "a",
        "x" * 98 + "-2": long + "b",
    }
    assert found[0][0] == {**found[0][1], "python": "Python"}


async def test_names_are_known_in_every_arena_and_exports_find_their_models(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url) as database:
        await imported(database, csv(tmp_path, "FLUX.1 [dev],C++,left,,Food & Drink,,"), "one")
        report = await imported(
            database,
            csv(
                tmp_path, "flux.1-dev,c-plus-plus,left,,food-drink,,", "flux.1 [DEV],c++,tie,,FOOD & drink,,"
            ),
            "two",
        )
        assert report.accepted == 2
        assert await counted(database, "models", "themes", "strata") == [2, 1, 2]
        refused = await imported(
            database, csv(tmp_path, "flux.1-dev,FLUX.1 [dev],left,,,,", "C,C++,left,,,,"), "three"
        )
        assert [one.detail for one in refused.rejected] == [
            "'flux.1-dev' and 'FLUX.1 [dev]' are one model here"
        ]
        assert await counted(database, "models") == [3]


async def test_names_in_scripts_that_look_alike_come_in_and_are_listed(
    database_url: str, tmp_path: Path
) -> None:
    mixed, copa = "\u0421laude", "\u0441\u043e\u0440\u0430"
    async with opened(database_url) as database:
        await imported(database, csv(tmp_path, "Claude,copa,left,,,,"))
        report = await imported(database, csv(tmp_path, f"{mixed},{copa},left,,,,", "x\0,copa,left,,,,"))
        assert (report.accepted, len(report.rejected)) == (1, 1)
        assert report.look_alikes == [(mixed, "Claude"), (copa, "copa")]
        slugs = await database.read(models.slugs)
        assert sorted(slugs.values()) == ["claude", "claude-2", "copa", f"{copa}-2"]
