"""Rows without id and time: a file that grew, and files that only look like it."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from service.arena.imports.votes.rows import ROW
from service.arena.imports.votes.undated import _LEGACY, recognize, remember
from service.db.engine import WriteSession
from service.db.queries import votes
from service.db.tables.votes import imports as imports_table
from service.domain import clock
from tests.support.files.files import written
from tests.support.files.imports import imported, opened, recounted, the_arena
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside

pytestmark = pytest.mark.anyio

BARE = "model_left,model_right,outcome"
KINDS = [f"{pair},{outcome}" for pair in ("a,b", "b,c", "c,a") for outcome in ("left", "right", "tie")]
OLD = random.Random(1).choices(KINDS, k=30)
NEW = ["a,d,left", "d,b,tie", "c,d,left"]


def csv(tmp_path: Path, *rows: str, header: str = BARE) -> Path:
    return written(tmp_path / "votes.csv", "\n".join([header, *rows]) + "\n")


async def test_a_file_that_grew(database_url: str, vote_cases: Path) -> None:
    case = vote_cases / "11-file-that-grew"
    async with opened(database_url) as database:
        assert (await imported(database, case / "week1.csv")).accepted == 30
        grown = await imported(database, case / "week2.csv")
        assert (grown.accepted, grown.duplicates, grown.recognition.recognized) == (1, 30, 30)
        assert grown.recognition.notes[0].startswith("30 rows without id and time came in the same order")
        for week in ("week1.csv", "week2.csv"):
            again = await imported(database, case / week)
            assert (again.accepted, again.recognition.recognized) == (0, again.duplicates)
        assert (await the_arena(database)).last_position == 31
        assert (await recounted(database)).differences == 0


@pytest.mark.parametrize(
    ("rows", "recognized", "alike"),
    [
        (OLD, 30, 0),
        (OLD + NEW, 30, 0),
        (NEW + OLD, 30, 0),
        (OLD[:10] + NEW + OLD[10:], 30, 0),
        (NEW[:1] + OLD[:10] + NEW[1:2] + OLD[10:20] + NEW[2:] + OLD[20:], 30, 0),
        (OLD + NEW * 50, 30, 0),
        (NEW * 50 + OLD, 30, 0),
        (OLD[:20], 20, 0),
        (OLD[5:15] + OLD[20:28], 18, 0),
        # An equal beginning alone, and rows that were new in the same words.
        (OLD[:15] + NEW * 10, 0, 15),
        (OLD[:3], 0, 3),
        (OLD[::-1], 0, 30),
        (NEW, 0, 0),
    ],
)
async def test_what_is_recognized(
    sqlite_url: str, tmp_path: Path, rows: Sequence[str], recognized: int, alike: int
) -> None:
    async with opened(sqlite_url) as database:
        arena = hashlib.sha256("".join(rows).encode()).hexdigest()[:9]
        await imported(database, csv(tmp_path, *OLD), arena)
        report = await imported(database, csv(tmp_path, *rows), arena)
        assert (report.recognition.recognized, report.recognition.alike) == (recognized, alike)
        assert (report.accepted, report.duplicates) == (len(rows) - recognized, recognized)
        said = " ".join(report.recognition.notes)
        assert ("came in the same order" in said, "equal rows of an earlier import" in said) == (
            bool(recognized),
            bool(alike),
        )


async def test_every_week_and_the_files_of_two_sources_together(database_url: str, tmp_path: Path) -> None:
    other = ["x,y,left", "y,x,left", "x,y,tie"]
    async with opened(database_url) as database:
        for end in (10, 20, 30):
            assert (await imported(database, csv(tmp_path, *OLD[:end]))).accepted == 10
        assert (await imported(database, csv(tmp_path, *other))).accepted == 3
        report = await imported(database, csv(tmp_path, *OLD, *other, *NEW))
        assert (report.accepted, report.recognition.recognized) == (3, 33)
        assert "2 imports" in report.recognition.notes[0]
        assert (await imported(database, csv(tmp_path, *OLD[:20]))).accepted == 0
        again = await imported(database, csv(tmp_path, *OLD[:20]), all_new=True)
        assert (again.accepted, again.recognition.recognized) == (20, 0)
        assert (await imported(database, csv(tmp_path, *OLD), "another")).accepted == 30


async def test_voids_and_merged_models_change_nothing(database_url: str, tmp_path: Path) -> None:
    def work(session: WriteSession) -> None:
        session.exec_driver_sql("UPDATE votes SET voided_at = 1, void_reason = 'a robot' WHERE position < 9")
        # What a merge leaves: other ids behind the same names.
        session.exec_driver_sql("UPDATE models SET slug = 'z' WHERE slug = 'a'")

    async with opened(database_url) as database:
        await imported(database, csv(tmp_path, *OLD))
        await database.write(work)
        assert (await imported(database, csv(tmp_path, *OLD, *NEW))).accepted == 3


async def test_what_the_first_versions_remembered_is_known(database_url: str, tmp_path: Path) -> None:
    """They kept a digest of the database's ids as CSV, and nothing for each row."""

    def forget(session: WriteSession) -> None:
        rows = [
            (0, v.model_left, v.model_right, v.outcome, v.stratum_id, None, None, None, None)
            for v in votes.log(session, 1, 0, 100, 100)
        ]
        frame = pl.DataFrame(rows, schema={name: ROW[name] for name in ("line", *_LEGACY)}, orient="row")
        digest = hashlib.sha256(frame.drop("line").write_csv().encode()).digest()
        session.exec_driver_sql("DELETE FROM imports").close()
        session.execute(imports_table.insert().values(arena_id=1, digest=digest, votes=30, imported_at=5))

    async with opened(database_url) as database:
        await imported(database, csv(tmp_path, *OLD))
        await database.write(forget)
        report = await imported(database, csv(tmp_path, *OLD, *NEW))
        assert (report.accepted, report.recognition.recognized) == (3, 30)
        assert "an import of 1970-01-01" in report.recognition.notes[0]
        assert (await imported(database, csv(tmp_path, *NEW, *OLD, *NEW))).recognition.recognized == 33


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("prompt", "a cat", "a dog"), ("voter", "anna", ""), ("themes", "people", ""), ("language", "en", "de")],
)
async def test_everything_that_a_row_says_counts(
    sqlite_url: str, tmp_path: Path, column: str, one: str, other: str
) -> None:
    header = f"{BARE},{column}"
    async with opened(sqlite_url) as database:
        await imported(database, csv(tmp_path, *[f"{row},{one}" for row in OLD], header=header), column)
        report = await imported(
            database, csv(tmp_path, *[f"{row},{other}" for row in OLD], header=header), column
        )
        assert (report.accepted, report.recognition.alike) == (30, 0)


@pytest.mark.slow
def test_a_million_rows_are_a_matter_of_seconds(shared_sqlite_url: str) -> None:
    """New rows on both sides and in the middle: the last resort, one step in Python for each row."""
    kinds = random.Random(1).choices(range(1000), k=1_000_000)
    numbers = pl.Series(kinds, dtype=pl.UInt32)
    grown = pl.Series([7, *kinds[:500_000], 8, *kinds[500_000:], 9], dtype=pl.UInt32)

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        remember(session, arena.id, numbers, clock.now())
        began = time.process_time()
        found = recognize(session, arena.id, grown, pl.DataFrame(schema=ROW))
        assert time.process_time() - began < 20
        assert (int(found.known.sum()), found.alike) == (1_000_000, 0)

    inside(shared_sqlite_url, work)
