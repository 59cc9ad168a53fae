"""Gold pairs: chosen from what is there or uploaded, and sent to voters like any other matchup."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.catalog import arenas, models
from service.arena.images import images
from service.arena.integrity import gold_pairs
from service.arena.services import Services
from service.arena.voting import matchups
from service.arena.voting.blind_urls import open_blind
from service.db.engine import WriteSession
from service.domain.axes import OVERALL
from service.domain.matchups import AssignedMatchup, Picture
from service.errors import Conflict, Invalid, NotFound
from tests.support.images.model_images import add_image
from tests.support.images.pictures import picture
from tests.support.images.uploads import ARENA, hang, open_gallery
from tests.support.votes.arenas import add_arena, add_models, arena_services
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import ANNA, BEN, rows
from tests.support.votes.voting import hang as fake

pytestmark = pytest.mark.anyio


def always(session: WriteSession) -> None:
    """Let the arena deal nothing but gold pairs, as no form does."""
    arenas.change(session, ARENA, {"gold_share": 100, "repeat_share": 0})


async def deal(services: Services, *, gold: bool) -> AssignedMatchup:
    await services.voting.pools.sampler(
        (await services.database.read(arenas.get, ARENA)).id, OVERALL, fresh=True
    )
    dealt = await matchups.assign(services, ANNA if gold else BEN, ARENA)
    assert [row["gold"] is not None for row in await rows(services)] == ([True, False][: 2 - gold])
    return dealt


async def sent(services: Services, one: Picture) -> tuple[int, int, int]:
    data, length = await open_blind(services, one.image_url.rpartition("/")[2])
    return len(data), length, one.width


@pytest.mark.slow
async def test_an_uploaded_broken_image_is_dealt_and_nothing_tells_it_apart(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        prompt = await open_gallery(services)
        good, other = [await hang(services, model, prompt) for model in ("m0", "m1")]
        stored = await gold_pairs.prepare(services, ARENA, good.id, picture(99))
        number = await services.database.write(gold_pairs.choose_stored, ARENA, good.id, stored)
        (pair,) = await services.database.read(gold_pairs.of_arena, ARENA)
        assert (pair.id, pair.image_good, pair.model_broken) == (number, good.id, gold_pairs.STAND_IN)
        assert (pair.retired_at, pair.withdrawn) == (None, False)
        stand_in = await services.database.read(models.get, gold_pairs.STAND_IN)
        assert (stand_in.name, stand_in.retired_at is not None) == ("Broken on purpose", True)
        # A second upload needs no second model.
        again = await gold_pairs.prepare(services, ARENA, other.id, picture(98))
        await services.database.write(gold_pairs.choose_stored, ARENA, other.id, again)

        await services.database.write(always)
        shown = await deal(services, gold=True)
        shape = [await sent(services, one) for one in (shown.left, shown.right)]
        await services.database.write(lambda s: arenas.change(s, ARENA, {"gold_share": 0}))
        drawn = await deal(services, gold=False)
        assert [await sent(services, one) for one in (drawn.left, drawn.right)] == shape
        assert len(shown.id) == len(drawn.id)
        assert len(shown.left.image_url) == len(drawn.left.image_url)
        assert shown.prompt == drawn.prompt
        # It stays open, though its model is in no other matchup.
        assert (await matchups.assign(services, ANNA, ARENA)).id == shown.id
        reveal = await matchups.vote(services, ANNA, shown.id, "left")
        assert reveal.excluded == "gold"
        assert gold_pairs.STAND_IN in {reveal.left.model, reveal.right.model}


def test_what_does_not_go_together(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        models.create(session, gold_pairs.STAND_IN, {"retired": True})
        arena = add_arena(session)
        a, b = fake(session, arena, 1, (0, 1))
        (elsewhere,) = fake(session, arena, 1, (1,))
        prompt = images.get(session, "t2i", a).prompt_id
        same = add_image(session, arena, prompt, "m0", width=1)
        broken = add_image(session, arena, prompt, gold_pairs.STAND_IN)
        for good, other, error, words in (
            (a, elsewhere, Invalid, "the same prompt"),
            (a, same, Invalid, "two models"),
            (broken, b, Invalid, "is a model's"),
            (a, 10**6, NotFound, "no image"),
        ):
            with pytest.raises(error, match=words):
                gold_pairs.choose(session, "t2i", good, other)
        number = gold_pairs.choose(session, "t2i", a, b)
        with pytest.raises(Conflict, match=f"gold pair {number} already"):
            gold_pairs.choose(session, "t2i", a, b)
        images.withdraw(session, "t2i", same, "wrong")
        with pytest.raises(Invalid, match="was withdrawn"):
            gold_pairs.choose(session, "t2i", same, b)

        def dealt() -> list[bool]:
            return [one.retired_at is None for one in gold_pairs.of_arena(session, "t2i")]

        gold_pairs.retire(session, "t2i", number)
        assert dealt() == [False]
        gold_pairs.retire(session, "t2i", number, retired=False)
        assert dealt() == [True]
        with pytest.raises(NotFound):
            gold_pairs.retire(session, "t2i", number + 1)

    inside(shared_url, work)
