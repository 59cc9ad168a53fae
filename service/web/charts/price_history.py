"""How a model's prices changed, as a chart: each provider's price holds until its next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service.arena.models.pricing import PricePoint, Pricing
from service.domain.clock import day_of
from service.web.charts.figure import Cell, Head, Key, Table
from service.web.charts.lines import Line, Lines, Point
from service.web.filters import NONE, day_number, money

MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class _Series:
    """The prices of a provider by day, for one note; ``end`` is the last day on which one of them held."""

    name: str
    prices: dict[int, float]
    end: int

    def on(self, day: int) -> float | None:
        """Return the price on a day, None where there was none."""
        known = [price for since, price in self.prices.items() if since <= day]
        return known[-1] if known and day <= self.end else None

    @property
    def steps(self) -> list[Point]:
        """The corners of its line."""
        corners: list[Point] = []
        for day, price in self.prices.items():
            if corners:
                corners.append(Point(day, corners[-1].y))
            corners.append(Point(day, price))
        return [*corners, Point(self.end, corners[-1].y)]


def price_figures(pricing: Pricing) -> list[Lines]:
    """Return a chart for each currency in which a price changed, dollars first."""
    changed = {point.currency for point in pricing.history if point.change}
    return [
        _figure(currency, _series(pricing.history, currency, pricing.day), pricing.day)
        for currency in sorted(changed, key=lambda currency: (currency != "USD", currency))
    ]


def _series(newest_first: Sequence[PricePoint], currency: str, today: int) -> list[_Series]:
    """Return the lines, those that changed most often first."""
    known: dict[tuple[str, str | None], dict[int, float]] = {}
    days: dict[str, set[int]] = {}
    for point in reversed(newest_first):
        day = day_of(date.fromisoformat(point.valid_from))
        days.setdefault(point.provider, set()).add(day)
        if point.currency == currency:
            prices = known.setdefault((point.provider, point.note), {})
            prices[day] = min(point.amount, prices.get(day, point.amount))
    providers = [provider for provider, _ in known]
    found = [
        _Series(
            # The note tells apart what one provider sells, and says nothing where it sells one thing.
            f"{provider} ({note})" if note and providers.count(provider) > 1 else provider,
            prices,
            # All of a provider's offers begin on one day: an older one that is not among them has ended.
            min((day - 1 for day in days[provider] if day > max(prices)), default=today),
        )
        for (provider, note), prices in known.items()
    ]
    return sorted(found, key=lambda one: (-len(one.prices), one.name))[:MOST_LINES]


def _figure(currency: str, series: Sequence[_Series], today: int) -> Lines:
    named = len(series) > 1
    return Lines(
        title=f"Price per image in {currency} over time",
        y=f"Price per image ({currency})",
        lines=[Line(one.name, one.steps, place if named else None) for place, one in enumerate(series)],
        table=_table(currency, series, today),
        keys=[Key(one.name, place) for place, one in enumerate(series)] if named else (),
    )


def _table(currency: str, series: Sequence[_Series], today: int) -> Table:
    days = sorted({int(corner.x) for one in series for corner in one.steps} | {today})
    heads = [Head("Day"), *(Head(one.name, at if len(series) > 1 else None) for at, one in enumerate(series))]
    rows = [[Cell(day_number(day)), *(Cell(_price(one.on(day), currency)) for one in series)] for day in days]
    return Table(heads, rows)


def _price(amount: float | None, currency: str) -> str:
    return NONE if amount is None else money(amount, currency)
