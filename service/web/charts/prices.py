"""Price, score and speed as a chart."""

from __future__ import annotations

from collections.abc import Mapping

from service.arena.boards.boards import ModelFacts
from service.arena.boards.price import PricedModel, PriceScores
from service.web.charts.bubbles import Bubble, Bubbles
from service.web.charts.figure import Cell, Head, Table
from service.web.filters import money, number

_MINUTE_MS = 60_000


def price_figure(scores: PriceScores) -> Bubbles:
    """Return the models of a leaderboard that have a price in dollars."""
    facts = scores.board.facts
    return Bubbles(
        title=f"{scores.board.arena.name}: price, score and speed",
        bubbles=[_bubble(model, facts) for model in scores.priced],
        table=Table(
            [
                Head(text)
                for text in ("Model", "Price per image", "Provider", "Score", "Rank", "Speed", "Best value")
            ],
            [_row(model, facts) for model in scores.priced],
        ),
    )


def _latency(model: PricedModel, facts: Mapping[str, ModelFacts]) -> int | None:
    price = facts[model.standing.model].price
    return price and price.latency_ms


def _bubble(model: PricedModel, facts: Mapping[str, ModelFacts]) -> Bubble:
    latency = _latency(model, facts)
    pace = _MINUTE_MS / latency if latency else None
    return Bubble(model.name, model.amount, model.standing.score, pace, model.on_front)


def _row(model: PricedModel, facts: Mapping[str, ModelFacts]) -> list[Cell]:
    latency = _latency(model, facts)
    return [
        Cell(model.name, f"/models/{model.standing.model}"),
        Cell(money(model.amount, "USD"), f"/api/v1/models/{model.standing.model}/offers"),
        Cell(model.provider),
        Cell(number(model.standing.score)),
        Cell(str(model.rank)),
        Cell(f"{number(latency / 1000, 1)} s (stated)" if latency else "unknown"),
        Cell("yes" if model.on_front else "no"),
    ]
