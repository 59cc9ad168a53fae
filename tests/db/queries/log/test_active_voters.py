"""Who voted lately, in both databases."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.log import active_voters
from service.db.queries.log.active_voters import ActiveVoter
from service.db.tables.votes import votes
from service.domain import clock
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def test_voters_by_votes_by_time_and_by_day(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        first, second = add_arena(session), add_arena(session, slug="second")
        ballots = [vote(day=day)._replace(voter=voter) for day, voter in ((0, 7), (0, 8), (1, 7), (1, None))]
        cast(session, first, ballots)
        cast(session, second, [vote(day=2)._replace(voter=8), vote(day=0)._replace(voter=7)])
        session.execute(votes.update().where(votes.c.position == 3).values(exclusion=1))
        every = [(first.id, 0), (second.id, 0)]
        seven = ActiveVoter(7, 3, 2, 2, (DAY + 1) * clock.DAY)
        eight = ActiveVoter(8, 2, 2, 2, (DAY + 2) * clock.DAY)
        assert active_voters.voters(session, every, "votes", 0, 9) == [seven, eight]
        assert active_voters.voters(session, every, "seen", 0, 9) == [eight, seven]
        assert active_voters.voters(session, every, "seen", 1, 1) == [seven]
        assert active_voters.by_day(session, every, (DAY + 1) * clock.DAY) == {DAY + 1: 1, DAY + 2: 1}
        assert active_voters.count_since(session, every, 0) == 2
        assert active_voters.count_since(session, [(first.id, 2)], 0) == 1

    inside(database_url, work)
