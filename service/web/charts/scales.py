"""Scales of charts: from values and days to pixels, with round ticks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from service.domain import clock

# Steps that people count in. The last repeats the first, ten times larger.
_STEPS = (1, 2, 5, 10)
_DAY_STEPS = (1, 2, 7, 14, 28, 91, 182, 365)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` on pixels from ``start`` to ``end``, with labeled ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def value_scale(
    values: Iterable[float], start: float, end: float, *, room: int = 70, zero: bool = False
) -> Scale:
    """Return a scale that starts and ends at round numbers and has a tick about every ``room`` pixels.

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
    ticks = tuple((i * step, f"{i * step:,.{decimals}f}") for i in range(first, last + 1))
    return Scale(first * step, last * step, start, end, ticks)


def exact_scale(values: Iterable[float], start: float, end: float) -> Scale:
    """Return a scale from the smallest value to the largest, with the round ticks between them."""
    known = list(values)
    rounded = value_scale(known, start, end)
    low, high = (min(known), max(known)) if known else (rounded.low, rounded.high)
    if low == high:
        return rounded
    inside = tuple(tick for tick in rounded.ticks if low <= tick[0] <= high)
    return Scale(low, high, start, end, inside)


def day_scale(days: Iterable[int], start: float, end: float, *, room: int = 110) -> Scale:
    """Return a scale of days since 1970, with a date about every ``room`` pixels and the last one labeled."""
    known = sorted(set(days)) or [0]
    first, last = known[0], known[-1]
    most = max(1, int((end - start) / room))
    step = next((s for s in _DAY_STEPS if (last - first) / s < most), ceil((last - first + 1) / most))
    ticks = tuple((float(day), _date(day)) for day in range(last, first - 1, -step))
    margin = 0.5 if first == last else 0.0
    return Scale(first - margin, last + margin, start, end, ticks[::-1])


def _step(least: float) -> float:
    """Return the smallest round step that is no smaller than this."""
    power = 10.0 ** floor(log10(least))
    return next(s for s in _STEPS if s * power >= least * (1 - 1e-9)) * power


def _date(day: int) -> str:
    moment = date.fromisoformat(clock.day_text(day))
    return f"{moment.day} {moment:%b %Y}"
