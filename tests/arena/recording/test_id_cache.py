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
from tests.support.arenas import add_arena, add_models
from tests.support.ledgers import inside

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
        names = IdCache()
        names.learn_models(session, ["m0", "m1", "later"])
        assert names.models == models.ids_of(session, ["m0", "m1"])
        with counted(session) as seen:
            names.learn_models(session, ["m0", "m1"])
            names.learn_models(session, [])
        assert seen == []
        values = {"slug": "later", "name": "Later", "capabilities": "[]", "created_at": 0}
        made = models.add(session, {**values, "weights_open": "no", "commercial_use": "no"})
        names.learn_models(session, ["later"])
        assert names.models["later"] == made

    inside(shared_url, work)


def test_a_stratum_is_made_once_with_its_axes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        names = IdCache()
        assert names.find_stratum(session, arena.id, PEOPLE) is None
        made = names.stratum(session, arena.id, PEOPLE)
        with counted(session) as seen:
            assert names.stratum(session, arena.id, PEOPLE) == made
            assert names.find_stratum(session, arena.id, PEOPLE) == made
        assert seen == []
        assert IdCache().stratum(session, arena.id, PEOPLE) == made
        assert names.stratum(session, other.id, PEOPLE) != made
        known = prompt_categories.axes_of_arena(session, arena.id)
        assert {known[i] for i in names.axes(session, made)} == set(PEOPLE.axes())

    inside(shared_url, work)


def test_looking_for_a_stratum_makes_none(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        names = IdCache()
        assert names.find_stratum(session, arena.id, PEOPLE) is None
        assert prompt_categories.find_axis(session, arena.id, Axis("people")) is None
        made = IdCache().stratum(session, arena.id, PEOPLE)
        assert names.find_stratum(session, arena.id, PEOPLE) == made

    inside(shared_url, work)


def test_a_prompt_is_its_text_its_themes_and_its_language(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        names = IdCache()
        first = names.prompt(session, arena.id, "a cat", PEOPLE)
        assert names.prompt(session, arena.id, "a cat", PEOPLE) == first
        assert IdCache().prompt(session, arena.id, "a cat", PEOPLE) == first
        others = [
            names.prompt(session, arena.id, "a cat ", PEOPLE),
            names.prompt(session, arena.id, "a cat", PromptCategory(("people",))),
            names.prompt(session, other.id, "a cat", PEOPLE),
        ]
        assert len({first[0], *(prompt for prompt, _ in others)}) == 4
        assert others[0][1] == first[1]
        assert prompts.get(session, arena.id, first[0]).text == "a cat"  # type: ignore[union-attr]

    inside(shared_url, work)


def test_stored_prompts_by_id_in_their_own_arena_only(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        prompt_id, stratum_id = IdCache().prompt(session, arena.id, "a cat", PEOPLE)
        names = IdCache()
        names.learn_prompts(session, arena.id, [prompt_id, prompt_id, 10**6])
        names.learn_prompts(session, other.id, [prompt_id])
        assert names.stratum_of_prompt(arena.id, prompt_id) == stratum_id
        for arena_id, missing in [(arena.id, 10**6), (other.id, prompt_id), (arena.id, -1)]:
            with pytest.raises(Invalid, match=f"no prompt {missing}"):
                names.stratum_of_prompt(arena_id, missing)

    inside(shared_url, work)


@pytest.mark.parametrize("room", [1, 2, 3, 4])
def test_a_request_for_more_prompts_than_fit_knows_all_of_them(
    shared_url: str, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forgetting the old ones must not forget those of this very request."""
    monkeypatch.setattr(module, "MAX_PROMPTS", room)

    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        names = IdCache()
        ids = [names.prompt(session, arena.id, f"prompt {i}", PEOPLE)[0] for i in range(4)]
        assert [names.prompt(session, arena.id, f"prompt {i}", PEOPLE)[0] for i in range(4)] == ids
        for wanted in ([ids[0]], ids[:2], ids[1:], ids):
            names.learn_prompts(session, arena.id, wanted)
            for prompt_id in wanted:
                names.stratum_of_prompt(arena.id, prompt_id)

    inside(shared_url, work)


def test_memory_of_texts_is_bounded(shared_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PROMPTS", 5)

    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        names = IdCache()
        for i in range(23):
            names.prompt(session, arena.id, f"prompt {i}", PEOPLE)
        assert len(names._texts) <= 5

    inside(shared_sqlite_url, work)


def test_forgetting_is_complete(shared_url: str) -> None:
    """After a transaction that was taken back every id it made belongs to nobody, or to another."""

    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session)
        names = IdCache()
        names.learn_models(session, ["m0"])
        prompt_id, stratum_id = names.prompt(session, arena.id, "a cat", PEOPLE)
        names.learn_prompts(session, arena.id, [prompt_id])
        names.axes(session, stratum_id)
        for table in ("prompts", "stratum_axes", "strata", "axes"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        names.forget()
        assert names.models == {}
        assert names.find_stratum(session, arena.id, PEOPLE) is None
        with pytest.raises(Invalid):
            names.stratum_of_prompt(arena.id, prompt_id)
        with pytest.raises(KeyError):
            names.axes(session, stratum_id)

    inside(shared_url, work)
