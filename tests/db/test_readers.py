"""The role for dashboards: it reads the views, and nothing else."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from service.db.readers import VIEWS
from service.db.tables import metadata
from tests.support.db.databases import execute
from tests.support.processes.commands import Commands

ROLE = "The dashboards"
PASSWORD = "only-here"  # noqa: S105 - of a role that lives as long as the test


@pytest.fixture
def arena(postgres_url: str, tmp_path: Path) -> Commands:
    """Return the command line on PostgreSQL, whose roles are those of the whole server."""
    execute(postgres_url, f"""DROP ROLE IF EXISTS "{ROLE}" """)
    execute(postgres_url, f"""CREATE ROLE "{ROLE}" LOGIN PASSWORD '{PASSWORD}'""")
    return Commands(postgres_url, tmp_path)


def as_reader(url: str) -> str:
    address = url.partition("@")[2]
    return psycopg.conninfo.make_conninfo(f"postgresql://{address}", user=ROLE, password=PASSWORD)


def test_it_reads_the_views_and_nothing_else(arena: Commands) -> None:
    execute(arena.url, f'GRANT SELECT ON votes, api_keys TO "{ROLE}"')
    done = arena.good("migrate", "--reader-role", ROLE)
    assert done.text.endswith(
        f"{ROLE} can read board, board_history, votes_public, generation_costs, and nothing else\n"
    )
    assert arena.good("migrate", "--reader-role", ROLE, "--json").json["reader_role"] == ROLE
    with psycopg.connect(as_reader(arena.url), autocommit=True) as reader:
        seen = reader.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
        ).fetchall()
        assert [name for (name,) in seen] == sorted(VIEWS)
        for view in VIEWS:
            name = sql.Identifier(view)
            assert reader.execute(sql.SQL("SELECT * FROM {} LIMIT 2000").format(name)).fetchall() == []
            with pytest.raises(psycopg.Error):
                reader.execute(sql.SQL("DELETE FROM {}").format(name))
        for table in [*metadata.tables, "alembic_version"]:
            for statement in ("SELECT * FROM {}", "DELETE FROM {}", "TRUNCATE {}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(sql.SQL(statement).format(sql.Identifier(table)))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("CREATE TABLE mine (id int)")
    _refuse_what_reads_more(arena)
    execute(arena.url, f'DROP OWNED BY "{ROLE}"')
    execute(arena.url, f'DROP ROLE "{ROLE}"')


def _refuse_what_reads_more(arena: Commands) -> None:
    for statement, undo, said in (
        ("GRANT SELECT ON voters_x TO PUBLIC", "DROP TABLE voters_x", "could also reach voters_x"),
        (f'ALTER ROLE "{ROLE}" SUPERUSER', f'ALTER ROLE "{ROLE}" NOSUPERUSER', "owns the tables or may act"),
        (f'ALTER ROLE "{ROLE}" RENAME TO other', f'ALTER ROLE other RENAME TO "{ROLE}"', "there is no role"),
    ):
        if "voters_x" in statement:
            execute(arena.url, "CREATE TABLE voters_x (id int)")
        execute(arena.url, statement)
        done = arena("migrate", "--reader-role", ROLE)
        assert (done.code, said in done.errors) == (1, True), done.errors
        execute(arena.url, undo)


def test_sqlite_has_no_roles(sqlite_url: str, tmp_path: Path) -> None:
    done = Commands(sqlite_url, tmp_path)("migrate", "--reader-role", "x")
    assert done.code == 1
    assert "SQLite has no roles" in done.errors
