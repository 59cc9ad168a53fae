"""The gallery of a prompt: all models by rank, with votes; nothing of prompts that are kept for votes."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from service.arena.models.prompt_gallery import PromptGallery, Tally, prompt_gallery
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.tables.catalog import arenas
from service.db.tables.voting import images
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.errors import NotFound
from tests.support.images.model_images import add_image, add_matchup, add_prompt
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote


def furnished(session: WriteSession, share: int = 100) -> tuple[Arena, int]:
    """Return an arena and a prompt of which three models made images; ``m2`` has no votes."""
    add_models(session, 3)
    arena = add_arena(session)
    cast(session, arena, [vote(0, 1, "right"), vote(0, 1, "tie")] + [vote(0, 1)] * 4)
    session.execute(update(arenas).values(example_share=share))
    prompt = add_prompt(session, arena, "A fox")
    pair = [add_image(session, arena, prompt, slug) for slug in ("m0", "m1")]
    add_image(session, arena, prompt, "m2")
    for position in range(1, 7):
        add_matchup(session, arena, position, prompt, pair)
    return arena, prompt


def told(found: PromptGallery) -> list[tuple[str, int | None, Tally]]:
    return [(image.model, image.rank, image.tally) for image in found.images]


def test_all_models_by_rank_with_their_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, prompt = furnished(session)
        found = prompt_gallery(session, arena.slug, prompt)
        # The votes have a theme and a language, so the most specific leaderboard that ranks both is theirs.
        assert found.axis == Axis("people", "en")
        assert told(found) == [("m0", 1, Tally(4, 1, 1)), ("m1", 2, Tally(1, 4, 1)), ("m2", None, Tally())]
        assert (found.votes, found.hidden, found.prompt.text) == (6, 0, "A fox")
        void(session, reread(session, arena.id), [1], "a test")
        assert prompt_gallery(session, arena.slug, prompt).votes == 5
        copy = bytes.fromhex(found.images[0].image_url.rpartition("/")[2])
        session.execute(
            update(images).where(images.c.copy == copy).values(withdrawn_at=1, withdrawn_reason="asked to")
        )
        assert len(prompt_gallery(session, arena.slug, prompt).images) == 2
        with pytest.raises(NotFound):
            prompt_gallery(session, arena.slug, prompt + 1)

    inside(shared_url, work)


def test_what_is_kept_for_votes_is_not_shown(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, prompt = furnished(session, share=0)
        found = prompt_gallery(session, arena.slug, prompt)
        assert (found.images, found.hidden, found.votes) == ((), 3, 0)

    inside(shared_url, work)
