"""Price versus score: the models of a leaderboard with their prices, and which are the best value."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.boards.boards import Board
from service.domain.boards import Standing
from service.domain.pareto import front

CURRENCY = "USD"
"""Prices in other currencies cannot be compared, and are left out."""


@dataclass(frozen=True, slots=True)
class PricedModel:
    """A ranked model with its lowest price in dollars. ``on_front`` says that none is better and cheaper."""

    name: str
    rank: int
    standing: Standing
    amount: float
    provider: str
    on_front: bool


@dataclass(frozen=True, slots=True)
class PriceScores:
    """The ranked models of a leaderboard with a price in dollars, cheapest first, and the others' slugs."""

    board: Board
    priced: tuple[PricedModel, ...]
    unpriced: tuple[str, ...]


def price_scores(board: Board) -> PriceScores:
    """Return the prices and scores of a leaderboard."""
    offers = []
    unpriced = []
    for entry in board.ranked:
        price = entry.facts.price
        if price is None or price.currency != CURRENCY:
            unpriced.append(entry.standing.model)
        else:
            offers.append((entry, price))
    best = front([(price.amount, entry.standing.score) for entry, price in offers])
    priced = [
        PricedModel(
            name=entry.facts.name,
            rank=entry.rank,
            standing=entry.standing,
            amount=price.amount,
            provider=price.provider,
            on_front=on_front,
        )
        for (entry, price), on_front in zip(offers, best, strict=True)
    ]
    return PriceScores(board, tuple(sorted(priced, key=lambda p: (p.amount, p.rank))), tuple(unpriced))
