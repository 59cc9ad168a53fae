"""Exports: what is written can be read again, to the bit."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from service.arena.catalog import arenas
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.votes.exports import FORMATS, export_votes
from service.arena.votes.frames import COLUMNS
from service.db.engine import Database, WriteSession
from service.errors import NotFound
from tests.support.files.files import written
from tests.support.files.imports import imported, log_of, named_ratings, opened, recounted

pytestmark = pytest.mark.anyio

BATTLES = "votes-genai-arena/clean_battle_20240220.json"
HEADER = "model_left,model_right,outcome,voter,prompt,themes,language,voted_at,external_id"
ROWS = (
    'Photon Flash,b,left,anna,"a cat, sitting",Food & Beverage;people,German,2024-02-12,"x,1"',
    "b,c,both_bad,ben,,,,2024-02-12T01:02:03.000004Z,",
    "c,b,tie,anna,a dog,,pt-br,2024-02-13,x2",
    "c,b,right,carl,,people,,2024-02-14,",
)


async def exported(database: Database, path: Path, format_: str, arena: str = "t2i") -> Path:
    with path.open("wb") as target:
        await database.read(export_votes, arena, format_, target)
    return path


async def filled(database: Database, tmp_path: Path) -> None:
    await imported(database, written(tmp_path / "votes.csv", "\n".join([HEADER, *ROWS])))


async def void(database: Database, position: int) -> None:
    def work(session: WriteSession) -> int:
        arena = locked_arenas(session, [1])[1]
        return recount.void(session, arena, [position], "a robot, it seems")

    assert await database.write(work) == 1


async def test_an_export_makes_the_same_ratings_in_another_arena(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        await filled(database, tmp_path)
        await void(database, 2)
        for format_ in FORMATS:
            ending, copy = "json" if format_ == "lmarena" else format_, f"copy-{format_}"
            path = await exported(database, tmp_path / f"export.{ending}", format_)
            report = await imported(database, path, copy)
            assert (report.accepted, report.rejected) == (3, [])
            assert report.voided == (0 if format_ == "lmarena" else 1)
            if format_ == "lmarena":  # which knows no themes
                assert {row[:2] for row in await named_ratings(database, copy)} == {
                    ("", ""),
                    ("", "de"),
                    ("", "pt"),
                }
            else:
                assert await named_ratings(database, copy) == await named_ratings(database)
            assert (await recounted(database, copy)).differences == 0


async def test_an_arena_finds_its_own_export(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        await filled(database, tmp_path)
        for format_ in ("csv", "ndjson", "parquet", "json"):
            path = await exported(database, tmp_path / f"export.{format_}", format_)
            report = await imported(database, path)
            assert (report.accepted, report.duplicates) == (0, 4), format_


@pytest.mark.slow
async def test_the_real_battles_there_and_back(
    database_url: str, shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.votes.exports.PART", 300)
    async with opened(database_url) as database:
        await imported(database, shared_data / BATTLES)
        for format_ in FORMATS:
            ending = "json" if format_ == "lmarena" else format_
            path = await exported(database, tmp_path / f"export.{ending}", format_)
            report = await imported(database, path, f"copy-{format_}")
            assert (format_, report.accepted) == (format_, 2060)
            assert await named_ratings(database, f"copy-{format_}") == await named_ratings(database)


async def test_the_columns_of_a_csv_export(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        await filled(database, tmp_path)
        await void(database, 2)
        path = await exported(database, tmp_path / "export.csv", "csv")
        rows = list(csv.DictReader(io.StringIO(written_text(path))))
        assert tuple(rows[0]) == COLUMNS
        assert rows[0]["themes"] == "food-beverage;people"
        assert (rows[0]["model_left"], rows[0]["language"]) == ("photon-flash", "de")
        assert (rows[0]["external_id"], rows[0]["voided_at"]) == ("x,1", "")
        assert rows[1]["voted_at"] == "2024-02-12T01:02:03.000004Z"
        assert rows[1]["void_reason"] == "a robot, it seems"
        assert "anna" not in written_text(path)
        assert not re.search(str((await log_of(database))[0].voter), written_text(path))


def written_text(path: Path) -> str:
    return path.read_text()


async def test_what_lmarena_gets(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        await filled(database, tmp_path)
        path = await exported(database, tmp_path / "export.json", "lmarena")
        battles = json.loads(written_text(path))
        assert [battle["winner"] for battle in battles] == ["model_a", "tie (bothbad)", "tie", "model_b"]
        assert [battle["language"] for battle in battles] == ["German", "unknown", "Portuguese", "unknown"]
        assert battles[1]["tstamp"] == 1707699723.000004
        assert {(battle["judge"], battle["anony"]) for battle in battles} == {("arena_user", True)}
        assert [battle.get("question_id") for battle in battles] == ["x,1", None, "x2", None]
        assert pl.DataFrame(battles).height == 4


@pytest.mark.parametrize("format_", FORMATS)
async def test_an_empty_log_is_a_whole_file(sqlite_url: str, tmp_path: Path, format_: str) -> None:
    ending = "json" if format_ == "lmarena" else format_
    async with opened(sqlite_url) as database:
        await database.write(arenas.create, "t2i", {})
        path = await exported(database, tmp_path / f"export.{ending}", format_)
        assert (await imported(database, path, "copy")).accepted == 0


RANKED = """\
{"models": ["a", "b", "c"], "ranks": [2, 1, 2], "voted_at": "2024-02-12"}
{"models": ["c", "a", "b"], "ranks": [1, 2, 3], "voted_at": "2024-02-13"}
"""


async def test_rankings_come_back_or_are_counted(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        maps = ("models=models", "ranks=ranks")
        report = await imported(database, written(tmp_path / "ranked.jsonl", RANKED), maps=maps)
        assert report.accepted == 2
        await filled(database, tmp_path)
        for format_ in ("csv", "ndjson", "parquet", "json"):
            path = await exported(database, tmp_path / f"export.{format_}", format_)
            assert (await imported(database, path, f"copy-{format_}")).accepted == 6
            assert await named_ratings(database, f"copy-{format_}") == await named_ratings(database)
        with (tmp_path / "battles.json").open("wb") as target:
            done = await database.read(export_votes, "t2i", "lmarena", target)
        assert (done.votes, done.left_out) == (4, {"ranked": 2})
        assert len(json.loads(written_text(tmp_path / "battles.json"))) == 4


async def test_a_log_that_is_not_in_the_order_of_its_times(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        header = "model_left,model_right,outcome,voted_at\n"
        late, early = (
            "a,b,left,2024-02-02\nb,c,left,2024-02-03\n",
            "a,c,right,2024-01-02\nc,b,tie,2024-01-03\n",
        )
        for number, rows in enumerate((late, early)):
            await imported(database, written(tmp_path / f"{number}.csv", header + rows))
        path = await exported(database, tmp_path / "export.csv", "csv")
        assert (await imported(database, path, "copy")).accepted == 4
        assert await named_ratings(database, "copy") == await named_ratings(database)


async def test_types_do_not_depend_on_the_rows(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.votes.exports.PART", 1)
    async with opened(sqlite_url) as database:
        await filled(database, tmp_path)
        path = await exported(database, tmp_path / "export.parquet", "parquet")
        kinds: dict[str, Any] = dict(pl.read_parquet_schema(path))
        assert kinds["themes"] == pl.List(pl.String)
        assert kinds["prompt_id"] == pl.Int64
        assert kinds["void_reason"] == pl.String


async def test_an_arena_there_is_not(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url) as database:
        with pytest.raises(NotFound):
            await exported(database, tmp_path / "export.csv", "csv")
