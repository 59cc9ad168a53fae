"""The migration to what tells votes apart, with data of the versions before."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas, imports
from service.domain.votes import Outcome, Receipt
from tests.support.db.databases import execute
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, reread, vote

ONE = vote(0, 1)._replace(external_id="x")


def filled(session: WriteSession) -> None:
    add_models(session)
    cast(session, add_arena(session), [ONE])
    row = {"digest": b"d" * 32}
    session.execute(
        text("INSERT INTO imports (arena_id, digest, votes, imported_at) VALUES (1, :digest, 9, 5)"), row
    )


def resent(session: WriteSession) -> Receipt:
    arena = arenas.get(session, "t2i")
    assert arena is not None
    other_time, other = ONE._replace(voted_at=7), ONE._replace(outcome=Outcome.TIE)
    return cast(session, reread(session, arena.id), [ONE, other_time, other])


@pytest.mark.slow
def test_what_was_known_stays_known(database_url: str) -> None:
    """Nobody can say of an older vote whether its time was named, so it is not compared."""
    in_write(database_url, filled)
    for _ in range(2):
        downgrade(database_url, "0016_privacy")
        upgrade(database_url)
        receipt = in_write(database_url, resent)
        assert (receipt.accepted, receipt.duplicates, len(receipt.rejected)) == (0, 2, 1)
        [known] = in_write(database_url, lambda session: imports.earlier(session, 1))
        assert known == (b"d" * 32, 9, 5, False)


def test_more_rows_than_32_bits_count(database_url: str) -> None:
    in_write(database_url, filled)
    execute(database_url, "UPDATE imports SET votes = 1099511627776")
    [known] = in_write(database_url, lambda session: imports.earlier(session, 1))
    assert known.votes == 2**40
    downgrade(database_url, "0016_privacy")
    upgrade(database_url)
    assert in_write(database_url, lambda session: imports.earlier(session, 1)) == []
