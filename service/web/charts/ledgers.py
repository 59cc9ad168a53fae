"""What became of an arena's votes as charts: counted or not by reason, and held by kind of reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.arena.integrity.published import Published
from service.domain.ledger import REASONS, Day, Ledger
from service.web.charts.figure import Cell, Head, Key, Table
from service.web.charts.stacks import Stacks
from service.web.exclusion_labels import COUNTED, kind_name, name_of
from service.web.filters import count, day_number, iso_day

MOST_DAYS = 90


def ledger_figure(ledger: Ledger) -> Stacks:
    """Return what became of the votes of each of the last days that have any."""
    days, total = ledger.days[-MOST_DAYS:], ledger.total
    reasons = [reason for reason in REASONS if any(day.not_counted.get(reason) for day in ledger.days)]
    counts = [(day.day, _outcomes(day, reasons)) for day in days]
    api = f"/api/v1/arenas/{ledger.arena}/ledger"
    keys = _keys([COUNTED, *(name_of(reason) for reason in reasons)])
    rows = [
        [
            Cell(day_number(day.day), f"{api}?from={iso_day(day.day)}&to={iso_day(day.day)}"),
            *_numbers(day.votes, *found, day.skips),
        ]
        for day, (_, found) in zip(days, counts, strict=True)
    ]
    foot = [Cell("All days"), *_numbers(total.votes, *_outcomes(total, reasons), total.skips)]
    heads = [Head("Day (UTC)"), Head("Votes"), *(Head(key.name, key.series) for key in keys), Head("Skips")]
    return Stacks("Votes by day", "Votes", keys, counts, Table(heads, rows, foot))


def held_figure(published: Published) -> Stacks:
    """Return how many votes of each of the last days with such votes are held, by kind of reason."""
    days = published.days[-MOST_DAYS:]
    kinds = list(published.kinds)
    counts = [(day.day, [day.kinds.get(kind, 0) for kind in kinds]) for day in days]
    keys = _keys(kind_name(kind) for kind in kinds)
    rows = [
        [Cell(day_number(day.day)), *_numbers(day.total, *found)]
        for day, (_, found) in zip(days, counts, strict=True)
    ]
    foot = [Cell("All days"), *_numbers(published.total, *published.kinds.values())]
    heads = [Head("Day (UTC)"), Head("Held"), *(Head(key.name, key.series) for key in keys)]
    return Stacks("Held votes by day", "Votes", keys, counts, Table(heads, rows, foot))


def _outcomes(day: Day, reasons: Sequence[str]) -> list[int]:
    return [day.counted, *(day.not_counted.get(reason, 0) for reason in reasons)]


def _keys(names: Iterable[str]) -> list[Key]:
    return [Key(name.capitalize(), place) for place, name in enumerate(names)]


def _numbers(*values: int) -> list[Cell]:
    return [Cell(count(value)) for value in values]
