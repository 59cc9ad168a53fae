"""Rows in an empty database: refused where they do not fit, all or none."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from service.db.copying.tables import copied_tables
from service.db.copying.writing import check_empty, clear, finish, in_new_database, load
from service.db.engine import WriteSession
from service.db.migrate import revision_of, upgrade_on
from service.errors import Conflict, Invalid
from tests.support.votes.backups import new_url

ORGANIZATION = (41, "umbra", "Umbra", None, 2**62, None)


def filled(session: WriteSession, *rows: tuple[object, ...]) -> None:
    upgrade_on(session, "head")
    tables = copied_tables(session)
    clear(session, tables)
    load(session, next(table for table in tables if table.name == "organizations"), rows)
    finish(session, tables)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """Return a database without a table."""
    url: str = new_url(request.param, request)
    return url


def test_rows_and_the_next_id(empty_url: str) -> None:
    def work(session: WriteSession) -> None:
        filled(session, ORGANIZATION)
        session.execute(
            text("INSERT INTO organizations (slug, name, created_at) VALUES ('lumiere', 'Lumière', 0)")
        )
        rows = session.execute(text("SELECT id, slug, created_at FROM organizations ORDER BY id")).all()
        assert [tuple(row) for row in rows] == [(41, "umbra", 2**62), (42, "lumiere", 0)]
        assert session.execute(text("SELECT count(*) FROM catalog")).scalar_one() == 0

    in_new_database(empty_url, work)
    with pytest.raises(Conflict, match="not empty"):
        check_empty(empty_url)
    with pytest.raises(Conflict, match="not empty"):
        in_new_database(empty_url, work)


@pytest.mark.parametrize(
    "row",
    [
        (1, None, "no slug", None, 0, None),
        (1, "too-large", "Number", None, 2**64, None),
    ],
)
def test_nothing_is_left_of_rows_that_do_not_fit(empty_url: str, row: tuple[object, ...]) -> None:
    with pytest.raises(Invalid, match="the rows of organizations do not fit"):
        in_new_database(empty_url, lambda session: filled(session, ORGANIZATION, row))
    assert revision_of(empty_url) is None
    check_empty(empty_url)
