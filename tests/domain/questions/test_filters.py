"""Filters of models."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.catalog import Price
from service.domain.questions.filters import ModelFilter, ModelRecord, has_words


def record(slug: str, **values: Any) -> ModelRecord:
    nothing = dict.fromkeys(("organization", "license", "released", "price"))
    unknown = dict.fromkeys(("weights_open", "commercial_use"), "unknown")
    usual = {"id": 1, "slug": slug, "name": slug, "retired": False, **nothing, **unknown}
    return ModelRecord(**{**usual, **values})


MODELS = [
    record("a1", organization="luma", license="MIT", released="2026-01-05", price=Price(0.02, "USD", "p")),
    record(
        "a2",
        license="mit",
        weights_open="yes",
        retired=True,
        released="2026-03-01",
        price=Price(0.04, "USD", "p"),
    ),
    record("b1", commercial_use="no", price=Price(0.01, "EUR", "p")),
]


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        (ModelFilter(), "a1 a2 b1"),
        (ModelFilter(models=("a*",)), "a1 a2"),
        (ModelFilter(models=("b1", "a1")), "a1 b1"),
        (ModelFilter(organizations=("luma", "bfl")), "a1"),
        (ModelFilter(licenses=("Mit",)), "a1 a2"),
        (ModelFilter(weights_open="yes"), "a2"),
        (ModelFilter(commercial_use="no"), "b1"),
        (ModelFilter(retired=False), "a1 b1"),
        (ModelFilter(retired=True), "a2"),
        (ModelFilter(price_max=0.02), "a1"),
        (ModelFilter(price_min=0.03), "a2"),
        (ModelFilter(price_min=0.0), "a1 a2"),
        (ModelFilter(released_from="2026-01-05", released_to="2026-02-01"), "a1"),
        (ModelFilter(released_from="2026-02-01"), "a2"),
        (ModelFilter(models=("a*",), weights_open="no"), ""),
    ],
)
def test_which_models_are_chosen(asked: ModelFilter, slugs: str) -> None:
    assert [model.slug for model in asked.chosen(MODELS)] == slugs.split()


def test_only_dollars_can_be_compared() -> None:
    assert [model.dollars for model in MODELS] == [0.02, 0.04, None]


def test_words_may_be_in_any_text() -> None:
    assert has_words("FLASH luma", ["Photon Flash 1", None, "Luma Labs"])
    assert has_words("", [None])
    assert not has_words("flash bolt", ["Photon Flash 1"])
