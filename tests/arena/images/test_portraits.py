"""Portraits: the images of a model that won most, public ones only, kept for a while."""

from __future__ import annotations

from sqlalchemy import select, update

from service.arena.images import portraits
from service.db.engine import WriteSession
from service.db.tables.catalog import arenas
from service.db.tables.voting import images
from service.domain.images import Portrait
from tests.support.images.model_images import add_image, add_matchup, add_prompt
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote


def test_the_image_that_won_most_comes_first(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(0, 1), vote(0, 1), vote(0, 1, "tie")])
        session.execute(update(arenas).values(example_share=100))
        arena = reread(session, arena.id)
        prompt = add_prompt(session, arena, "A fox")
        often, once, tied = (add_image(session, arena, prompt, "m0", bytes=size) for size in (1, 2, 3))
        newest = add_image(session, arena, prompt, "m1")
        unseen = add_image(session, arena, prompt, "m2")
        for position, image in enumerate((often, once, often, tied), 1):
            add_matchup(session, arena, position, prompt, (image, newest))
        copies = {row.id: row.copy.hex() for row in session.execute(select(images.c.id, images.c.copy))}
        found = portraits.choose(session, arena)
        assert found["m0"][0] == Portrait(f"/images/{copies[often]}", 640, 480, arena.slug, prompt, "A fox")
        assert [one.image_url[8:] for one in found["m0"]] == [copies[one] for one in (often, once, tied)]
        # A model that never won has its newest image.
        assert [one.image_url[8:] for one in found["m2"]] == [copies[unseen]]

    inside(shared_url, work)


def test_only_what_is_public_is_a_portrait(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1)] * 2)
        session.execute(update(arenas).values(example_share=100))
        prompt = add_prompt(session, arena, "A fox")
        won, other = (add_image(session, arena, prompt, slug) for slug in ("m0", "m1"))
        add_matchup(session, arena, 1, prompt, (won, other))
        assert set(portraits.choose(session, reread(session, arena.id))) == {"m0", "m1"}
        session.execute(
            update(images).where(images.c.id == won).values(withdrawn_at=1, withdrawn_reason="asked to")
        )
        assert set(portraits.choose(session, reread(session, arena.id))) == {"m1"}
        session.execute(update(arenas).values(example_share=0))
        assert portraits.choose(session, reread(session, arena.id)) == {}

    inside(shared_url, work)
