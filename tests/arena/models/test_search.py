"""The list of models: every filter alone, together, and every order."""

from __future__ import annotations

import pytest

from service.arena.models.cards import ModelCard
from service.arena.models.search import ModelFilter, choices, search
from service.domain.catalog import License, Model, Price


def card(slug: str, **more: object) -> ModelCard:
    """Return a card of a model without votes."""
    price = more.pop("price", None)
    values: dict[str, object] = {
        "name": slug.title(),
        "organization": None,
        "organization_name": None,
        "released": None,
        "description": None,
        "license": License(),
        "capabilities": (),
        "created_at": 0,
        "retired_at": None,
    }
    model = Model(slug, **{**values, **more})  # type: ignore[arg-type]
    return ModelCard(model, price if isinstance(price, Price) else None, (), ())


CARDS = (
    card(
        "anna",
        organization="luma",
        organization_name="Luma AI",
        license=License("MIT", None, "yes", "yes"),
        capabilities=("text-to-image",),
        price=Price(0.04, "USD", "fal"),
        released="2026-01-01",
    ),
    card(
        "ben",
        organization="luma",
        organization_name="Luma AI",
        license=License("Own", None, "no", "yes"),
        capabilities=("image-editing", "text-to-image"),
        price=Price(0.02, "USD", "fal"),
        description="Draws Straßen",
    ),
    card("carl", price=Price(0.01, "EUR", "fal"), released="2026-03-01"),
)


@pytest.mark.parametrize(
    ("wish", "slugs"),
    [
        (ModelFilter(), ["anna", "ben", "carl"]),
        (ModelFilter("LUMA ai"), ["anna", "ben"]),
        (ModelFilter("strassen"), ["ben"]),
        (ModelFilter("anna ben"), []),
        (ModelFilter(organization="luma"), ["anna", "ben"]),
        (ModelFilter(license="open"), ["anna"]),
        (ModelFilter(license="commercial"), ["anna", "ben"]),
        (ModelFilter(license="unknown"), ["carl"]),
        (ModelFilter(capability="image-editing"), ["ben"]),
        (ModelFilter(price=0.03), ["ben"]),
        (ModelFilter(price=1.0), ["anna", "ben"]),
        (ModelFilter("luma", "luma", "commercial", "text-to-image", 0.04, "price"), ["ben", "anna"]),
        (ModelFilter(sort="name"), ["anna", "ben", "carl"]),
        (ModelFilter(sort="released"), ["carl", "anna", "ben"]),
        (ModelFilter(sort="price"), ["ben", "anna", "carl"]),
    ],
)
def test_what_is_wished_for(wish: ModelFilter, slugs: list[str]) -> None:
    assert [found.model.slug for found in search(CARDS, wish)] == slugs


def test_what_can_be_chosen() -> None:
    found = choices(CARDS)
    assert found.organizations == (("luma", "Luma AI", 2),)
    assert found.capabilities == (("image-editing", 1), ("text-to-image", 2))
