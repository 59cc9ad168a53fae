"""What a score costs: the models of a board with their prices, and which nobody beats at their price."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.boards.boards import Board
from service.domain.boards import Standing
from service.domain.pareto import front

CURRENCY = "USD"
"""Prices in other currencies cannot be compared with it, and are left out."""


@dataclass(frozen=True, slots=True)
class PricedModel:
    """A ranked model with its lowest price in dollars; ``on_front`` if none is better and cheaper."""

    name: str
    rank: int
    standing: Standing
    amount: float
    provider: str
    on_front: bool


@dataclass(frozen=True, slots=True)
class PriceScores:
    """The ranked models of a board with a price in dollars, the cheapest first; the slugs of the others."""

    board: Board
    priced: tuple[PricedModel, ...]
    unpriced: tuple[str, ...]


def price_scores(board: Board) -> PriceScores:
    """Return the prices and scores of a board."""
    found = []
    unpriced = []
    for entry in board.ranked:
        price = entry.facts.price
        if price is None or price.currency != CURRENCY:
            unpriced.append(entry.standing.model)
        else:
            found.append((entry, price))
    best = front([(price.amount, entry.standing.score) for entry, price in found])
    priced = [
        PricedModel(
            name=entry.facts.name,
            rank=entry.rank,
            standing=entry.standing,
            amount=price.amount,
            provider=price.provider,
            on_front=on_front,
        )
        for (entry, price), on_front in zip(found, best, strict=True)
    ]
    return PriceScores(board, tuple(sorted(priced, key=lambda p: (p.amount, p.rank))), tuple(unpriced))
