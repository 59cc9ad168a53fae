"""Imports of votes: once, whole, rated as the log then stands; on both databases."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import text

from service.arena.catalog import arenas as arena_cases
from service.arena.catalog import models
from service.arena.imports.readers.frames import Refused
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import import_votes, read_votes
from service.arena.imports.votes.planning import Report
from service.db.engine import Database, ReadSession, WriteSession
from service.db.queries import arenas
from service.domain import clock
from service.errors import Conflict, Invalid, Malformed
from tests.support.files.files import written
from tests.support.files.imports import (
    SECRET,
    imported,
    log_of,
    named_ratings,
    opened,
    recounted,
    the_arena,
)

pytestmark = pytest.mark.anyio

BATTLES = "votes-genai-arena/clean_battle_20240220.json"
# One of the 2,061 real battles is of a model against itself.
ITSELF = Refused(1820, "model_left and model_right are the same model; a vote compares two")


def csv(tmp_path: Path, *rows: str, header: str = "model_left,model_right,outcome,voted_at") -> Path:
    return written(tmp_path / "votes.csv", "\n".join([header, *rows]) + "\n")


async def test_the_real_battles_into_two_arenas(database_url: str, shared_data: Path) -> None:
    async with opened(database_url) as database:
        images = await imported(database, shared_data / BATTLES, filters=["model_a=*_generation"])
        edits = await imported(database, shared_data / BATTLES, "edits", filters=["model_a=*_edition"])
        assert images == Report("t2i", 1977, 0, [ITSELF], (1, 1977), filtered=83, voided=0)
        assert edits == Report("edits", 83, 0, [], (1, 83), filtered=1978, voided=0)
        for arena in ("t2i", "edits"):
            check = await recounted(database, arena)
            assert (check.votes, check.differences) == (1977 if arena == "t2i" else 83, 0)
        log = await log_of(database)
        assert log[0].voted_at == 1_707_700_514_316_700
        assert {row.outcome for row in log} == {1, 2, 3, 4}


async def test_the_same_import_again_adds_nothing(database_url: str, shared_data: Path) -> None:
    async with opened(database_url) as database:
        await imported(database, shared_data / BATTLES, filters=["model_a=*_generation"])
        before = await named_ratings(database)
        again = await imported(database, shared_data / BATTLES, filters=["model_a=*_generation"])
        assert again == Report("t2i", 0, 1977, [ITSELF], None, filtered=83, voided=0)
        assert await named_ratings(database) == before
        assert (await recounted(database)).differences == 0


async def test_half_now_and_the_whole_later_is_the_whole(
    database_url: str, shared_data: Path, tmp_path: Path
) -> None:
    """A log that grew at its source adds what is new; the ratings are those of one import."""
    battles = json.loads((shared_data / BATTLES).read_text())
    half = written(tmp_path / "half.json", json.dumps(battles[:1000]))
    async with opened(database_url) as database:
        first = await imported(database, half)
        second = await imported(database, shared_data / BATTLES)
        whole = await imported(database, shared_data / BATTLES, "whole")
        assert (first.accepted, second.duplicates, second.positions) == (1000, 1000, (1001, 2060))
        assert whole.accepted == 2060
        assert await named_ratings(database) == await named_ratings(database, "whole")
        assert (await recounted(database)).differences == 0


async def test_every_format_says_the_same(database_url: str, shared_data: Path, tmp_path: Path) -> None:
    battles = json.loads((shared_data / BATTLES).read_text())
    frame = pl.DataFrame(battles)
    frame.write_csv(tmp_path / "votes.csv")
    frame.write_ndjson(tmp_path / "votes.ndjson")
    frame.write_parquet(tmp_path / "votes.parquet")
    async with opened(database_url) as database:
        await imported(database, shared_data / BATTLES)
        for format_ in ("csv", "ndjson", "parquet"):
            report = await imported(database, tmp_path / f"votes.{format_}")
            assert (format_, report.duplicates, report.accepted) == (format_, 2060, 0)


async def test_refused_rows_are_named_and_the_others_taken(database_url: str, tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "a,b,left,2024-01-01",
        "a,a,left,2024-01-02",
        "a,b,best,2024-01-03",
        "a,b,tie",
        "a,b,tie,2024-01-05",
    )
    async with opened(database_url) as database:
        report = await imported(database, path)
        assert (report.accepted, report.positions) == (2, (1, 2))
        assert [refused.line for refused in report.rejected] == [3, 4, 5]
        assert (await recounted(database)).differences == 0


async def test_votes_in_full(database_url: str, tmp_path: Path) -> None:
    header = "model_left,model_right,outcome,voter,prompt,themes,language,voted_at,external_id"
    path = csv(
        tmp_path,
        'Photon Flash,b,left,anna,"a cat, sitting",Food & Beverage;people,German,2024-02-12,x1',
        "b,Photon Flash,both_bad,,,,,2024-02-12,x2",
        'Photon Flash,b,tie,anna,"a cat, sitting",people;FOOD & beverage,de,2024-02-13,',
        header=header,
    )
    async with opened(database_url) as database:
        report = await imported(database, path)
        assert report.accepted == 3
        first, second, third = await log_of(database)
        assert first.prompt_id == third.prompt_id is not None
        assert first.voter == third.voter is not None
        assert (second.prompt_id, second.voter, second.external_id) == (None, None, "x2")
        assert first.stratum_id == third.stratum_id != second.stratum_id
        facts = await database.read(_names)
        assert facts == {
            ("models", "photon-flash", "Photon Flash"),
            ("models", "b", "b"),
            ("themes", "food-beverage", "Food & Beverage"),
            ("themes", "people", "people"),
        }
        assert (await recounted(database)).differences == 0


def _names(session: Any) -> set[tuple[str, str, str]]:
    query = "SELECT 'models', slug, name FROM models UNION SELECT 'themes', slug, name FROM themes"
    return {tuple(row) for row in session.exec_driver_sql(query)}


async def test_an_import_goes_on_where_live_votes_ended(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        await imported(database, csv(tmp_path, "a,b,left,2024-01-02", "b,c,tie,2024-01-03"))
        report = await imported(database, csv(tmp_path, "a,c,right,2024-01-01", "c,d,tie,2024-01-05"))
        assert report.positions == (3, 4)
        assert (await the_arena(database)).revision == 2
        assert (await recounted(database)).differences == 0


async def test_nothing_new_leaves_the_revision(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        path = csv(tmp_path, "a,b,left,2024-01-02")
        await imported(database, path)
        before = await the_arena(database)
        assert (await imported(database, path)).positions is None
        assert await the_arena(database) == before


async def test_a_file_without_rows_makes_nothing(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        report = await imported(database, csv(tmp_path))
        assert report == Report("t2i", 0, 0, [], None, filtered=0, voided=0)
        assert report.took_nothing
        assert await database.read(arenas.every) == []


async def test_a_crash_leaves_nothing(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.imports.votes.importing.SLICE", 2)

    def crash(what: str, done: int, _total: int) -> None:
        if (what, done) == ("rating votes", 5):
            raise RuntimeError("the power went out")

    path = csv(tmp_path, *(f"a,b,left,2024-01-0{i + 1}" for i in range(5)))
    async with opened(database_url) as database:
        file = read_votes(path, Columns.of(), SECRET)
        with pytest.raises(RuntimeError, match="power went out"):
            await database.write(import_votes, file, "t2i", progress=crash)
        assert await database.read(arenas.get, "t2i") is None
        assert await database.read(_names) == set()
        assert (await imported(database, path)).accepted == 5


async def test_half_a_file_is_refused_before_the_database_is_asked(
    database_url: str, shared_data: Path, tmp_path: Path
) -> None:
    content = (shared_data / BATTLES).read_bytes()
    half = written(tmp_path / "half.json", content[: len(content) // 2])
    async with opened(database_url) as database:
        with pytest.raises(Malformed):
            await imported(database, half)
        assert await database.read(arenas.get, "t2i") is None


async def test_a_retired_arena_takes_no_votes(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url) as database:
        path = csv(tmp_path, "a,b,left,2024-01-01")
        await imported(database, path)
        arena = await the_arena(database)

        def retire(session: WriteSession) -> None:
            arenas.change(session, arena.id, {"retired_at": clock.now()})

        await database.write(retire)
        with pytest.raises(Conflict, match="t2i is retired and accepts no imports"):
            await imported(database, path)


async def test_the_newest_votes_first_are_the_same_votes(database_url: str, vote_cases: Path) -> None:
    case = vote_cases / "08-newest-first"
    async with opened(database_url) as database:
        for order in ("asc", "desc"):
            report = await imported(database, case / f"{order}.csv", order)
            assert (report.accepted, report.recognition.order, report.recognition.notes) == (42, "time", ())
        assert await named_ratings(database, "asc") == await named_ratings(database, "desc")
        histories = [await database.read(_history, order) for order in ("asc", "desc")]
        assert histories[0] == histories[1]
        assert len({day for day, *_ in histories[0]}) == 6
        times = [vote.voted_at for vote in await log_of(database, "desc")]
        assert times == sorted(times)


def _history(session: ReadSession, slug: str) -> list[tuple[Any, ...]]:
    query = (
        "SELECT h.day, m.slug, h.mu, h.variance FROM rating_history h JOIN models m ON m.id = h.model_id "
        "JOIN arenas a ON a.id = h.arena_id WHERE a.slug = :slug ORDER BY 1, 2"
    )
    return [tuple(row) for row in session.execute(text(query), {"slug": slug})]


async def test_votes_of_one_time_stay_in_the_order_of_the_file_and_those_without_come_last(
    sqlite_url: str, tmp_path: Path
) -> None:
    rows = ("a,b,left,", "c,d,left,2024-01-02", "a,c,left,2024-01-01", "a,d,left,2024-01-01", "b,c,tie,")
    async with opened(sqlite_url) as database:
        report = await imported(database, csv(tmp_path, *rows))
        models = await database.read(_slugs)
        log = [(models[row.model_left], models[row.model_right]) for row in await log_of(database)]
        assert log == [("a", "c"), ("a", "d"), ("c", "d"), ("a", "b"), ("b", "c")]
        assert report.recognition.order == "time"
        assert report.recognition.notes == (
            "2 of the 5 votes have no time: they count after the others, as of now",
        )


def _slugs(session: ReadSession) -> dict[int, str]:
    return {row.id: row.slug for row in session.execute(text("SELECT id, slug FROM models"))}


async def test_votes_without_a_time_get_the_present(database_url: str, tmp_path: Path) -> None:
    before = clock.now()
    async with opened(database_url) as database:
        path = csv(tmp_path, "a,b,left", "b,a,tie", header="model_left,model_right,outcome")
        report = await imported(database, path)
        assert report.recognition.order == "file"
        assert report.recognition.notes == (
            "no vote has a time: they count in the order of the file, as of now",
        )
        assert {before <= row.voted_at <= clock.now() for row in await log_of(database)} == {True}
        assert (await recounted(database)).differences == 0


async def test_the_fold_of_many_days_in_many_slices(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.imports.votes.importing.SLICE", 331)
    monkeypatch.setattr("service.arena.recording.folding.CHUNK", 97)
    rows = [
        f"m{i % 7},m{(i * 3 + 1) % 7 + 7},{('left', 'right', 'tie')[i % 3]},{1_600_000_000 + i * 40_000}"
        for i in range(1_000)
    ]
    async with opened(sqlite_url) as database:
        report = await imported(database, csv(tmp_path, *rows))
        assert report.accepted == 1_000
        assert (await recounted(database)).differences == 0
        assert (await _history_days(database)) > 400


async def _history_days(database: Database) -> int:
    query = "SELECT count(DISTINCT day) FROM rating_history"
    return await database.read(lambda session: int(session.exec_driver_sql(query).scalar_one()))


def test_a_missing_column_is_named_before_a_large_file_is_read(tmp_path: Path) -> None:
    path = csv(tmp_path, *["a,b,left,2024-01-01"] * 3, header="Model A,Model B,Choice,When")
    with pytest.raises(Invalid, match=r"no column for outcome .*; it has 'Choice', 'Model A', 'Model B', "):
        read_votes(path, Columns.of(), SECRET, progress=lambda *_: pytest.fail("the file was read"))


def test_columns_of_json_may_come_late(tmp_path: Path) -> None:
    rows = [{"model_a": "a", "model_b": "b", "winner": "tie"}] * 150
    late = {"model_a": "a", "model_b": "b", "winner": "tie", "language": "de", "judge": "anna"}
    path = written(tmp_path / "votes.ndjson", "\n".join(json.dumps(row) for row in [*rows, late]))
    file = read_votes(path, Columns.of(["voter=judge"]), SECRET)
    assert [stratum.language for stratum in file.strata] == ["", "de"]
    assert file.rows["voter"].null_count() == 150


async def test_rows_on_retired_models_follow_the_arena(sqlite_url: str, tmp_path: Path) -> None:
    rows = ("A,B,left,2024-01-01", "C,B,left,2024-01-02", "B,a,tie,2024-01-03")
    async with opened(sqlite_url) as database:
        await imported(database, csv(tmp_path, *rows[:2]))
        await database.write(models.retire, "a")
        assert (await imported(database, csv(tmp_path, *rows[2:]))).accepted == 1
        await database.write(arena_cases.change, "t2i", {"retired_models": "refuse"})
        again = (*rows[1:2], "C,B,left,2024-01-04", "A,C,left,2024-01-05", "C,a,left,2024-01-06")
        report = await imported(database, csv(tmp_path, *again))
        why = "the model {!r} is retired, and the arena refuses votes on retired models"
        assert report.rejected == [Refused(4, why.format("A")), Refused(5, why.format("A"))]
        assert (report.accepted, report.duplicates) == (1, 1)
        assert (await recounted(database)).differences == 0
