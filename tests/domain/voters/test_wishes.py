"""Wishes: what a voter reads and likes comes first, the rest after it, and what is avoided never."""

from __future__ import annotations

import pytest

from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.voters.wishes import NO_WISHES, Wishes, overlap

CATEGORIES = {
    1: PromptCategory(("animals",), "en"),
    2: PromptCategory(("places",), "en"),
    3: PromptCategory(("animals",), "pt-BR"),
    4: PromptCategory(("places",), "ja"),
    5: PromptCategory(("places",)),
}
EVERY = frozenset(CATEGORIES)


@pytest.mark.parametrize(
    ("wishes", "tiers"),
    [
        (NO_WISHES, [EVERY]),
        (Wishes(("en-US",)), [{1, 2, 5}, {3, 4}]),  # a prompt without a language is for everybody
        (Wishes(("pt", "fi")), [{3, 5}, {1, 2, 4}]),
        (Wishes(("en",), ("animals",)), [{1}, {2, 5}, {3, 4}]),
        (Wishes((), ("animals",)), [{1, 3}, {2, 4, 5}]),
        (Wishes((), ("nothing",)), [EVERY]),
        (Wishes(("en",), (), ("ja",)), [{1, 2, 5}, {3}]),
        (Wishes(("en",), (), ("en",)), [{5}, {3, 4}]),
        (Wishes((), (), ("ja", "pt-BR")), [{1, 2, 5}]),
    ],
)
def test_what_comes_first(wishes: Wishes, tiers: list[frozenset[int]]) -> None:
    assert list(wishes.tiers(CATEGORIES, OVERALL)) == tiers


def test_a_language_that_is_asked_for_is_dealt_even_if_it_is_avoided() -> None:
    wishes = Wishes(("en",), ("animals",), ("ja",))
    assert wishes.tiers(CATEGORIES, Axis("", "ja")) == (frozenset({4}),)
    assert wishes.tiers(CATEGORIES, Axis("animals")) == (frozenset({1}), frozenset({3}))
    assert wishes.tiers(CATEGORIES, Axis("nothing")) == (frozenset(),)


def test_regions_and_scripts_are_one_language_to_a_reader() -> None:
    assert overlap("en", "en-US")
    assert overlap("zh-Hant-TW", "zh")
    assert overlap("PT-br", "pt-BR")
    assert not overlap("pt-PT", "pt-BR")
    assert not overlap("en", "eng")
