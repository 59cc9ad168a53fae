from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries.log import columns, rankings
from service.domain.rankings import comparisons
from service.domain.votes import RANKED
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread
from tests.support.votes.rankings import mixed


def test_votes_that_count_with_every_pair_of_a_ranking(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, mixed(60))
        void(session, reread(session, arena.id), [7, 30], "a bot")
        rows = columns.counted(session, arena.id, 5, 55)
        assert {row[0] for row in rows} == {*range(6, 56)} - {7, 30}
        assert RANKED not in {row[3] for row in rows}
        known = rankings.between(session, arena.id, 5, 55)
        assert known
        for position in known.keys() - {7, 30}:
            pairs = [row[1:4] for row in rows if row[0] == position]
            assert pairs == list(comparisons(known[position]))
        assert {row[5:] for row in rows} == {(0, 0)}  # neither prompts nor voters are known

    inside(shared_url, work)
