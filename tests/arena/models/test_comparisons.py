"""Models side by side: the counts by hand, the order of themes and of prompts."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.models.comparisons import Comparison, build, check, compare, read
from service.db.engine import WriteSession
from service.domain.axes import Axis
from service.errors import Invalid, NotFound
from tests.support.db.queries import counted
from tests.support.images.model_images import add_image, add_matchup, add_prompt, show_every_vote
from tests.support.pages.model_pages import ANIMALS_DE, LOG, TODAY, golden
from tests.support.votes.arenas import add_arena, add_models, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import cast, inside, vote


def compared(session: WriteSession, *slugs: str) -> Comparison:
    return build(read(session, slugs, TODAY))


def test_the_record_of_a_pair_as_each_side_sees_it(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        (arena,) = compared(session, "m2", "m0", "m1").arenas
        assert arena.models == ("m2", "m0", "m1")
        record, mirrored = (arena.encounters[pair].record for pair in (("m0", "m2"), ("m2", "m0")))
        assert record == (3, 1, 1, 1, 0)
        assert mirrored == (3, 1, 1, 1, 0)
        assert arena.encounters["m0", "m1"].record == (3, 3, 0, 0, 0)
        assert arena.encounters["m1", "m0"].record == (3, 0, 3, 0, 0)
        for one, other in (("m0", "m2"), ("m1", "m2")):
            chances = [arena.encounters[pair].chances.better for pair in ((one, other), (other, one))]
            assert sum(chances) == pytest.approx(1.0)

    inside(shared_url, work)


def test_themes_on_which_the_first_leads_most_come_first(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session, [*LOG, *[vote(1, 0, stratum=ANIMALS_DE) for _ in range(4)]])
        (arena,) = compared(session, "m0", "m1").arenas
        assert [axis.axis for axis in arena.axes] == [
            Axis("", "en"),
            Axis("people"),
            Axis("", "de"),
            Axis("animals"),
        ]
        assert arena.axes[0].lead > 0 > arena.axes[-1].lead
        (turned,) = compared(session, "m1", "m0").arenas
        assert turned.axes[0].lead == pytest.approx(-arena.axes[-1].lead)

    inside(shared_url, work)


def test_an_axis_on_which_only_one_is_rated_is_left_out(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        (arena,) = compared(session, "m0", "m1").arenas
        assert {axis.axis for axis in arena.axes} == {Axis("people"), Axis("", "en")}
        (three,) = compared(session, "m0", "m1", "m2").arenas
        animals = next(axis for axis in three.axes if axis.axis == Axis("animals"))
        assert [standing and standing.model for standing in animals.standings] == ["m0", None, "m2"]

    inside(shared_url, work)


def test_models_that_share_no_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        found = compared(session, "m0", "m4")
        assert [page.model.slug for page in found.pages] == ["m0", "m4"]
        assert (found.arenas, found.prompts) == ((), ())

    inside(shared_url, work)


def test_prompts_are_ordered_by_how_clearly_one_was_preferred(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = golden(session, [vote(0, 1), vote(0, 1), vote(1, 0, "right"), vote(1, 0), vote(0, 1, "tie")])
        for text, positions in {"clear": (1, 2, 3), "once": (4,), "drawn": (5,)}.items():
            prompt = add_prompt(session, arena, text)
            images = [add_image(session, arena, prompt, model) for model in ("m0", "m1")]
            for position in positions:
                add_matchup(session, arena, position, prompt, images[:: -1 if position in {3, 4} else 1])
        found = compared(session, "m0", "m1").prompts
        assert [(d.example.prompt, d.wins, d.losses, d.ties) for d in found] == [
            ("clear", 3, 0, 0),
            ("once", 0, 1, 0),
        ]
        assert [d.example.result for d in found] == ["won", "lost"]
        assert found[0].example.own != found[0].example.other

    inside(shared_url, work)


def test_the_number_of_queries_does_not_depend_on_the_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(60, days=40))
        show_every_vote(session, arena)
        with counted(session) as few:
            compared(session, "m0", "m1", "m2", "m3")
        cast(session, arena, ballots(600, seed=2, days=40))
        with counted(session) as many:
            compared(session, "m0", "m1", "m2", "m3")
        assert len(many) == len(few) <= 4 * 24 + 6

    inside(shared_url, work)


@pytest.mark.parametrize("slugs", [[], ["a"], ["a", "a"], ["a", "b", "c", "d", "e"]])
def test_too_few_too_many_and_twice_the_same_are_refused(slugs: list[str]) -> None:
    with pytest.raises(Invalid, match="2 to 4 different models"):
        check(slugs)


async def test_compared_over_the_services(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await submit(services, await new_arena(services), ballots(80))
        found = await compare(services, ["m1", "m0"])
        assert [page.model.slug for page in found.pages] == ["m1", "m0"]
        with pytest.raises(NotFound, match="no model 'nobody'"):
            await compare(services, ["m0", "nobody"])
