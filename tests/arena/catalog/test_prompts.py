"""Prompts as use cases; over HTTP they are tested in tests/api."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.catalog import arenas, prompts
from service.db.engine import WriteSession
from service.domain.axes import PromptCategory
from service.domain.paging import Page
from service.domain.votes import Ballot, Outcome
from service.errors import Conflict, NotFound
from tests.support.served.api import in_write
from tests.support.votes.arenas import arena_services, new_arena, submit


def test_added_and_found(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        arenas.create(session, "t2i", {})
        made = prompts.create(session, "t2i", "A cat", themes=["B b", "a"], language="EN")
        assert (made.text, made.themes, made.language) == ("A cat", ("a", "b-b"), "en")
        assert prompts.get(session, "t2i", made.id) == made
        with pytest.raises(Conflict, match=f"number {made.id}"):
            prompts.create(session, "t2i", "A cat", themes=["a", "b-b", "A"], language="en")
        with pytest.raises(NotFound):
            prompts.get(session, "t2i", made.id + 1)
        with pytest.raises(NotFound):
            prompts.create(session, "nowhere", "A cat")

    in_write(database_url, work)


def test_pages_are_oldest_first(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        arenas.create(session, "t2i", {})
        texts = [f"prompt {number}" for number in range(12)]
        for text in texts:
            prompts.create(session, "t2i", text)
        first = prompts.page(session, "t2i", Page(limit=10))
        assert [prompt.text for prompt in first.items] == texts[:10]
        assert first.next_cursor is not None

    in_write(database_url, work)


@pytest.mark.anyio
async def test_a_vote_with_the_same_prompt_uses_the_stored_one(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        made = await services.database.write(prompts.create, arena.slug, "A cat", themes=["animals"])
        vote = Ballot("m0", "m1", Outcome.LEFT, PromptCategory(("animals",)), prompt="A cat")
        assert (await submit(services, arena, [vote, vote])).accepted == 2
        listed = await services.database.read(prompts.page, arena.slug, Page())
        assert listed.items == [made]


async def test_found_or_made(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await new_arena(services)
        made = await services.database.write(prompts.find_or_create, "t2i", "A fox", themes=["Animals"])
        again = await services.database.write(prompts.find_or_create, "t2i", "A fox", themes=["animals"])
        other = await services.database.write(prompts.find_or_create, "t2i", "A fox", language="en")
        assert made == again
        assert other.id != made.id
