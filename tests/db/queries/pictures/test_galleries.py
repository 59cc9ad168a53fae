"""Images of a prompt: those in use, the newest first."""

from __future__ import annotations

from sqlalchemy import update

from service.db.engine import WriteSession
from service.db.queries.pictures import galleries
from service.db.tables.voting import images
from tests.support.images.model_images import add_image, add_prompt
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def test_images_in_use_the_newest_first(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1)])
        prompt = add_prompt(session, arena, "A fox")
        first, second, gone = (add_image(session, arena, prompt, slug) for slug in ("m0", "m1", "m2"))
        values = {"withdrawn_at": 1, "withdrawn_reason": "asked to"}
        session.execute(update(images).where(images.c.id == gone).values(values))
        assert [row.id for row in galleries.of_prompt(session, prompt)] == [second, first]

    inside(shared_url, work)
