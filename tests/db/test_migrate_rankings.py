"""The migration to rankings: no vote is changed on the way up, and no ranking survives the way down."""

from __future__ import annotations

import sqlite3

import pytest
from psycopg.errors import CheckViolation

from service.arena.recording import recount
from service.db.engine import WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import votes
from service.domain.votes import Outcome
from tests.support.db.databases import execute
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, reread, vote
from tests.support.votes.rankings import ranked

REFUSED = (sqlite3.IntegrityError, CheckViolation)
RANKED = "UPDATE votes SET outcome = {} WHERE position = 1"


def recorded(session: WriteSession) -> int:
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, [vote(0, 1), ranked(["m2", "m0", "m1"]), vote(1, 2, "both_bad")])
    return arena.id


def test_up_with_votes_and_down_with_rankings(database_url: str) -> None:
    def outcomes(session: WriteSession) -> list[tuple[int, str | None]]:
        return [(row.outcome, row.void_reason) for row in votes.log(session, arena_id, 0, 9, 9)]

    def mended(session: WriteSession) -> int:
        recount.recount(session, reread(session, arena_id))
        return recount.check(session, reread(session, arena_id)).differences

    arena_id = in_write(database_url, recorded)
    downgrade(database_url, "0016_privacy")
    with pytest.raises(REFUSED, match="ck_votes_outcome"):
        execute(database_url, RANKED.format(5))
    upgrade(database_url)
    reason = "a ranking of more than two models"
    kept = [(int(Outcome.LEFT), None), (int(Outcome.TIE), reason), (int(Outcome.BOTH_BAD), None)]
    assert in_write(database_url, outcomes) == kept
    assert in_write(database_url, mended) == 0
    execute(database_url, RANKED.format(5))
    with pytest.raises(REFUSED, match="ck_votes_outcome"):
        execute(database_url, RANKED.format(6))
