"""Matchups with their votes, in log order, and only those between two positions."""

from __future__ import annotations

from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries import prompts
from service.db.queries.log.answered import ANSWERED_COLUMNS, answered
from service.domain.votes import Outcome
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, vote


def test_only_votes_on_matchups(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1, "right", day=day)._replace(prompt="A fox") for day in range(5)])
        (prompt,) = prompts.page(session, arena.id, 0, 10)
        for number, position in ((3, 1), (2, 2), (1, 4)):
            deal(session, number, arena_id=arena.id, position=position, prompt_id=prompt.id)
        deal(session, 4, arena_id=arena.id, prompt_id=prompt.id, voter=2)  # open
        void(session, reread(session, arena.id), [2], "odd")
        rows = [
            dict(zip(ANSWERED_COLUMNS, row, strict=True)) for row in answered(session, arena.id, 0, 9, 10)
        ]
        assert [row["position"] for row in rows] == [1, 2, 4]
        assert {row["prompt"] for row in rows} == {"A fox"}
        assert {row["outcome"] for row in rows} == {int(Outcome.RIGHT)}
        assert [row["void_reason"] for row in rows] == [None, "odd", None]
        assert [row[0] for row in answered(session, arena.id, 1, 3, 10)] == [2]
        assert [row[0] for row in answered(session, arena.id, 0, 9, 1)] == [1]

    inside(shared_url, work)
