"""Axes: where a vote counts."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from service.domain.axes import OVERALL, Axis, PromptCategory

themes = st.lists(st.sampled_from(["animals", "people", "typography", "food"]), max_size=6)
languages = st.sampled_from(["", "en", "pt-BR"])


def test_a_vote_counts_overall_on_its_themes_its_language_and_both_together() -> None:
    assert PromptCategory.of(["people", "animals"], "en").axes() == (
        Axis("", ""),
        Axis("animals", ""),
        Axis("people", ""),
        Axis("", "en"),
        Axis("animals", "en"),
        Axis("people", "en"),
    )


def test_without_a_language_or_themes_only_the_axes_that_apply() -> None:
    assert PromptCategory.of(["people"], None).axes() == (OVERALL, Axis("people"))
    assert PromptCategory.of([], "en").axes() == (OVERALL, Axis("", "en"))
    assert PromptCategory.of([], "").axes() == (OVERALL,)


@given(themes, languages, st.randoms())
def test_a_stratum_does_not_depend_on_order_or_repetition(
    names: list[str], language: str, random: Random
) -> None:
    shuffled = [*names, *names]
    random.shuffle(shuffled)
    assert PromptCategory.of(shuffled, language) == PromptCategory.of(names, language)


@given(themes, languages)
def test_no_axis_is_counted_twice(names: list[str], language: str) -> None:
    axes = PromptCategory.of(names, language).axes()
    assert len(set(axes)) == len(axes) == (1 + len(set(names))) * (2 if language else 1)
    assert axes[0] == OVERALL


def test_labels() -> None:
    assert OVERALL.label == "overall"
    assert Axis("people").label == "theme=people"
    assert Axis("", "en").label == "language=en"
    assert Axis("people", "en").label == "theme=people,language=en"
