"""Filters: which models a question is about, by what is known of them beside their votes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from service.domain.boards import CURRENCY
from service.domain.catalog import Price
from service.domain.questions.patterns import matcher

Bound = TypeVar("Bound", float, str)


class ModelRecord(NamedTuple):
    """A model as filters and answers have it. ``released`` is a date, and the price the lowest of today."""

    id: int
    slug: str
    name: str
    organization: str | None
    license: str | None
    weights_open: str
    commercial_use: str
    released: str | None
    retired: bool
    price: Price | None

    @property
    def dollars(self) -> float | None:
        """The price of an image in US dollars, as `dollars` has it."""
        return dollars(self.price)


class Filterable(Protocol):
    """What filters look at: a `ModelRecord`, or what a leaderboard knows of a model."""

    @property
    def organization(self) -> str | None:
        """The slug of its maker."""

    @property
    def license(self) -> str | None:
        """The name of its license."""

    @property
    def weights_open(self) -> str:
        """``yes``, ``no`` or ``unknown``."""

    @property
    def commercial_use(self) -> str:
        """``yes``, ``no`` or ``unknown``."""

    @property
    def released(self) -> str | None:
        """The date of its release."""

    @property
    def retired(self) -> bool:
        """Whether it is retired."""

    @property
    def price(self) -> Price | None:
        """Its lowest price of today."""


def dollars(price: Price | None) -> float | None:
    """Return a price in US dollars; None without one, since currencies cannot be compared."""
    return price.amount if price and price.currency == CURRENCY else None


def has_words(words: str, texts: Iterable[str | None]) -> bool:
    """Return whether every word is in one of the texts, in upper or lower case."""
    text = " ".join(filter(None, texts)).casefold()
    return all(word in text for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class ModelFilter:
    """What models must have. Empty or None means that anything will do.

    ``models`` are patterns of slugs; ``organizations`` and ``licenses`` are lists of which one must be the
    model's. Prices are in US dollars, and dates as text; their bounds are inclusive. A model whose price or
    date is not known is beyond every bound.
    """

    models: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    weights_open: str | None = None
    commercial_use: str | None = None
    price_min: float | None = None
    price_max: float | None = None
    released_from: str | None = None
    released_to: str | None = None
    retired: bool | None = None

    def chosen(self, models: list[ModelRecord]) -> list[ModelRecord]:
        """Return the models that have all of it, in their order."""
        named = [matcher(pattern) for pattern in self.models]
        return [
            model
            for model in models
            if (not named or any(matches(model.slug) for matches in named)) and self.takes(model)
        ]

    def takes(self, model: Filterable) -> bool:
        """Return whether a model has all of it, whatever it is called."""
        return (
            (not self.organizations or model.organization in self.organizations)
            and (not self.licenses or _folded(model.license) in map(_folded, self.licenses))
            and self.weights_open in {None, model.weights_open}
            and self.commercial_use in {None, model.commercial_use}
            and self.retired in {None, model.retired}
            and _within(dollars(model.price), self.price_min, self.price_max)
            and _within(model.released, self.released_from, self.released_to)
        )


def _folded(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _within(value: Bound | None, low: Bound | None, high: Bound | None) -> bool:
    if low is None and high is None:
        return True
    return value is not None and (low is None or low <= value) and (high is None or value <= high)
