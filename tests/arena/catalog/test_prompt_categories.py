"""Prompt categories: what people write about a prompt, as it is stored."""

from __future__ import annotations

import pytest

from service.arena.catalog.prompt_categories import category_of
from service.domain.axes import MAX_THEMES, PromptCategory
from service.errors import Invalid


def test_one_category_for_all_spellings() -> None:
    for language in ("pt-br", "PT_BR", "pt-BR"):
        category = category_of((" Animals ", "Produce & Plants", "animals", "ANIMALS"), language)
        assert category == PromptCategory(("Animals", "Produce & Plants"), "pt-BR")


def test_what_is_not_known_is_left_out() -> None:
    assert category_of((), None) == category_of((), "") == PromptCategory()


@pytest.mark.parametrize(
    ("themes", "language", "field"),
    [
        (["people", "!!"], None, "themes"),
        (["people\0"], None, "themes"),
        ([""], "en", "themes"),
        ([f"t{i}" for i in range(MAX_THEMES + 1)], None, "themes"),
        (["people"], "nonsense", "language"),
        ([], "und", "language"),
    ],
)
def test_what_cannot_be_is_named(themes: list[str], language: str | None, field: str) -> None:
    for _ in range(2):  # a refusal is not remembered as something else
        with pytest.raises(Invalid) as caught:
            category_of(tuple(themes), language)
        assert [error.field for error in caught.value.errors] == [field]
