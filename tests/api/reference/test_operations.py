"""Operations: what their routes say of them."""

from __future__ import annotations

from service.api.reference.operations import Operation, operations_of
from tests.support.served.document import APP, DOCUMENT

OPERATIONS = {operation.id: operation for operation in operations_of(DOCUMENT, APP)}


def test_names() -> None:
    operation = Operation("GET", "/", "get_head_to_head", {}, ())
    assert operation.id == "getHeadToHead"
    assert operation.summary == "Get head to head"


def test_what_they_need_and_take() -> None:
    leaderboard, create = OPERATIONS["getLeaderboard"], OPERATIONS["createModel"]
    assert leaderboard.needs_reader
    assert leaderboard.key is None
    assert not leaderboard.has_body
    assert leaderboard.takes("min_votes")
    assert create.key is not None
    assert create.key.scope == "catalog"
    assert create.in_catalog
    assert create.has_body
    assert create.takes("idempotency-key")
    assert OPERATIONS["getArena"].takes_no_query
    assert OPERATIONS["editImage"].has_body
    assert leaderboard.has_tables
    assert OPERATIONS["queryLeaderboardsByBody"].has_tables
    assert not create.has_tables
