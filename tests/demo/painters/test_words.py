"""The painters' words: some in every language, none twice, none that cannot be found."""

from __future__ import annotations

import pytest

from service.demo.painters.composing import SETTINGS
from service.demo.painters.grading import MOODS as GRADED
from service.demo.painters.palettes import HUES, PALETTES
from service.demo.painters.scenery import SCENERIES
from service.demo.painters.words import COLORS, LANGUAGES, LETTERING, MOODS, PLACES, SUBJECTS, Words


@pytest.mark.parametrize("words", [SUBJECTS, PLACES, MOODS, COLORS, LETTERING])
def test_some_in_every_language(words: Words) -> None:
    for thing, by_language in words.items():
        assert len(by_language) == len(LANGUAGES), thing
        for text in by_language:
            assert all(len(word.strip()) > (1 if word.isascii() else 0) for word in text.split(",")), thing


def test_all_that_can_be_understood_can_be_painted() -> None:
    assert {*SUBJECTS, *LETTERING} == set(SETTINGS)
    assert set(PLACES) <= set(SCENERIES)
    assert set(MOODS) <= set(PALETTES)
    assert set(MOODS) == set(GRADED)
    assert set(COLORS) == set(HUES)
