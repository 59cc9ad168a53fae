"""Measurements of likeness: the last one of each arena is kept."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries.blind import likeness
from service.domain.images import Likeness
from tests.support.images.model_images import add_image
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import hang


def test_the_last_measurement_is_kept(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        assert likeness.get(session, arena.id) is None
        for at in (1, 2):
            likeness.put(session, Likeness(arena.id, at, 800, 30, 0.25, 0.2))
        assert likeness.get(session, arena.id) == Likeness(arena.id, 2, 800, 30, 0.25, 0.2)

    inside(shared_url, work)


def test_only_images_in_use_for_the_prompts_are_compared(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        made = hang(session, arena, 2, (0, 1))
        first = min(row.prompt_id for row in likeness.of_prompts(session, range(1_000)))
        add_image(session, arena, first, "m2", withdrawn_at=1, withdrawn_reason="by hand")
        assert [row.id for row in likeness.of_prompts(session, [first])] == made[:2]

    inside(shared_url, work)
