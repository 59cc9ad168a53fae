"""The table of the blob store: one row."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.tables.stores import blob_store
from tests.support.votes.ledgers import inside


def test_a_database_has_one_store(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        with pytest.raises(IntegrityError, match="ck_blob_store_one"):
            session.execute(insert(blob_store).values(id=2, store_id="x"))

    inside(shared_url, work)
