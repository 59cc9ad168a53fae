"""Reviews: a flag's votes with their images, page by page, and what became of them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from service.arena.access.voters import code_of
from service.arena.integrity import holding, networks, reviewing
from service.arena.recording.backlog import fold_upto
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.tables.votes import votes
from service.errors import NotFound
from tests.support.images.model_images import add_prompt
from tests.support.votes.arenas import ballots
from tests.support.votes.ledgers import inside, reread
from tests.support.votes.own_votes import VOTERS, voted_arena
from tests.support.votes.rigged_arenas import ROBOT, add_rigged


def test_a_flag_page_by_page(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_rigged(session)
        flag = holding.hold_votes(session, arena.id, range(100, 141), "odd").flag
        void(session, reread(session, arena.id), [100, 101], "a robot")
        first = reviewing.of_flag(session, flag)
        assert (first.arena.slug, first.flag.id) == ("t2i", flag)
        assert (first.states, first.waiting) == ({"held": 39, "voided": 2}, 0)
        assert (len(first.votes.items), first.votes.total, first.votes.next_after) == (24, 41, 123)
        second = reviewing.of_flag(session, flag, 123)
        assert [vote.position for vote in second.votes.items] == list(range(124, 141))
        assert second.votes.next_after is None
        last = second.votes.items[-1]
        assert (last.voter, last.network) == (code_of(ROBOT), networks.text_of(1_140))
        assert (last.outcome, last.excluded, last.left.image_url) == ("left", "held", None)
        assert last.response_ms == 2_000 + 37 * (140 * 140 % 101)
        with pytest.raises(NotFound):
            reviewing.of_flag(session, flag + 1)

    inside(shared_url, work)


def test_votes_that_are_not_published_yet(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_rigged(session, publish_after=60)
        flag = holding.hold_votes(session, arena.id, [3, 140], "odd").flag
        assert reviewing.of_flag(session, flag).waiting == 2
        fold_upto(session, reread(session, arena.id), 100)
        assert reviewing.of_flag(session, flag).waiting == 1

    inside(shared_url, work)


def test_images_and_prompts(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, [one._replace(voter=VOTERS[0]) for one in ballots(2)])
        prompt = add_prompt(session, arena, "A fox")
        session.execute(update(votes).values(prompt_id=prompt))
        page = reviewing.page(session, arena.id, [1, 2])
        assert (page.total, page.next_after, len(page.items)) == (2, None, 2)
        for vote in page.items:
            assert vote.voter == code_of(VOTERS[0])
            assert (vote.prompt_id, vote.prompt) == (prompt, "A fox")
            assert all((side.image_url or "").startswith("/images/") for side in (vote.left, vote.right))
        assert reviewing.page(session, arena.id, []).items == ()

    inside(shared_url, work)
