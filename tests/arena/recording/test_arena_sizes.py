"""How large arenas and their cells are: as the ratings have it, read once a minute."""

from __future__ import annotations

from pathlib import Path

from service.arena.recording.arena_sizes import KEPT, ArenaSizes
from service.db.engine import ReadSession
from service.db.queries import prompt_categories
from service.domain.axes import Axis, PromptCategory
from service.domain.limits.shares import Sizes
from service.domain.votes import Ballot, Outcome
from tests.support.votes.arenas import arena_services, new_arena, submit

BOTH = PromptCategory.of(("animals", "people"), "en")
ONE, NO_THEME, NOTHING = PromptCategory(("people",), "en"), PromptCategory((), "en"), PromptCategory()


async def test_sizes_of_cells_are_read_once_a_minute(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)

        async def vote(category: PromptCategory, count: int) -> None:
            cast = [Ballot("m0", f"m{1 + i % 3}", Outcome(1 + i % 4), category) for i in range(count)]
            await submit(services, arena, cast)

        for category, count in ((BOTH, 4), (ONE, 3), (NO_THEME, 2), (NOTHING, 1)):
            await vote(category, count)
        sizes = ArenaSizes()

        def read(session: ReadSession, category: PromptCategory, now: int) -> Sizes:
            number = prompt_categories.find(session, arena.id, category)
            assert number is not None
            sizes.learn(session, arena.id, [number], now)
            return sizes.of(arena.id, number)

        async def of(category: PromptCategory, now: int = 0) -> Sizes:
            return await services.database.read(read, category, now)

        numbers = {
            axis: i
            for i, axis in (await services.database.read(prompt_categories.axes_of_arena, arena.id)).items()
        }
        people, animals = numbers[Axis("people", "en")], numbers[Axis("animals", "en")]
        assert await of(ONE) == Sizes(10, 4, {people: 7})
        await vote(ONE, 5)
        assert await of(BOTH, KEPT - 1) == Sizes(10, 4, {people: 7, animals: 4})
        assert await of(BOTH, KEPT) == Sizes(15, 4, {people: 12, animals: 4})
        # Without a theme or a language, the narrowest axis is the cell.
        assert await of(NO_THEME) == Sizes(15, 4, {numbers[Axis("", "en")]: 14})
        assert await of(NOTHING) == Sizes(15, 4, {numbers[Axis()]: 15})
