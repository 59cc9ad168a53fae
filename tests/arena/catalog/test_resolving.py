"""What a reader names, found however it is spelled."""

from __future__ import annotations

import pytest

from service.arena.catalog.prompt_categories import category_of
from service.arena.catalog.resolving import axis_of, find_axis
from service.arena.recording.id_cache import IdCache
from service.db.engine import WriteSession
from service.db.queries import prompt_categories
from service.domain.axes import OVERALL, Axis
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


@pytest.mark.parametrize(
    ("theme", "language", "axis"),
    [
        (None, None, OVERALL),
        ("", "", OVERALL),
        ("people", None, Axis("people")),
        ("Produce & Plants", None, Axis("produce-plants")),
        (None, "pt-br", Axis("", "pt-BR")),
        ("People", "EN", Axis("people", "en")),
        ("C++", None, Axis("c-plus-plus")),
    ],
)
def test_the_axis_that_people_mean(theme: str | None, language: str | None, axis: Axis) -> None:
    assert axis_of(theme, language) == axis


def test_what_is_no_language_is_invalid_and_what_is_no_theme_is_kept_to_be_named() -> None:
    with pytest.raises(Invalid, match="'klingonese'"):
        axis_of(None, "klingonese")
    assert axis_of("???", None).theme == "???"


@pytest.mark.parametrize("theme", ["people", "a.-b", "A__B", "文字", "Produce & Plants", "x" * 150])
def test_a_theme_is_found_as_it_was_written_and_as_it_is_shown(shared_url: str, theme: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        _, stored = IdCache().stored_category(session, arena.id, category_of((theme,), "en"))
        for written in (theme, stored.themes[0]):
            axis = axis_of(written, "en")
            assert find_axis(session, arena, axis) == prompt_categories.find_axis(session, arena.id, axis)
            assert find_axis(session, arena, axis) is not None

    inside(shared_url, work)


def test_known_parts_that_never_met_have_no_axis_and_unknown_ones_are_not_found(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        prompt_categories.add(session, arena.id, category_of(("people",), None))
        prompt_categories.add(session, arena.id, category_of((), "en"))
        prompt_categories.add(session, other.id, category_of(("animals",), "de"))
        assert find_axis(session, arena, Axis("people", "en")) is None
        assert find_axis(session, arena, OVERALL) is not None
        for axis in (Axis("animals"), Axis("", "de"), Axis("people", "de"), Axis("???"), Axis("\0")):
            with pytest.raises(NotFound, match="/api/v1/arenas/a/axes"):
                find_axis(session, arena, axis)

    inside(shared_url, work)
