"""Votes that were held when they arrived: by day and network, and released exactly."""

from __future__ import annotations

import pytest

from service.arena.access import audit
from service.arena.integrity import arrivals, holding, networks
from service.arena.integrity.arrivals import Which
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.paging import Page
from service.domain.votes import Exclusion
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, state, vote


def test_by_day_and_network(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1, day=day)._replace(voter=9 + day) for day in (0, 0, 0, 1, 1)])
        before = state(session, arena.id)
        for position, network in enumerate((7, 7, -8, 7, None), 1):
            deal(session, position, arena_id=arena.id, position=position, address=network)
        void(session, reread(session, arena.id), [1, 2, 3, 5], "over a limit", Exclusion.HELD)
        flag = holding.hold_votes(session, arena.id, [4], "odd").flag
        days = (clock.day_text(DAY), clock.day_text(DAY + 1))
        assert arrivals.of_arena(session, "t2i") == [
            (DAY + 1, None, 1, 1),
            (DAY, 7, 2, 1),
            (DAY, -8, 1, 1),
        ]
        assert arrivals.positions(session, "t2i", Which())[1] == [1, 2, 3, 5]
        assert arrivals.positions(session, "t2i", Which.parse(days[1]))[1] == [5]
        one = Which.parse(days[0], networks.text_of(-8))
        assert arrivals.release(session, "t2i", one, None) == 1
        with pytest.raises(Invalid):
            arrivals.release(session, "t2i", one, None)
        assert arrivals.release(session, "t2i", Which(), None) == 3
        assert holding.release(session, flag).votes == 1
        assert state(session, arena.id) == before
        actions = [
            entry.detail for entry in audit.page(session, Page("", 9)).items if entry.action == "release"
        ]
        assert actions[1:] == ["3 votes", "1 votes"]
        with pytest.raises(NotFound):
            arrivals.of_arena(session, "nowhere")

    inside(shared_url, work)


@pytest.mark.parametrize(("day", "network"), [("today", ""), ("", "7")])
def test_what_cannot_be_read(day: str, network: str) -> None:
    with pytest.raises(Invalid):
        Which.parse(day, network)
