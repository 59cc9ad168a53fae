"""Examples: which votes on a model's images are shown, in which order, and which never."""

from __future__ import annotations

from sqlalchemy import select, update

from service.arena.models.examples import SHOWN, Example, examples
from service.arena.models.source import read
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.tables.voting import images, matchups
from tests.support.arenas import add_arena, add_models, ballots
from tests.support.ledgers import cast, inside, reread, vote
from tests.support.model_images import add_image, add_matchup, add_prompt, digest, show_every_vote
from tests.support.model_pages import LOG, TODAY, golden


def told(found: tuple[Example, ...]) -> list[tuple[int, str, str]]:
    """Position, result and opponent of each."""
    return [(example.position, example.result, example.opponent) for example in found]


def test_the_rules_by_hand(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = golden(session)
        show_every_vote(session, arena)
        found = examples(read(session, "m0", TODAY))
        # m2 has the best score of the three opponents, then m1, then m3; the newest first among equals.
        assert told(found.best) == [
            (9, "tie", "m2"),
            (7, "won", "m2"),
            (3, "won", "m1"),
            (2, "won", "m1"),
            (1, "won", "m1"),
            (10, "won", "m3"),
        ]
        assert told(found.losses) == [(8, "lost", "m2")]
        assert [example.opponent for example in found.close[:3]] == ["m2", "m2", "m2"]
        assert [abs(e.gap) for e in found.close] == sorted(abs(e.gap) for e in found.close)

    inside(shared_url, work)


def test_what_an_example_tells(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = golden(session, LOG[:2])  # in the second vote the model is on the right
        prompt = add_prompt(session, arena, "A fox")
        own = add_image(session, arena, prompt, "m0")
        other = add_image(session, arena, prompt, "m1", width=300, height=200)
        add_matchup(session, arena, 2, prompt, (other, own))
        (example,) = examples(read(session, "m0", TODAY)).best
        copies = {row.id: row.copy.hex() for row in session.execute(select(images.c.id, images.c.copy))}
        assert example.own == (f"/images/{copies[own]}", 640, 480)
        assert example.other == (f"/images/{copies[other]}", 300, 200)
        assert (example.prompt, example.prompt_id, example.themes, example.language) == (
            "A fox",
            prompt,
            ("people",),
            "en",
        )
        assert (example.result, example.opponent, example.opponent_name) == ("won", "m1", "M1")
        assert example.arena.slug == "t2i"
        (mirrored,) = examples(read(session, "m1", TODAY)).losses
        assert (mirrored.own, mirrored.other) == (example.other, example.own)
        assert mirrored.gap == -example.gap

    inside(shared_url, work)


def test_void_votes_withdrawn_images_and_bad_ones_are_not_shown(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, [*[vote(0, 1)] * 3, vote(0, 1, "both_bad"), vote(0, 2)])
        show_every_vote(session, arena)
        void(session, reread(session, arena.id), [1], "a test")
        shown = select(matchups.c.image_right).where(matchups.c.position == 2).scalar_subquery()
        gone = {"withdrawn_at": 1, "withdrawn_reason": "damaged"}
        session.execute(update(images).where(images.c.id == shown).values(gone))
        assert sorted(told(examples(read(session, "m0", TODAY)).best)) == [(3, "won", "m1"), (5, "won", "m2")]

    inside(shared_url, work)


def test_no_image_of_the_model_twice_and_no_more_than_are_shown(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = golden(session)
        cast(session, arena, [vote(0, 1, day=20 + i) for i in range(SHOWN + 3)])
        arena = reread(session, arena.id)
        prompt = add_prompt(session, arena, "The same again")
        own, other = (add_image(session, arena, prompt, slug) for slug in ("m0", "m1"))
        for position in (1, 3):
            add_matchup(session, arena, position, prompt, (own, other))
        assert [e.position for e in examples(read(session, "m0", TODAY)).best] == [3]
        for i in range(SHOWN + 2):
            image = add_image(session, arena, prompt, "m0", sha256=digest(str(i)), copy=digest(f"c{i}"))
            add_matchup(session, arena, 11 + i, prompt, (image, other))
        assert len(examples(read(session, "m0", TODAY)).best) == SHOWN

    inside(shared_url, work)


def test_votes_without_images_have_nothing_to_show(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), ballots(50))
        found = examples(read(session, "m0", TODAY))
        assert (found.best, found.losses, found.close) == ((), (), ())

    inside(shared_url, work)
