"""Rows of images: found by their bytes, by their copies, and by the sides of matchups."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries import images
from service.db.queries.images import BlindHashes, Face, Faces, NewImage
from tests.support.images.model_images import digest
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.prompts import add_prompt

NAMES = ("sha256", "copy", "square", "blind", "blind square", "small", "small square")


def new(session: WriteSession, prompt_id: int, model_id: int, name: str = "x", box: str = "3:2") -> int:
    """Return an image of a model, its bytes named after it."""
    sha256, copy, square, *blind = (digest(name + column) for column in NAMES)
    return images.add(
        session,
        NewImage(
            1,
            prompt_id,
            model_id,
            sha256,
            "png",
            3,
            2,
            9,
            box,
            copy,
            square,
            BlindHashes(*blind),
            "upload",
            5,
        ),
    )


def test_an_image_is_found_by_what_it_is(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        add_models(session, 2)
        prompt_id = add_prompt(session, arena)
        first, second = new(session, prompt_id, 1), new(session, prompt_id, 2, "y")
        found = images.find(session, prompt_id, 1, digest("xsha256"))
        assert found is not None
        assert found.id == first
        assert images.find(session, prompt_id, 2, digest("xsha256")) is None
        row = images.get(session, arena.id, second)
        assert row is not None
        assert (row.model, row.arena, row.size, row.copy) == ("m1", "t2i", 9, digest("ycopy"))
        assert images.get(session, arena.id + 1, second) is None
        rows = images.page(session, arena.id, 0, 10, prompt_id=prompt_id, model="m1")
        assert [row.id for row in rows] == [second]
        assert [row.id for row in images.every(session, first, 10)] == [second]

    in_write(database_url, work)


def test_a_withdrawn_image_is_shown_no_more(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        add_models(session, 1)
        made = new(session, add_prompt(session, arena), 1)
        assert images.is_public(session, digest("xcopy"))
        assert not images.is_public(session, digest("xsha256"))  # an original
        assert images.of_copy(session, digest("xcopy")) == [made]
        assert images.withdraw(session, made, 7, "asked to")
        assert not images.withdraw(session, made, 8, "again")
        row = images.get(session, arena.id, made)
        assert row is not None
        assert (row.withdrawn_at, row.withdrawn_reason) == (7, "asked to")
        assert not images.is_public(session, digest("xcopy"))
        assert images.every(session, 0, 10) == []
        blind = BlindHashes(*map(digest, ("blind", "blind square", "small", "small square")))
        images.restore(session, made, digest("other"), digest("square"), blind)
        (row,) = images.every(session, 0, 10)
        assert (row.withdrawn_at, row.withdrawn_reason, row.copy) == (None, None, digest("other"))
        assert BlindHashes(*(getattr(row, name) for name in BlindHashes._fields)) == blind

    in_write(database_url, work)


def test_both_sides_of_a_matchup_are_found_together(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        add_models(session, 2)
        prompt_id = add_prompt(session, arena)
        left, right = new(session, prompt_id, 1), new(session, prompt_id, 2, "y", "1:1")
        deal(session, 3, prompt_id=prompt_id, image_left=right, image_right=left, dealt_at=17)
        assert images.of_matchup(session, 3) == Faces(
            Face(right, "1:1", *(digest("y" + name) for name in NAMES[1:])),
            Face(left, "3:2", *(digest("x" + name) for name in NAMES[1:])),
            17,
        )
        assert images.of_matchup(session, 4) is None

    in_write(database_url, work)
