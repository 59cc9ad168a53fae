"""Gold pairs in the database, and which pairs a voter can be shown again."""

from __future__ import annotations

from sqlalchemy import text

from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries import images
from service.db.queries.gold import pairs
from service.db.queries.gold.pairs import NewPair
from service.domain.votes import Exclusion
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, vote
from tests.support.votes.voting import hang


def test_pairs_that_can_be_dealt(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        good, broken, other = hang(session, arena, 1, (0, 1, 2))
        prompt = images.get(session, arena.id, good)
        assert prompt is not None
        number = pairs.add(session, NewPair(arena.id, prompt.prompt_id, good, broken, 1_000))
        pairs.add(session, NewPair(arena.id, prompt.prompt_id, good, other, 1_000))
        assert pairs.find(session, arena.id, good, broken) == number
        assert pairs.find(session, arena.id, broken, good) is None
        first, _ = pairs.in_use(session, arena.id)
        assert (first.id, first.image_good, first.image_broken) == (number, good, broken)
        assert (first.box_good, first.prompt_id) == ("3:2", prompt.prompt_id)
        # A withdrawn image, two images of one model, and a retired pair are not dealt.
        images.withdraw(session, other, 2_000, "wrong")
        assert pairs.in_use(session, arena.id) == (first,)
        assert [one.withdrawn for one in pairs.of_arena(session, arena.id)] == [True, False]
        for model, found in ((first.model_good, ()), (first.model_broken, (first,))):
            moved = text("UPDATE images SET model_id = :model WHERE id = :id")
            session.execute(moved, {"model": model, "id": broken})
            assert pairs.in_use(session, arena.id) == found
        assert pairs.retire(session, arena.id, number, 3_000)
        assert pairs.in_use(session, arena.id) == ()
        assert not pairs.retire(session, arena.id, number + 7, 3_000)
        assert {one.retired_at for one in pairs.of_arena(session, arena.id)} == {None, 3_000}

    inside(shared_url, work)


def test_pairs_that_a_voter_has_judged_once(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        made = [hang(session, arena, 1, (0, 1)) for _ in range(6)]
        prompts = [row.prompt_id for pair in made if (row := images.get(session, arena.id, pair[0]))]
        models = [row.model_id for image in made[0] if (row := images.get(session, arena.id, image))]
        cast(session, arena, [vote(0, 1)._replace(voter=5)] * 8)
        shown = (0, 1, 1, 2, 3, 4, 5)
        for position, number in enumerate(shown, 1):
            deal(
                session,
                position,
                arena_id=arena.id,
                position=position,
                voter=6 if number == 5 else 5,
                dealt_at=1_000 * position,
                closed_at=1_000 * position + 1,
                prompt_id=prompts[number],
                image_left=made[number][0],
                image_right=made[number][1],
                model_left=models[0],
                model_right=models[1],
            )
        void(session, reread(session, arena.id), [4], "too fast", Exclusion.RATE)
        images.withdraw(session, made[3][0], 9_000, "wrong")

        def found(since: int = 0, before: int = 10_000) -> list[int]:
            some = pairs.repeatable(session, 5, arena.id, since=since, before=before, most=9)
            return sorted(prompts.index(one.prompt_id) for one in some)

        # Not what was shown twice, does not count, has a withdrawn image, or is another voter's.
        assert found() == [0, 4]
        assert found(since=1_000) == [4]
        assert found(before=6_000) == [0]
        (one,) = pairs.repeatable(session, 5, arena.id, since=0, before=6_000, most=9)
        assert (one.image_left, one.model_right, one.box_left) == (made[0][0], models[1], "3:2")
        assert pairs.repeatable(session, 5, arena.id, since=0, before=10_000, most=1)[1:] == []

    inside(shared_url, work)
