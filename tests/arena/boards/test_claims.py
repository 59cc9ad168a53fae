"""What a leaderboard claims: the same whatever it lists, now and in the past, and what more would cost."""

from __future__ import annotations

import random

from service.arena.boards.boards import Board, build, read
from service.arena.boards.claims import fixed_share
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.refit import Refit
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.boards import Decided, Places
from service.rating.clustered import Shares, Spread
from service.rating.pooled import Deviations
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote

ALL = PromptCategory()
# m0 beats both others; m1 and m2 are close. m3 has too few votes for a claim.
VOTES = [
    *[vote(0, 1, stratum=ALL)] * 80,
    *[vote(0, 2, stratum=ALL)] * 80,
    *[vote(1, 0, stratum=ALL)] * 20,
    *[vote(2, 0, stratum=ALL)] * 15,
    *[vote(2, 1, stratum=ALL)] * 24,
    *[vote(1, 2, stratum=ALL)] * 33,
    *[vote(0, 3, stratum=ALL)] * 2,
]
random.Random(1).shuffle(VOTES)


def board(session: WriteSession, min_votes: int = 3, at: PointInTime | None = None) -> Board:
    return build(read(session, "t2i", OVERALL, min_votes, at))


def test_the_board_says_what_is_decided_and_what_it_takes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, VOTES)
        found = board(session)
        assert found.claims.decided == (Decided("m0", ("m1", "m2")),)
        assert found.claims.pairs == 2
        assert [(e.better_than, e.worse_than) for e in found.ranked] == [(2, 0), (0, 1), (0, 1)]
        places = [found.places(model) for model in ("m0", "m1", "m3")]
        assert places == [Places(1, 1, 3), Places(2, 3, 3), None]
        first, second = found.claims.neighbors
        assert (first.above, first.below, first.better) == ("m0", "m1", "m0")
        assert (first.votes_needed, first.cost) == (None, None)
        assert (second.above, second.below, second.better, second.cost) == ("m1", "m2", None, None)
        assert second.votes_needed is not None
        assert second.votes_needed.likely is not None
        assert second.votes_needed.likely > 250
        assert second.removals is not None
        assert 0 < second.removals < 30

        # A longer or a shorter list makes the same claims.
        assert board(session, min_votes=160).claims.decided == ()  # m0 alone is left
        assert board(session, min_votes=100).claims == found.claims
        # A past board has what was decided then, and of the position now what is decided now.
        assert board(session, at=PointInTime(position=len(VOTES))).claims == found.claims
        past = board(session, at=PointInTime(position=10))
        assert (past.claims.pairs, past.ranked[0].better_than) == (0, 0)

        arenas.change(session, arena.id, {"slug": "t2i", "price_per_vote": 0.25})
        assert reread(session, arena.id).price_per_vote == 0.25
        priced = board(session).claims.neighbors[1]
        assert priced.cost is not None
        assert priced.cost.likely == second.votes_needed.likely / 4

    inside(shared_url, work)


def test_no_models_no_claims(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_arena(session)
        found = board(session)
        assert (found.claims.decided, found.claims.neighbors, found.disagreements) == ((), (), ())

    inside(shared_url, work)


def test_what_more_votes_leave_as_it_is_follows_the_refit() -> None:
    spread = Spread({}, 2.0, 100, 0, Shares(0.4, 0.6, 0.0), 0.8, 0.9)
    refit = Refit(1, 20, {}, Deviations(0.0, 0.0, 0.0, 0.0), (), {OVERALL: spread})
    assert fixed_share(refit, OVERALL) == 0.6
    assert fixed_share(refit, Axis("people")) == fixed_share(None, OVERALL) == 0.0
