"""Names to ids: found once, made where they are new, and never remembered wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from service.arena.recording import id_cache as module
from service.arena.recording.id_cache import IdCache
from service.db.engine import WriteSession
from service.db.queries import models, prompt_categories, prompts
from service.domain.axes import Axis, PromptCategory
from service.errors import Invalid
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside

PEOPLE = PromptCategory(("people",), "en")


@contextmanager
def counted(session: WriteSession) -> Iterator[list[str]]:
    """Yield the statements that are run meanwhile."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(session, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(session, "before_cursor_execute", note)


def test_models_are_looked_up_once_and_unknown_ones_again(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        ids = IdCache()
        ids.learn_models(session, ["m0", "m1", "later"])
        assert ids.models == models.ids_of(session, ["m0", "m1"])
        with counted(session) as seen:
            ids.learn_models(session, ["m0", "m1"])
            ids.learn_models(session, [])
        assert seen == []
        values = {"slug": "later", "name": "Later", "capabilities": "[]", "created_at": 0}
        made = models.add(session, {**values, "weights_open": "no", "commercial_use": "no"})
        ids.learn_models(session, ["later"])
        assert ids.models["later"] == made

    inside(shared_url, work)


def test_a_stratum_is_made_once_with_its_axes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        ids = IdCache()
        assert ids.find_category(session, arena.id, PEOPLE) is None
        with counted(session) as seen:
            made = ids.category(session, arena.id, PEOPLE)
        assert [sum(f"FROM {table}" in one for one in seen) for table in ("strata", "axes")] == [2, 1]
        with counted(session) as seen:
            assert ids.category(session, arena.id, PEOPLE) == made
            assert ids.find_category(session, arena.id, PEOPLE) == made
        assert seen == []
        assert IdCache().category(session, arena.id, PEOPLE) == made
        assert ids.category(session, other.id, PEOPLE) != made
        known = prompt_categories.axes_of_arena(session, arena.id)
        assert {known[i] for i in ids.axes(session, made)} == set(PEOPLE.axes())

    inside(shared_url, work)


def test_looking_for_a_stratum_makes_none(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        ids = IdCache()
        assert ids.find_category(session, arena.id, PEOPLE) is None
        assert prompt_categories.find_axis(session, arena.id, Axis("people")) is None
        made = IdCache().category(session, arena.id, PEOPLE)
        assert ids.find_category(session, arena.id, PEOPLE) == made

    inside(shared_url, work)


def test_a_prompt_is_its_text_its_themes_and_its_language(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        ids = IdCache()
        first = ids.prompt(session, arena.id, "a cat", PEOPLE)
        assert ids.prompt(session, arena.id, "a cat", PEOPLE) == first
        assert IdCache().prompt(session, arena.id, "a cat", PEOPLE) == first
        others = [
            ids.prompt(session, arena.id, "a cat ", PEOPLE),
            ids.prompt(session, arena.id, "a cat", PromptCategory(("people",))),
            ids.prompt(session, other.id, "a cat", PEOPLE),
        ]
        assert len({first[0], *(prompt for prompt, _ in others)}) == 4
        assert others[0][1] == first[1]
        assert prompts.get(session, arena.id, first[0]).text == "a cat"  # type: ignore[union-attr]

    inside(shared_url, work)


def test_stored_prompts_by_id_in_their_own_arena_only(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        prompt_id, stratum_id = IdCache().prompt(session, arena.id, "a cat", PEOPLE)
        ids = IdCache()
        ids.learn_prompts(session, arena.id, [prompt_id, prompt_id, 10**6])
        ids.learn_prompts(session, other.id, [prompt_id])
        assert ids.category_of_prompt(arena.id, prompt_id) == stratum_id
        for arena_id, missing in [(arena.id, 10**6), (other.id, prompt_id), (arena.id, -1)]:
            with pytest.raises(Invalid, match=f"no prompt {missing}"):
                ids.category_of_prompt(arena_id, missing)

    inside(shared_url, work)


@pytest.mark.parametrize("room", [1, 2, 3, 4])
def test_a_request_for_more_prompts_than_fit_knows_all_of_them(
    shared_url: str, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forgetting the old ones must not forget those of this very request."""
    monkeypatch.setattr(module, "MAX_PROMPTS", room)

    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        ids = IdCache()
        made = [ids.prompt(session, arena.id, f"prompt {i}", PEOPLE)[0] for i in range(4)]
        assert [ids.prompt(session, arena.id, f"prompt {i}", PEOPLE)[0] for i in range(4)] == made
        for wanted in ([made[0]], made[:2], made[1:], made):
            ids.learn_prompts(session, arena.id, wanted)
            for prompt_id in wanted:
                ids.category_of_prompt(arena.id, prompt_id)

    inside(shared_url, work)


def test_memory_of_texts_is_bounded(shared_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PROMPTS", 5)

    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        ids = IdCache()
        for i in range(23):
            ids.prompt(session, arena.id, f"prompt {i}", PEOPLE)
        assert len(ids._texts) <= 5

    inside(shared_sqlite_url, work)


def test_forgetting_is_complete(shared_url: str) -> None:
    """After a transaction that was taken back every id it made belongs to nobody, or to another."""

    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session)
        ids = IdCache()
        ids.learn_models(session, ["m0"])
        prompt_id, stratum_id = ids.prompt(session, arena.id, "a cat", PEOPLE)
        ids.learn_prompts(session, arena.id, [prompt_id])
        ids.axes(session, stratum_id)
        for table in ("prompts", "stratum_axes", "strata", "axes"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        ids.forget()
        assert ids.models == {}
        assert ids.find_category(session, arena.id, PEOPLE) is None
        with pytest.raises(Invalid):
            ids.category_of_prompt(arena.id, prompt_id)
        with pytest.raises(KeyError):
            ids.axes(session, stratum_id)

    inside(shared_url, work)


def test_categories_of_an_arena_are_learned_together(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        before = IdCache()
        categories = [PromptCategory((theme,), "en") for theme in ("animals", "people", "text")]
        known = {category: before.category(session, arena.id, category) for category in categories}
        before.category(session, other.id, PEOPLE)
        ids = IdCache()
        ids.learn_categories(session, arena.id)
        with counted(session) as seen:
            ids.learn_categories(session, arena.id)
            assert {one: ids.category(session, arena.id, one) for one in categories} == known
            assert [len(ids.axes(session, i)) for i in known.values()] == [4, 4, 4]
        assert seen == []
        assert ids.category(session, other.id, PEOPLE) == before.category(session, other.id, PEOPLE)

    inside(shared_url, work)


def test_the_categories_beyond_many_are_looked_up_as_they_come(
    shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session, "a")
        categories = [PromptCategory((), language) for language in ("de", "en", "fr")]
        known = {one: IdCache().category(session, arena.id, one) for one in categories}
        monkeypatch.setattr(module, "_MANY", 2)
        ids = IdCache()
        ids.learn_categories(session, arena.id)
        assert {one: ids.category(session, arena.id, one) for one in categories} == known

    inside(shared_url, work)
