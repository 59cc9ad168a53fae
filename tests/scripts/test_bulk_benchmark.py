"""The benchmark of import and recount, on few votes: it runs, and measures what it says."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import uvloop

from scripts.benchmarks.bulk import exports, imports, large
from scripts.benchmarks.work import Spent, _run, measured
from tests.support.db.databases import migrated_sqlite, sqlite_url
from tests.support.db.postgres import PostgresServer

VOTES = 2_000


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the work done here, without the time that processes need to start. `test_on_sqlite` uses them."""

    def done(*arguments: str) -> Spent:
        return uvloop.run(_run(*arguments))

    for module in (imports, exports):
        monkeypatch.setattr(module, "measured", done)


@pytest.mark.slow
def test_on_sqlite(tmp_path: Path) -> None:
    path, file = migrated_sqlite(tmp_path / "arena.db"), tmp_path / "votes.csv"
    imports.write_votes(file, VOTES)
    spent = [measured(sqlite_url(path), str(file)), measured(sqlite_url(path))]
    floors = imports._sqlite_floors(path)
    assert all(0 < one.seconds < 60 and 50 < one.megabytes < 1_000 for one in spent)
    assert all(0 < seconds < 60 for seconds in floors)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM votes").fetchone() == (VOTES,)


@pytest.mark.anyio
async def test_floors_on_postgres(postgres: PostgresServer, tmp_path: Path, postgres_url: str) -> None:
    file = tmp_path / "votes.csv"
    imports.write_votes(file, VOTES)
    measured(postgres_url, str(file))
    name = postgres_url.rpartition("/")[2]
    copy = postgres.create_database(f"{name}_floor", name)
    floors = await imports._postgres_floors(postgres_url, copy)
    postgres.drop_database(f"{name}_floor")
    assert all(0 < seconds < 60 for seconds in floors)


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_ten_times_as_many() -> None:
    rate, memory = large.run("postgresql", 10 * VOTES)
    assert rate.what == "import of 20,000 votes, PostgreSQL"
    assert rate.ratio
    assert memory.value


@pytest.mark.slow
@pytest.mark.usefixtures("in_this_process")
def test_tables_of_both_databases() -> None:
    rows = exports.run(VOTES)
    rates = [row for row in rows if row.floor is not None]
    assert len(rates) == 4
    assert all(row.value > 0 and row.floor and row.floor > 0 for row in rates)
