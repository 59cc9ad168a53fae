"""What the painters of the demo are asked for."""

from __future__ import annotations

from itertools import product

import pytest

from service.arena.catalog.languages import canonical
from service.demo.painters.reading import understood
from service.demo.prompts import EDITED, LANGUAGES, PAINTED, SIZES, THEMES, DemoPrompt
from service.domain.images import BOXES, box_of


def test_every_theme_in_every_language() -> None:
    assert len(THEMES) == 8
    assert len(LANGUAGES) == 6
    assert [canonical(language) for language in LANGUAGES] == list(LANGUAGES)
    assert {(work.theme, work.language) for work in PAINTED} == set(product(THEMES, LANGUAGES))
    assert len({work.text for work in PAINTED}) == len(PAINTED) == 48


@pytest.mark.parametrize("work", PAINTED)
def test_whoever_knows_the_language_knows_what_is_meant(work: DemoPrompt) -> None:
    wish = understood(work.text)
    assert wish.subject is not None
    assert (wish.subject == "lettering") == (work.theme == "typography")


@pytest.mark.parametrize("work", EDITED)
def test_edits_say_what_to_change_and_of_what(work: DemoPrompt) -> None:
    change = understood(work.text)
    assert change.mood or change.hues
    assert understood(work.scene or "").subject is not None
    assert work.theme in THEMES
    assert work.language in LANGUAGES


def test_shapes_are_near_boxes_in_which_voters_see_them() -> None:
    assert {work.shape for work in (*PAINTED, *EDITED)} == set(SIZES)
    for width, height in SIZES.values():
        across, down = BOXES[box_of(width, height)]
        assert abs(width / height - across / down) < 0.01
