"""The theme that a name means, and the slugs of new themes."""

from __future__ import annotations

from service.arena.catalog.prompt_categories import category_of
from service.arena.recording.id_cache import IdCache
from service.arena.recording.theme_names import ThemeNames, add_themes, find_slugged, slugged
from service.db.engine import WriteSession
from service.db.queries import prompt_categories
from service.domain.axes import PromptCategory
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_names_that_differ_in_signs_are_different_themes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        names = category_of(("C#", "C", "C++", "Food & Drink", "Food/Drink"), "en")
        assert find_slugged(session, names) is None
        themes = ("c", "c-plus-plus", "c-sharp", "food-drink", "food-drink-2")
        assert slugged(session, names) == find_slugged(session, names) == PromptCategory(themes, "en")
        known = ThemeNames(session)
        assert known.find("FOOD/drink") == known.find("food-drink") == "food-drink"
        assert known.find("Food & Drink") == "food-drink-2"
        assert known.find("Food, drink") is None
        assert "Food/Drink" in known.names

    inside(shared_url, work)


def test_a_theme_without_a_name_is_the_first_that_would_get_its_slug(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        prompt_categories.add_themes(session, {"produce-plants": "", "c": "C++"})
        add_themes(session, ["produce-plants"])  # says nothing of the name
        add_themes(session, ["Produce & Plants", "C"])
        add_themes(session, ["Produce / Plants"])
        assert prompt_categories.theme_names(session) == {
            "produce-plants": "Produce & Plants",
            "produce-plants-2": "Produce / Plants",
            "c": "C++",
            "c-2": "C",
        }

    inside(shared_url, work)


def test_a_vote_and_a_prompt_get_the_category_of_the_same_slugs(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, ids = add_arena(session), IdCache()
        plus, sharp = category_of(("C++",), "en"), category_of(("C#",), "en")
        assert ids.find_category(session, arena.id, plus) is None
        assert ids.with_slugs(session, arena.id, plus) == plus
        assert ids.category(session, arena.id, plus) != ids.category(session, arena.id, sharp)
        assert ids.with_slugs(session, arena.id, plus) == PromptCategory(("c-plus-plus",), "en")
        prompt, category = ids.prompt(session, arena.id, "a cat", plus)
        spelled = category_of(("c-plus-plus",), "en")
        assert IdCache().prompt(session, arena.id, "a cat", spelled) == (prompt, category)
        assert IdCache().prompt(session, arena.id, "a cat", sharp)[0] != prompt

    inside(shared_url, work)
