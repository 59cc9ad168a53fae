"""The prompts of a release."""

from __future__ import annotations

from service.arena.catalog import prompts
from service.db.engine import WriteSession
from service.db.queries.log.released import prompts_upto
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def test_prompts_are_those_of_the_votes_so_far(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session), add_arena(session, "other")
        cast(session, other, [vote()._replace(prompt="Elsewhere")])
        texts = ("One", "One", "Two", None)
        cast(session, arena, [vote()._replace(prompt=text) for text in texts])
        prompts.create(session, "t2i", "Never")
        found = prompts_upto(session, arena.id, 4)
        assert [(row.text, row.themes, row.language) for row in found] == [
            ("One", "people", "en"),
            ("Two", "people", "en"),
        ]
        assert [row.text for row in prompts_upto(session, arena.id, 2)] == ["One"]

    inside(shared_url, work)
