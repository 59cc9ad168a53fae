"""Prompts in the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries import prompt_categories, prompts
from service.db.queries.prompts import NewPrompt, digest
from service.domain.axes import PromptCategory
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

words = st.text(st.sampled_from("ab;\x00é"), max_size=4)
subjects = st.tuples(
    words,
    st.builds(
        PromptCategory.of,
        st.lists(st.sampled_from(["a", "b", "ab"]), max_size=2),
        st.sampled_from(["", "a", "b"]),
    ),
    st.none() | words.filter(bool),
)


@given(subjects, subjects)
def test_prompts_have_one_digest_if_and_only_if_they_are_the_same(
    one: tuple[str, PromptCategory, str | None], other: tuple[str, PromptCategory, str | None]
) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)
    assert len(digest(*one)) == 16


def test_a_prompt_comes_back_with_its_themes_and_language(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        stratum = PromptCategory(("animals", "people"), "pt-BR")
        stratum_id = prompt_categories.add(session, arena.id, stratum)
        key = digest("a cat", stratum, "https://example.org/cat.png")
        new = NewPrompt(arena.id, stratum_id, "a cat", key, 77, "https://example.org/cat.png")
        made = prompts.add(session, new)
        found = prompts.get(session, arena.id, made)
        assert found is not None
        assert (found.id, found.text, found.stratum_id, found.created_at) == (made, "a cat", stratum_id, 77)
        assert (found.themes, found.language) == ("animals;people", "pt-BR")
        assert found.source_image == "https://example.org/cat.png"
        assert prompts.find(session, arena.id, key) == made
        for arena_id, prompt_id in [(other.id, made), (arena.id, made + 1)]:
            assert prompts.get(session, arena_id, prompt_id) is None
            assert prompts.categories_of(session, arena_id, [prompt_id]) == {}
        assert prompts.find(session, other.id, key) is None
        with pytest.raises(IntegrityError):
            prompts.add(session, new)

    inside(shared_url, work)


def test_pages_and_strata_of_prompts(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        stratum_ids = {
            a.id: prompt_categories.add(session, a.id, PromptCategory(("people",))) for a in (arena, other)
        }

        def made(arena_id: int, text: str) -> int:
            key = digest(text, PromptCategory(("people",)))
            return prompts.add(session, NewPrompt(arena_id, stratum_ids[arena_id], text, key, 0))

        ids = [made(arena.id, f"prompt {i}") for i in range(5)]
        elsewhere = made(other.id, "prompt 0")
        assert [row.id for row in prompts.page(session, arena.id, 0, 3)] == ids[:3]
        assert [row.id for row in prompts.page(session, arena.id, ids[2], 3)] == ids[3:]
        wanted = [ids[4], elsewhere, ids[0], 10**6]
        assert prompts.categories_of(session, arena.id, wanted) == dict.fromkeys(
            (ids[0], ids[4]), stratum_ids[arena.id]
        )

    inside(shared_url, work)
