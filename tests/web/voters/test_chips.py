"""Chips: what can be chosen, and what was."""

from __future__ import annotations

from service.domain.voters.wishes import NO_WISHES, Wishes
from service.web.voters.chips import Chip, chips


def test_languages_and_themes_with_what_was_said_of_them() -> None:
    found = chips(["en", "pt-BR", "ja"], ["animals", "rooms"], Wishes(("pt",), ("rooms",), ("ja",)))
    assert found.languages == [
        Chip("en", chosen=False),
        Chip("pt-BR", chosen=True),
        Chip("ja", chosen=False, avoided=True),
    ]
    assert found.themes == [Chip("animals", chosen=False), Chip("rooms", chosen=True)]


def test_where_there_is_one_there_is_nothing_to_choose() -> None:
    assert chips(["en"], ["animals"], NO_WISHES).languages == ()
    assert not any(chip.chosen for chip in chips(["en", "ja"], [], NO_WISHES).languages)


def test_of_many_the_most_frequent_and_those_that_can_be_taken_back() -> None:
    themes = [f"theme-{number}" for number in range(40)]
    shown = [chip.value for chip in chips([], themes, Wishes((), ("theme-39",))).themes]
    assert shown == [*themes[:12], "theme-39"]
