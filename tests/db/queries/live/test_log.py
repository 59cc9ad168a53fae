"""Appending in one statement, which takes positions, adds votes and closes matchups, or does nothing."""

from __future__ import annotations

import pytest

from service.db.engine import WriteSession
from service.db.queries import arenas, votes
from service.db.queries.live import log as live_log
from service.db.queries.live.log import ExternalId, LogHead, NewVote
from tests.support.arenas import add_arena, add_models
from tests.support.ledgers import cast, inside, reread, vote


@pytest.mark.postgresql
def test_positions_follow_each_other_and_ids_stay_with_their_votes(postgres_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(1, 0)])
        first = votes.find(session, arena.id, 1)
        assert first is not None
        new = NewVote(first.model_left, first.model_right, 2, first.stratum_id, None, 7, 11)
        gone = new._replace(voided_at=12, void_reason="why", exclusion=1)
        ids = [ExternalId(1, "x", has_time=True), ExternalId(3, "y", has_time=False)]
        assert live_log.append(session, arena.id, [new, gone, new], ids, []) == 2
        stored = [votes.find(session, arena.id, position) for position in (2, 3, 4)]
        assert [row and row.external_id for row in stored] == ["x", None, "y"]
        assert [row and row.exclusion for row in stored] == [None, 1, None]
        assert live_log.heads(session, [arena.id, 10**6]) == [LogHead(arena.id, 1, 4)]
        assert reread(session, arena.id).last_position == 4  # whoever locks an arena folds the rest first
        log = arenas.log_of(session, arena.id)
        assert log is not None
        assert (log.arena.last_position, log.end) == (4, 4)

    inside(postgres_url, work)
