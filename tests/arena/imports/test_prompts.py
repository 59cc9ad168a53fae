"""Import of prompts."""

from pathlib import Path

import pytest

from service.arena.catalog import prompts as prompt_cases
from service.arena.imports.prompts import PromptReport, import_prompts, read_prompts
from service.db.engine import Database, ReadSession
from service.db.queries import prompts
from service.domain.axes import PromptCategory
from service.domain.paging import Page
from service.errors import Conflict, Invalid
from tests.support.files.files import written
from tests.support.files.imports import imported, opened, recounted, the_arena

pytestmark = pytest.mark.anyio

PARTI = "prompts-parti/PartiPrompts.tsv"


async def brought(
    database: Database, path: Path, language: str = "en", task: str | None = None
) -> PromptReport:
    return await database.write(import_prompts, read_prompts(path, language), "t2i", task=task)


async def test_parti_prompts(database_url: str, shared_data: Path) -> None:
    async with opened(database_url) as database:
        report = await brought(database, shared_data / PARTI)
        again = await brought(database, shared_data / PARTI)
        assert report == PromptReport("t2i", 1632, 0, [])
        assert again == PromptReport("t2i", 0, 1632, [])

        def read(session: ReadSession) -> dict[str, int]:
            query = (
                "SELECT s.themes, count(*) FROM prompts p JOIN strata s ON s.id = p.stratum_id "
                "GROUP BY s.themes"
            )
            return dict(tuple(row) for row in session.exec_driver_sql(query))

        counts = await database.read(read)
        assert counts["animals"] == 314
        assert counts["food-beverage"] == 74
        assert len(counts) == 12
        arena = await the_arena(database)
        page = await database.read(prompts.page, arena.id, 0, 2_000)
        assert {row.language for row in page} == {"en"}
        assert any(row.text.startswith('"G I G G L E" painted') for row in page)


async def test_votes_find_the_prompts_again(database_url: str, tmp_path: Path) -> None:
    texts = written(tmp_path / "prompts.csv", "text,themes,language\na cat,People;Animals,German\n")
    votes = written(
        tmp_path / "votes.csv",
        "model_left,model_right,outcome,prompt,themes,language\na,b,left,a cat,animals;people,de\n",
    )
    async with opened(database_url) as database:
        await brought(database, texts)
        assert (await imported(database, votes, strict=False)).accepted == 1
        arena = await the_arena(database)
        assert len(await database.read(prompts.page, arena.id, 0, 10)) == 1
        assert (await recounted(database)).differences == 0


async def test_bad_rows_are_refused_and_repeated_ones_counted(sqlite_url: str, tmp_path: Path) -> None:
    path = written(
        tmp_path / "prompts.ndjson",
        '{"text": "a cat", "themes": ["animals"]}\n'
        '{"themes": ["animals"]}\n'
        '{"text": "a cat", "themes": ["Animals"], "language": "en"}\n'
        '{"text": "x", "language": "klingonish"}\n'
        '{"text": "a cat"}\n',
    )
    async with opened(sqlite_url) as database:
        report = await brought(database, path)
        assert (report.accepted, report.duplicates) == (2, 1)
        assert [refused.line for refused in report.rejected] == [2, 4]
        assert report.rejected[0].detail == "the text is missing"


def test_prompts_without_a_language_get_the_one_that_is_said(tmp_path: Path) -> None:
    path = written(tmp_path / "prompts.csv", "prompt,language\na,\nb,fr\n")
    assert read_prompts(path, "pt-br").prompts == [
        ("a", PromptCategory((), "pt-BR")),
        ("b", PromptCategory((), "fr")),
    ]
    assert read_prompts(path, "").prompts[0] == ("a", PromptCategory())


def test_themes_are_lists_in_any_form(tmp_path: Path) -> None:
    path = written(tmp_path / "prompts.csv", """prompt,themes\na,"['Food, Drink', 'b']"\nc,"b, d"\n""")
    file = read_prompts(path, "français")
    assert [stratum.themes for _, stratum in file.prompts] == [("Food, Drink", "b"), ("b", "d")]
    assert [stratum.language for _, stratum in file.prompts] == ["fr", "fr"]


def test_a_file_without_texts(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no column 'text' or 'prompt'; it has 'themes', 'words'"):
        read_prompts(written(tmp_path / "prompts.csv", "words,themes\na,b\n"), "en")


async def test_an_arena_of_another_task(sqlite_url: str, tmp_path: Path) -> None:
    path = written(tmp_path / "prompts.csv", "text\na cat\n")
    async with opened(sqlite_url) as database:
        await brought(database, path, task="image-editing")
        assert (await the_arena(database)).task == "image-editing"
        assert (await brought(database, path)).duplicates == 1
        with pytest.raises(Conflict, match="for the task image-editing, not text-to-image"):
            await brought(database, path, task="text-to-image")


async def test_themes_that_differ_in_signs_are_different(database_url: str, tmp_path: Path) -> None:
    rows = "text,themes\nA cat,C++\nA cat,C#\nA cat,c++\nA dog,C;C#\n"
    async with opened(database_url) as database:
        file = read_prompts(written(tmp_path / "p.csv", rows), "en")
        report = await database.write(import_prompts, file, "t2i")
        assert (report.accepted, report.duplicates) == (3, 1)
        assert report.look_alikes == [("C#", "C"), ("C++", "C"), ("C++", "C#")]
        found = (await database.read(prompt_cases.page, "t2i", Page())).items
        assert [one.themes for one in found] == [("c-plus-plus",), ("c-sharp",), ("c", "c-sharp")]
