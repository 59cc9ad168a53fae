"""Votes by network, period, answer time and newness, and never those that do not count."""

from __future__ import annotations

from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries.log.chosen import Choice, chosen
from service.domain import clock
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, vote


def test_each_condition(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(
            session,
            arena,
            [vote(0, 1, day=day)._replace(voter=voter) for day, voter in enumerate((1, 1, 2, 3))],
        )
        for position, (voter, network, taken) in enumerate(
            [(1, 7, 900), (1, 7, 90), (2, 8, 50), (3, 7, 90)], 1
        ):
            at = (DAY + position - 1) * clock.DAY
            more = {"address": network, "response_ms": taken, "closed_at": at}
            deal(session, position, arena_id=arena.id, position=position, voter=voter, **more)
        since = (DAY + 1) * clock.DAY
        cases = {
            Choice(): [1, 2, 3, 4],
            Choice(network=7): [1, 2, 4],
            Choice(since=since): [2, 3, 4],
            Choice(since=since, only_new=True): [3, 4],
            Choice(until=since): [1, 2],
            Choice(network=7, within_ms=100): [2, 4],
            Choice(network=9): [],
        }
        assert {choice: chosen(session, arena.id, choice) for choice in cases} == cases
        void(session, reread(session, arena.id), [4], "odd")
        assert chosen(session, arena.id, Choice(network=7)) == [1, 2]

    inside(shared_url, work)
