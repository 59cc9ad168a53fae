"""Scales of charts: from values, prices and days to places on a drawing, with round ticks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from service.domain import clock
from service.web.filters import money, number

# Steps that people count in. The last repeats the first, ten times larger.
_STEPS = (1, 2, 5, 10)
_MARGIN = 0.05
_DAY_STEPS = (1, 2, 7, 14, 28, 91, 182, 365)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` on places from ``start`` to ``end``, with labeled ticks.

    With ``log``, each factor of ten is as long.
    """

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def at(self, value: float) -> float:
        """Return the place of a value."""
        ends = (self.low, self.high, value)
        low, high, here = map(log10, ends) if self.log else ends
        return self.start + (here - low) / (high - low) * (self.end - self.start)


def value_scale(
    values: Iterable[float], start: float, end: float, *, room: int = 70, zero: bool = False
) -> Scale:
    """Return a scale that starts and ends at round numbers and has a tick about every ``room`` units.

    With ``zero`` it starts at 0 and its ticks are whole numbers.
    """
    known = [*values, *([0.0] if zero else [])] or [0.0, 1.0]
    low, high = min(known), max(known)
    if low == high:
        low, high = (low, low + 1) if zero else (low - 0.5, low + 0.5)
    step = _step((high - low) / max(1, abs(end - start) / room))
    if zero:
        step = max(1.0, step)
    first, last = floor(low / step), ceil(high / step)
    decimals = max(0, -floor(log10(step)))
    ticks = tuple((i * step, number(i * step, decimals)) for i in range(first, last + 1))
    return Scale(first * step, last * step, start, end, ticks)


def exact_scale(values: Iterable[float], start: float, end: float, *, room: int = 70) -> Scale:
    """Return a scale from the smallest value to the largest, with the round ticks between them."""
    known = list(values)
    rounded = value_scale(known, start, end, room=room)
    low, high = (min(known), max(known)) if known else (rounded.low, rounded.high)
    if low == high:
        return rounded
    inside = tuple(tick for tick in rounded.ticks if low <= tick[0] <= high)
    return Scale(low, high, start, end, inside)


def tight_scale(values: Iterable[float], start: float, end: float, *, room: int = 70) -> Scale:
    """Return a scale with a little room beyond the values, and the round ticks on it."""
    known = list(values) or [0.0, 1.0]
    low, high = min(known), max(known)
    margin = (high - low) * _MARGIN or 0.5
    return exact_scale([low - margin, high + margin], start, end, room=room)


def price_scale(prices: Iterable[float], start: float, end: float) -> Scale:
    """Return a logarithmic scale of positive prices in dollars, with round ones as its ticks."""
    known = list(prices) or [0.01, 0.1]
    low, high = min(known) / 1.25, max(known) * 1.25
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    round_prices = (step * 10.0**power for power in powers for step in _STEPS[:-1])
    ticks = tuple((price, money(round(price, 9), "USD")) for price in round_prices if low <= price <= high)
    return Scale(low, high, start, end, ticks, log=True)


def day_scale(days: Iterable[int], start: float, end: float, *, room: int = 90) -> Scale:
    """Return a scale of days since 1970, with a date about every ``room`` units and the last one labeled."""
    known = sorted(set(days)) or [0]
    first, last = known[0], known[-1]
    most = max(1, int((end - start) / room))
    step = next((s for s in _DAY_STEPS if (last - first) / s < most), ceil((last - first + 1) / most))
    labeled = range(last, first - 1, -step)[::-1]
    # The year stands where it changes, and with the first date.
    dates = [date.fromisoformat(clock.day_text(day)) for day in labeled]
    years = [None, *(moment.year for moment in dates)]
    texts = [
        f"{moment.day} {moment:%b}" + ("" if moment.year == year else f" {moment.year}")
        for moment, year in zip(dates, years, strict=False)
    ]
    margin = 0.5 if first == last else 0.0
    ticks = tuple((float(day), text) for day, text in zip(labeled, texts, strict=True))
    return Scale(first - margin, last + margin, start, end, ticks)


def _step(least: float) -> float:
    """Return the smallest round step that is no smaller than this."""
    power = 10.0 ** floor(log10(least))
    return next(s for s in _STEPS if s * power >= least * (1 - 1e-9)) * power
