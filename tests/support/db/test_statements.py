"""Statements are compiled once for all databases of a kind."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, select, text
from sqlalchemy.dialects import postgresql, sqlite

from tests.support.db.statements import MOST, Statements


def test_another_engine_finds_what_one_has_compiled(tmp_path: Path) -> None:
    statement = select(text("1"))
    caches = list[object]()
    for name in ("one", "other"):
        engine = create_engine(f"sqlite:///{tmp_path / name}")
        with engine.connect() as connection:
            assert connection.execute(statement).scalar_one() == 1
            caches.append(connection.get_execution_options()["compiled_cache"])
        engine.dispose()
    assert isinstance(caches[0], Statements)
    assert caches[0] is caches[1]


def test_statements_are_told_apart_by_kind_and_version() -> None:
    statements = Statements()
    old, new = postgresql.dialect(), postgresql.dialect()  # type: ignore[no-untyped-call]
    old.server_version_info, new.server_version_info = (14, 0), (18, 0)
    statements[old, "key"] = "compiled"
    assert statements.get((old, "key")) == "compiled"
    assert [statements.get((other, "key")) for other in (new, sqlite.dialect())] == [None, None]


def test_they_do_not_grow_for_ever() -> None:
    statements, dialect = Statements(), sqlite.dialect()
    for number in range(MOST + 1):
        statements[dialect, number] = number
    assert len(statements) == 1
