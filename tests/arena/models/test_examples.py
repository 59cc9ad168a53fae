"""Examples: which votes on a model's images are shown, in which order, and which never."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select, update

from service.arena.models.examples import PER_OPPONENT, SHOWN, Example, examples
from service.arena.models.source import read
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.tables.voting import images, matchups
from tests.support.images.model_images import add_image, add_matchup, add_prompt, digest, show_every_vote
from tests.support.pages.model_pages import LOG, TODAY, golden
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread, vote


def told(found: tuple[Example, ...]) -> list[tuple[int, str, str]]:
    """Position, result and opponent of each."""
    return [(example.position, example.result, example.opponent) for example in found]


def test_the_rules_by_hand(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = golden(session)
        show_every_vote(session, arena)
        found = examples(read(session, "m0", TODAY))
        # Wins before ties. m2 has the best score of the three opponents, then m1, then m3; the newest first
        # among equals, and two of each.
        assert told(found.best) == [
            (7, "won", "m2"),
            (3, "won", "m1"),
            (2, "won", "m1"),
            (10, "won", "m3"),
            (9, "tie", "m2"),
        ]
        assert told(found.losses) == [(8, "lost", "m2")]
        assert [example.opponent for example in found.close] == ["m2", "m2", "m1", "m1", "m3"]
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


def test_one_of_a_prompt_and_two_of_an_opponent(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        opponents = (1, 1, 1, 2, 3, 3, 4, 4)
        add_models(session, 5)
        arena = add_arena(session)
        cast(session, arena, [vote(0, opponent) for opponent in opponents])
        arena = reread(session, arena.id)
        prompts = [add_prompt(session, arena, text) for text in "abcdefgh"]
        prompts[4] = prompts[3]  # one of these two is left out, and one of three against m1
        for position, (prompt, opponent) in enumerate(zip(prompts, opponents, strict=True), start=1):
            pair = [
                add_image(session, arena, prompt, slug, sha256=digest(f"{slug} {position}"))
                for slug in ("m0", f"m{opponent}")
            ]
            add_matchup(session, arena, position, prompt, pair)
        best = examples(read(session, "m0", TODAY)).best
        assert len(best) == SHOWN == len({example.prompt_id for example in best})
        assert max(Counter(example.opponent for example in best).values()) == PER_OPPONENT

    inside(shared_url, work)


def test_the_examples_of_one_theme(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        show_every_vote(session, golden(session))
        source = read(session, "m0", TODAY)
        everything, people, nothing = (examples(source, theme) for theme in (None, "people", "cars"))
        assert (everything.themes, everything.theme) == (("people",), None)
        assert (people.best, people.theme) == (everything.best, "people")
        assert (nothing.best, nothing.losses, nothing.close) == ((), (), ())
        assert nothing.themes == ("people",)

    inside(shared_url, work)


def test_votes_without_images_have_nothing_to_show(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), ballots(50))
        found = examples(read(session, "m0", TODAY))
        assert (found.best, found.losses, found.close) == ((), (), ())

    inside(shared_url, work)
