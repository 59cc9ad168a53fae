"""Strata and their axes in the database."""

from __future__ import annotations

from sqlalchemy import select

from service.db.engine import WriteSession
from service.db.queries import prompt_categories
from service.db.tables.catalog import axes, themes
from service.domain.axes import OVERALL, Axis, PromptCategory
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import STRATA, inside


def test_a_stratum_brings_the_axes_that_are_new(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        made = {stratum: prompt_categories.add(session, arena.id, stratum) for stratum in STRATA}
        assert len(set(made.values())) == len(STRATA)
        known = prompt_categories.axes_of_arena(session, arena.id)
        assert sorted(known.values()) == sorted({axis for s in STRATA for axis in s.axes()})
        found = prompt_categories.axes_of(session, made.values())
        assert {s: {known[i] for i in found[number]} for s, number in made.items()} == {
            s: set(s.axes()) for s in STRATA
        }
        assert all(list(ids) == sorted(ids) for ids in found.values())
        assert prompt_categories.of_arena(session, arena.id) == {number: s for s, number in made.items()}

    inside(shared_url, work)


def test_strata_and_axes_are_found_in_their_arena_only(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        stratum = PromptCategory(("people",), "en")
        made = prompt_categories.add(session, arena.id, stratum)
        assert prompt_categories.find(session, arena.id, stratum) == made
        assert prompt_categories.find(session, other.id, stratum) is None
        assert prompt_categories.find(session, arena.id, PromptCategory(("people",))) is None
        for axis in stratum.axes():
            assert prompt_categories.find_axis(session, arena.id, axis) is not None
            assert prompt_categories.find_axis(session, other.id, axis) is None
        assert prompt_categories.find_axis(session, arena.id, Axis("animals")) is None
        assert prompt_categories.of_arena(session, other.id) == {}
        assert prompt_categories.axes_of_arena(session, other.id) == {}

    inside(shared_url, work)


def test_the_strata_of_an_axis(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        made = {stratum: prompt_categories.add(session, arena.id, stratum) for stratum in STRATA}

        def of(axis: Axis) -> set[int]:
            axis_id = prompt_categories.find_axis(session, arena.id, axis)
            assert axis_id is not None
            return prompt_categories.of_axis(session, axis_id)

        assert of(OVERALL) == set(made.values())
        for axis in (Axis("people"), Axis("", "en"), Axis("animals", "pt-BR")):
            assert of(axis) == {number for stratum, number in made.items() if axis in stratum.axes()}

    inside(shared_url, work)


def test_themes_are_shared_by_arenas(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        for slug in ("a", "b"):
            prompt_categories.add(session, add_arena(session, slug).id, PromptCategory(("animals", "people")))
        assert sorted(session.execute(select(themes.c.slug)).scalars()) == ["animals", "people"]
        assert len(session.execute(select(axes)).all()) == 6

    inside(shared_url, work)
