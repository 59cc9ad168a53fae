"""Pages of active voters."""

from __future__ import annotations

import pytest

from service.arena.access.voters import code_of
from service.arena.votes import active
from service.db.engine import WriteSession
from service.domain.paging import Page, key_of
from service.errors import Invalid
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote


def test_pages_and_the_part_of_the_log_that_is_read(shared_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(day=day)._replace(voter=voter) for day, voter in enumerate((5, 6, 6))])
        found = active.page(session, "votes", Page("", 1))
        assert [(voter.code, voter.votes) for voter in found.items] == [(code_of(6), 2)]
        assert found.next_cursor
        rest = active.page(session, "votes", Page(key_of(found.next_cursor), 1))
        assert ([voter.code for voter in rest.items], rest.next_cursor) == ([code_of(5)], None)
        monkeypatch.setattr(active, "NEWEST_VOTES", 2)
        assert active.newest([reread(session, arena.id)]) == [(arena.id, 1)]
        assert [voter.code for voter in active.page(session, "seen", Page("", 9)).items] == [code_of(6)]
        with pytest.raises(Invalid):
            active.page(session, "name", Page("", 9))

    inside(shared_url, work)
