"""The schema being changed by Alembic."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from service.db.migrate import revision_of, run_on
from service.db.revising import change_or_explain
from service.db.schema_versions import newest
from service.errors import ArenaError


def test_a_revision_that_is_not_there_is_one_line(database_url: str) -> None:
    def change(connection: Connection) -> None:
        change_or_explain(connection, "upgrade", "9999_none", newest())

    with pytest.raises(ArenaError, match=f"the migration from {newest()} to 9999_none failed") as caught:
        run_on(database_url, change)
    assert len(caught.value.detail.splitlines()) == 1
    assert revision_of(database_url) == newest()
