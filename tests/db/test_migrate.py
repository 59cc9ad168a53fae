"""Migrations: one chain for both databases, up and down again with data, and no drift from the tables."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.db.engine import ReadSession, WriteSession, transact
from service.db.migrate import downgrade, run_on, upgrade
from service.db.queries import arenas
from service.db.schema_versions import versions
from service.db.tables import metadata
from service.db.tables.catalog import arenas as arena_table
from service.domain.votes import OUTCOMES, Outcome
from service.errors import Unavailable
from tests.support.db.databases import execute, sqlite_url
from tests.support.db.pgbouncer import PgBouncer
from tests.support.db.postgres import PostgresServer
from tests.support.processes.server import forked_together
from tests.support.votes.arenas import DEFAULTS, add_arena, add_models
from tests.support.votes.ledgers import STRATA, cast, vote

T = TypeVar("T")

TABLES = {table.name for table in metadata.sorted_tables}
ALEMBIC = "alembic_version"
OLD = {name: value for name, value in DEFAULTS.items() if name not in {"example_share", "repeat_share"}}
"""The columns of an arena that every version has."""
STATES: dict[str, dict[str, object]] = {
    "generations": {"state": "queued"},
    "flags": {"state": "open"},
    "deliveries": {"state": "waiting"},
    "log_segments": {"dropped": 0},
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Yield a database without any table."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "empty.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.create_database("arena_empty")
    server.drop_database("arena_empty")


def seen(url: str, look: Callable[[Connection], T]) -> T:
    """Return what the function sees on the database."""
    found: list[T] = []
    run_on(url, lambda connection: found.append(look(connection)))
    return found[0]


def table_names(url: str) -> set[str]:
    return seen(url, lambda connection: set(inspect(connection).get_table_names()))


def test_up_from_an_empty_database(empty_url: str) -> None:
    assert seen(empty_url, versions)[0] is None
    upgrade(empty_url)
    assert table_names(empty_url) == TABLES | {ALEMBIC}
    current, newest = seen(empty_url, versions)
    assert current == newest
    assert newest is not None


def test_up_again_does_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    run_on(empty_url, lambda connection: transact(connection, fill))
    before = contents(empty_url)
    upgrade(empty_url)
    assert contents(empty_url) == before


@pytest.mark.slow
def test_up_down_and_up_again_with_data_in_every_table(empty_url: str) -> None:
    upgrade(empty_url)
    fresh, shape = contents(empty_url), marks(empty_url)
    run_on(empty_url, lambda connection: transact(connection, fill))
    assert {name for name, rows in contents(empty_url).items() if not rows} == set()
    downgrade(empty_url, "base")
    assert table_names(empty_url) == {ALEMBIC}
    upgrade(empty_url)
    assert contents(empty_url) == fresh
    assert marks(empty_url) == shape


def contents(url: str) -> dict[str, list[Any]]:
    def look(connection: Connection) -> dict[str, list[Any]]:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key))]
            for t in metadata.sorted_tables
        }

    return seen(url, look)


def fill(session: WriteSession) -> None:
    """At least one row into every table."""
    add_models(session)
    arena = add_arena(session)
    log = [vote(0, 1)._replace(prompt="a prompt", external_id="x"), vote(0, 1, day=1)]
    cast(session, arena, log)
    ids = {"organization_id": 1, "model_id": 1, "model_right": 2, "arena_id": arena.id, "key_id": 1}
    # In the order of their references; those that the votes filled are left as they are.
    for table in metadata.sorted_tables:
        if session.execute(select(table).limit(1)).first() is None:
            session.execute(table.insert().values({**_row(table, ids), **STATES.get(table.name, {})}))


def _row(table: Table, ids: dict[str, int]) -> dict[str, object]:
    """Return a value of the right type for every column that needs one."""
    values: dict[str, object] = {}
    for column in table.columns:
        # A number that the database does not count up is the writer's to give.
        given = column.name != "id" or column.autoincrement is False
        if given and (column.name in ids or not column.nullable):
            kind = column.type.python_type
            values[column.name] = ids.get(column.name, {int: 1, str: "x", bytes: b"x", float: 1.0}[kind])
    return values


@pytest.mark.slow
def test_reveals_are_readable_on_either_side_of_the_rename(empty_url: str) -> None:
    """Rows from before the version byte stay as they are; going down takes the byte off the newer ones."""
    old, new = bytes(range(82)), b"\x01" + bytes(range(82, 164))
    upgrade(empty_url, "0007_marks")
    run_on(empty_url, lambda connection: transact(connection, lambda s: _add_matchup(s, 1, "told", old)))
    upgrade(empty_url)
    run_on(empty_url, lambda connection: transact(connection, lambda s: _add_matchup(s, 2, "reveal", new)))
    assert _reveals(empty_url, "reveal") == [old, new]
    downgrade(empty_url, "0007_marks")
    assert _reveals(empty_url, "told") == [old, new[1:]]
    upgrade(empty_url)
    assert _reveals(empty_url, "reveal") == [old, new[1:]]


def _add_matchup(session: WriteSession, number: int, column: str, reveal: bytes) -> None:
    if number == 1:
        # In SQL: an old schema lacks tables and columns that the program's own function needs.
        session.execute(insert(arena_table).values({**OLD, "slug": "t2i"}))
    names = "id dealt_at probability arena_id prompt_id image_left image_right model_left model_right"
    columns = [*names.split(), "slot", "state", "closed_at", "position", column]
    values = (number, 1, 0.5, 1, 1, 1, 2, 1, 2, 0, 2, 5, number)
    marks = ", ".join(map(str, values))
    statement = text(f"INSERT INTO matchups ({', '.join(columns)}) VALUES ({marks}, :reveal)")  # noqa: S608
    session.execute(statement, {"reveal": reveal})


def _reveals(url: str, column: str) -> list[bytes]:
    statement = text(f"SELECT {column} FROM matchups ORDER BY id")  # noqa: S608
    return seen(url, lambda connection: [bytes(row[0]) for row in connection.execute(statement)])


def test_the_log_of_an_older_database_ends_where_its_ratings_do(empty_url: str) -> None:
    upgrade(empty_url, "0010_keys")
    values = {**OLD, "slug": "t2i", "last_position": 7}
    statement = insert(arena_table).values(values)
    run_on(empty_url, lambda connection: transact(connection, lambda s: s.execute(statement).close()))
    upgrade(empty_url)
    assert rows_of(empty_url, "SELECT arena_id, position FROM log_ends") == [(1, 7)]
    leases = "SELECT arena_id, owner, epoch, expires_at FROM fold_leases"
    assert rows_of(empty_url, leases) == [(1, None, 0, 0)]


@pytest.mark.slow
def test_counts_by_category_come_from_the_log_and_add_up_to_those_of_axes(empty_url: str) -> None:
    upgrade(empty_url)
    run_on(empty_url, lambda connection: transact(connection, _vote_in_two_arenas))
    # Whether a vote's time was named, a theme whose name is its slug, how often votes were voided while
    # refits were computed, an arena's newer settings, and what was announced are not kept on the way down.
    execute(empty_url, "UPDATE external_ids SET has_time = 0")
    execute(empty_url, "UPDATE themes SET name = ''")
    execute(empty_url, "DELETE FROM refit_states")
    execute(empty_url, "UPDATE arenas SET on_evidence = 'flag', example_share = 20, repeat_share = 0")
    before = contents(empty_url)
    downgrade(empty_url, "0009_demo_images")
    axes = "SELECT axis_id, model_a, model_b, wins_a, wins_b, ties, both_bad FROM head_to_head"
    assert set(rows_of(empty_url, axes)) == _counts_by_axis(before)
    named = "SELECT arena_id, position, external_id FROM votes WHERE external_id IS NOT NULL ORDER BY 1, 2"
    assert rows_of(empty_url, named) == [row[:3] for row in before["external_ids"]]
    assert len(before["external_ids"]) == 8
    upgrade(empty_url)
    # What is on leaderboards by then is not announced.
    assert contents(empty_url) == {**before, "board_marks": [(1, 0, b""), (2, 0, b"")]}
    assert seen(empty_url, _differences) == [0, 0]


def _vote_in_two_arenas(session: WriteSession) -> None:
    """Votes of every outcome, of each kind of prompt category, on three days, some of them void."""
    add_models(session)
    for slug in ("first", "second"):
        arena = add_arena(session, slug)
        log = [
            vote(i % 3, 3 + i % 2, list(OUTCOMES)[i % 4], day=i // 20, stratum=STRATA[i % len(STRATA)])
            for i in range(60)
        ]
        cast(
            session, arena, [*log[:30], *(one._replace(external_id=f"x{i}") for i, one in enumerate(log[:4]))]
        )
        cast(session, arena, [vote(4, 0), *log[30:]])
        recount.void(session, locked_arenas(session, [arena.id])[arena.id], [7, 31], "a reason")


def _counts_by_axis(tables: dict[str, list[Any]]) -> set[tuple[int, ...]]:
    """Return the head-to-head counts by axis, counted vote by vote."""
    axes_of: dict[int, list[int]] = {}
    for category, axis in tables["stratum_axes"]:
        axes_of.setdefault(category, []).append(axis)
    names = list(metadata.tables["votes"].c.keys())
    totals: dict[tuple[int, int, int], list[int]] = {}
    for row in (dict(zip(names, values, strict=True)) for values in tables["votes"]):
        left, right, outcome = row["model_left"], row["model_right"], Outcome(row["outcome"])
        if row["voided_at"] is None:
            for axis in axes_of[row["stratum_id"]]:
                counts = totals.setdefault((axis, min(left, right), max(left, right)), [0, 0, 0, 0])
                counts[(outcome if left < right else outcome.mirrored) - 1] += 1
    return {(*key, *counts) for key, counts in totals.items()}


def rows_of(url: str, statement: str) -> list[Any]:
    return seen(url, lambda connection: [tuple(row) for row in connection.execute(text(statement))])


def _differences(connection: Connection) -> list[int]:
    session = ReadSession(connection)
    return [recount.check(session, arena).differences for arena in arenas.every(session)]


def test_the_migrated_schema_is_that_of_the_tables(empty_url: str) -> None:
    """Types and missing or superfluous tables, columns, indexes: as Alembic compares them."""
    upgrade(empty_url)

    def look(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    assert seen(empty_url, look) == []


# The kind of a constraint or index, its name, and the columns it is on, in their order.
Mark = tuple[str, ...]


def test_every_constraint_has_the_name_and_columns_that_the_tables_give_it(empty_url: str) -> None:
    """The same on both databases: a migration that changes one must find it by name."""
    upgrade(empty_url)
    assert marks(empty_url) == {table.name: _declared(table) for table in metadata.sorted_tables}


def marks(url: str) -> dict[str, set[Mark]]:
    """Return the constraints and indexes of every table as the database has them."""

    def look(connection: Connection) -> dict[str, set[Mark]]:
        inspector = inspect(connection)
        return {name: _reflected(inspector, name) for name in TABLES}

    return seen(url, look)


def _reflected(inspector: Any, table: str) -> set[Mark]:
    primary = inspector.get_pk_constraint(table)
    found = {("primary", primary["name"], *primary["constrained_columns"])}
    for key in inspector.get_foreign_keys(table):
        found.add(("foreign", key["name"], *key["constrained_columns"]))
    for unique in inspector.get_unique_constraints(table):
        found.add(("unique", unique["name"], *unique["column_names"]))
    for check in inspector.get_check_constraints(table):
        found.add(("check", check["name"]))
    for index in inspector.get_indexes(table):
        if "duplicates_constraint" not in index:
            found.add(("index", index["name"], *index["column_names"]))
    return found


_KINDS = {
    "PrimaryKeyConstraint": "primary",
    "ForeignKeyConstraint": "foreign",
    "UniqueConstraint": "unique",
    "CheckConstraint": "check",
}


def _declared(table: Table) -> set[Mark]:
    found: set[Mark] = {
        ("index", str(index.name), *(column.name for column in index.columns)) for index in table.indexes
    }
    for constraint in table.constraints:
        kind = _KINDS[type(constraint).__name__]
        columns = [] if kind == "check" else [column.name for column in getattr(constraint, "columns", [])]
        found.add((kind, str(constraint.name), *columns))
    return found


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_names_follow_one_convention(table: Table) -> None:
    starts = {"primary": "pk_", "foreign": "fk_", "unique": "uq_", "check": "ck_"}
    for kind, name, *_ in _declared(table):
        wanted = ("ix_", "uq_") if kind == "index" else starts[kind]
        assert name.startswith(wanted)
        assert table.name in name
        assert len(name) <= 63


def test_a_check_that_is_broken_is_called_by_its_name(database_url: str) -> None:
    def wrong(session: WriteSession) -> None:
        add_arena(session, both_bad="maybe")

    with pytest.raises(IntegrityError, match="ck_arenas_both_bad"):
        run_on(database_url, lambda connection: transact(connection, wrong))


@pytest.mark.slow
def test_processes_that_start_at_once_all_succeed(empty_url: str) -> None:
    assert forked_together(upgrade, empty_url, 3) == [0, 0, 0]
    assert table_names(empty_url) == TABLES | {ALEMBIC}


def test_through_a_pooler_one_migrates_and_leaves_nothing(
    postgres: PostgresServer, pgbouncer: PgBouncer
) -> None:
    """A lock of the session would be lost or never end, and a timeout would be left to others."""
    direct = postgres.create_database("arena_pooled")
    url = pgbouncer.url(direct)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(upgrade, [url] * 3))
    assert table_names(url) == TABLES | {ALEMBIC}
    with psycopg.connect(direct) as connection:
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        assert connection.execute(locks).fetchone() == (0,)
    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)
    downgrade(url, "base")
    assert table_names(url) == {ALEMBIC}
    pgbouncer.close()
    postgres.drop_database("arena_pooled")


def test_a_database_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        upgrade("postgresql://nobody:none@127.0.0.1:1/none")


def test_the_catalog_begins_at_its_first_revision(database_url: str) -> None:
    def look(connection: Connection) -> int:
        table = metadata.tables["catalog"]
        return int(ReadSession(connection).execute(select(table.c.revision)).scalar_one())

    assert seen(database_url, look) == 1
