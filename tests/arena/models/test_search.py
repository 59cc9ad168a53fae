"""The list of models: every filter alone, together, and every order."""

from __future__ import annotations

import pytest

from service.arena.models.cards import Card
from service.arena.models.search import Wish, choices, chosen
from service.db.queries.prices import Price
from service.domain.catalog import License, Model


def card(slug: str, **more: object) -> Card:
    """A card of a model without votes."""
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
    return Card(model, price if isinstance(price, Price) else None, (), ())


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
        (Wish(), ["anna", "ben", "carl"]),
        (Wish("LUMA ai"), ["anna", "ben"]),
        (Wish("strassen"), ["ben"]),
        (Wish("anna ben"), []),
        (Wish(organization="luma"), ["anna", "ben"]),
        (Wish(license="open"), ["anna"]),
        (Wish(license="commercial"), ["anna", "ben"]),
        (Wish(license="unknown"), ["carl"]),
        (Wish(capability="image-editing"), ["ben"]),
        (Wish(price=0.03), ["ben"]),
        (Wish(price=1.0), ["anna", "ben"]),
        (Wish("luma", "luma", "commercial", "text-to-image", 0.04, "price"), ["ben", "anna"]),
        (Wish(sort="name"), ["anna", "ben", "carl"]),
        (Wish(sort="released"), ["carl", "anna", "ben"]),
        (Wish(sort="price"), ["ben", "anna", "carl"]),
    ],
)
def test_what_is_wished_for(wish: Wish, slugs: list[str]) -> None:
    assert [found.model.slug for found in chosen(CARDS, wish)] == slugs


def test_what_can_be_chosen() -> None:
    found = choices(CARDS)
    assert found.organizations == (("luma", "Luma AI", 2),)
    assert found.capabilities == (("image-editing", 1), ("text-to-image", 2))
