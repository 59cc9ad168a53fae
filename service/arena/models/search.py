"""Search and filters of the list of models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from service.arena.models.cards import ModelCard

Use = Literal["open", "commercial", "unknown"]
Sort = Literal["rank", "price", "name", "released"]

_CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """What the listed models must have. None means any.

    Every one of the ``words`` must be in the name, slug, maker or description. ``license`` means open
    weights, commercial use, or that neither is known. ``price`` is the maximum price of an image in
    dollars.
    """

    words: str | None = None
    organization: str | None = None
    license: Use | None = None
    capability: str | None = None
    price: float | None = None
    sort: Sort = "rank"


@dataclass(frozen=True, slots=True)
class Choices:
    """The values to filter by: makers (slug, name) and capabilities, each with its number of models."""

    organizations: tuple[tuple[str, str, int], ...]
    capabilities: tuple[tuple[str, int], ...]


def choices(cards: Iterable[ModelCard]) -> Choices:
    """Return the makers and capabilities of models, by name."""
    makers: Counter[tuple[str, str]] = Counter()
    capabilities: Counter[str] = Counter()
    for card in cards:
        model = card.model
        if model.organization:
            makers[model.organization_name or model.organization, model.organization] += 1
        capabilities.update(model.capabilities)
    return Choices(
        tuple((slug, name, number) for (name, slug), number in sorted(makers.items())),
        tuple(sorted(capabilities.items())),
    )


def search(cards: Sequence[ModelCard], filters: ModelFilter) -> tuple[ModelCard, ...]:
    """Return the cards that match the filters, in their order. Equal cards keep their order."""
    return tuple(sorted((card for card in cards if _matches(card, filters)), key=_ORDERS[filters.sort]))


def _matches(card: ModelCard, filters: ModelFilter) -> bool:
    model = card.model
    text = " ".join(filter(None, (model.name, model.slug, model.organization_name, model.description)))
    return (
        all(word in text.casefold() for word in (filters.words or "").casefold().split())
        and filters.organization in {None, model.organization}
        and (filters.capability is None or filters.capability in model.capabilities)
        and (filters.license is None or _LICENSES[filters.license](card))
        and (filters.price is None or _costs(card) <= filters.price)
    )


def _costs(card: ModelCard) -> float:
    """Return the price in dollars, infinity without one."""
    return card.price.amount if card.price and card.price.currency == _CURRENCY else float("inf")


_LICENSES: dict[Use, Callable[[ModelCard], bool]] = {
    "open": lambda card: card.model.license.weights_open == "yes",
    "commercial": lambda card: card.model.license.commercial_use == "yes",
    "unknown": lambda card: (
        {card.model.license.weights_open, card.model.license.commercial_use} == {"unknown"}
    ),
}


def _newest_first(card: ModelCard) -> tuple[bool, int]:
    released = card.model.released
    return released is None, -int(released.replace("-", "")) if released else 0


_ORDERS: dict[Sort, Callable[[ModelCard], tuple[object, ...]]] = {
    "rank": lambda card: card.standing,
    "price": lambda card: (_costs(card), card.standing),
    "name": lambda card: (card.model.name.casefold(), card.model.slug),
    "released": lambda card: (_newest_first(card), card.standing),
}
