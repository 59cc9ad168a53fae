"""Which models a reader of the list wants to see."""

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
    """What the models shown must have; None asks for nothing.

    ``words`` must all be in the name, slug, maker or description; ``license`` asks for open weights, for
    commercial use, or for models of which neither is known; ``price`` is the most an image may cost in
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
    """What can be wished for: makers (slug, name) and capabilities, with the number of models of each."""

    organizations: tuple[tuple[str, str, int], ...]
    capabilities: tuple[tuple[str, int], ...]


def choices(cards: Iterable[ModelCard]) -> Choices:
    """Return what the models have in common, by name."""
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


def chosen(cards: Sequence[ModelCard], wish: ModelFilter) -> tuple[ModelCard, ...]:
    """Return the cards that fulfil a wish, in the order it names; among equals as they were."""
    return tuple(sorted((card for card in cards if _fulfils(card, wish)), key=_ORDERS[wish.sort]))


def _fulfils(card: ModelCard, wish: ModelFilter) -> bool:
    model = card.model
    text = " ".join(filter(None, (model.name, model.slug, model.organization_name, model.description)))
    return (
        all(word in text.casefold() for word in (wish.words or "").casefold().split())
        and wish.organization in {None, model.organization}
        and (wish.capability is None or wish.capability in model.capabilities)
        and (wish.license is None or _LICENSES[wish.license](card))
        and (wish.price is None or _costs(card) <= wish.price)
    )


def _costs(card: ModelCard) -> float:
    """Return the price in dollars; more than any for a model without one."""
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
