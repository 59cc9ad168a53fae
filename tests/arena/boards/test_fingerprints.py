"""Fingerprints of leaderboards: which prompts are in them, and that they cost no more with many prompts."""

from __future__ import annotations

from service.arena.boards.boards import read
from service.arena.boards.fingerprints import PromptSets
from service.arena.boards.point_in_time import PointInTime
from service.arena.catalog import prompts
from service.arena.recording.id_cache import IdCache
from service.db.engine import ReadSession, WriteSession
from service.db.queries import prompt_categories
from service.domain.axes import OVERALL, Axis, PromptCategory
from tests.support.db.queries import counted
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote

PEOPLE = PromptCategory(("people",), "en")


def marks(
    session: ReadSession, sets: PromptSets, arena_id: int, until: int | None = None
) -> dict[str, str | None]:
    arena = reread(session, arena_id)
    axes = prompt_categories.axes_of_arena(session, arena_id)
    found = sets.fingerprints(session, arena, axes, until)
    return {axis.label: found[i] for i, axis in axes.items()}


def test_prompts_that_come_with_votes_or_from_the_catalog_change_it(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        sets, cache = PromptSets(), IdCache()
        one = add_arena(session)
        prompts.create(session, "t2i", "a cat", themes=["people"], language="en")
        first = marks(session, sets, one.id)
        assert first["overall"] == first["theme=people"] is not None
        # Another one has another fingerprint, on its axes only.
        cache.prompt(session, one.id, "a dog", PromptCategory(("cars",), "en"))
        second = marks(session, sets, one.id)
        assert second["overall"] != first["overall"]
        assert second["theme=people"] == first["theme=people"]
        assert second == marks(session, PromptSets(), one.id)
        # The same prompts in another order, in another arena.
        other = add_arena(session, "other")
        cache.prompt(session, other.id, "a dog", PromptCategory(("cars",), "en"))
        prompts.create(session, "other", "a cat", themes=["people"], language="en")
        assert marks(session, sets, other.id) == second
        prompts.create(session, "other", "a bird", themes=["people"], language="en")
        assert marks(session, sets, other.id)["theme=cars"] == second["theme=cars"]
        assert marks(session, sets, other.id)["overall"] != second["overall"]

    inside(shared_url, work)


def test_of_the_past_it_has_the_prompts_of_then(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session)
        cast(session, arena, [vote(stratum=PEOPLE), vote(stratum=PEOPLE)])
        made = prompts.create(session, "t2i", "a cat", themes=["people"], language="en")
        sets = PromptSets()
        now = read(session, "t2i", OVERALL, prompt_sets=sets).fingerprint
        assert now is not None
        # These votes are older than the prompt.
        assert read(session, "t2i", OVERALL, at=PointInTime(1), prompt_sets=sets).fingerprint is None
        assert read(session, "t2i", OVERALL, at=PointInTime(2), prompt_sets=sets).fingerprint == now
        assert marks(session, sets, arena.id, made.created_at)["overall"] == now
        assert marks(session, sets, arena.id, made.created_at - 1)["overall"] is None
        assert read(session, "t2i", Axis("people"), prompt_sets=sets).fingerprint == now
        assert read(session, "t2i", OVERALL).fingerprint is None

    inside(shared_url, work)


def test_known_prompts_are_not_read_again(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        sets, cache = PromptSets(), IdCache()
        for i in range(30):
            cache.prompt(session, arena.id, f"cat {i}", PEOPLE)
        before = marks(session, sets, arena.id)
        with counted(session) as made:
            assert marks(session, sets, arena.id) == before
        assert len(made) <= 8
        assert sets._known.get(arena.id).last > 0  # type: ignore[union-attr]

    inside(shared_url, work)
