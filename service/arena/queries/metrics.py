"""The columns of an answer: one entry in one table for each, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service.arena.catalog.arenas import method_version
from service.arena.queries.questions import refused
from service.arena.queries.rows import QueryRow
from service.domain import clock

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Metric:
    """A column.

    ``kind`` is its type, whichever rows there are. ``of_axis`` columns need one axis, ``of_composite`` ones
    weights; columns that need ``fits`` take milliseconds for each axis.
    """

    name: str
    kind: type[str | int | float | bool]
    of: Callable[[QueryRow], Cell]
    of_axis: bool = False
    of_composite: bool = False
    fits: bool = False


KEYS = (
    Metric("arena", str, lambda r: r.source.arena.slug),
    Metric("theme", str, lambda r: r.axis.theme or None, of_axis=True),
    Metric("language", str, lambda r: r.axis.language or None, of_axis=True),
    Metric("model", str, lambda r: r.model.slug),
)
"""The columns that say what a row is about. Every answer has those that apply."""

METRICS = (
    Metric("name", str, lambda r: r.model.name),
    Metric("organization", str, lambda r: r.model.organization),
    Metric("license", str, lambda r: r.model.license),
    Metric("weights_open", str, lambda r: r.model.weights_open),
    Metric("commercial_use", str, lambda r: r.model.commercial_use),
    Metric("released", str, lambda r: r.model.released),
    Metric("retired", bool, lambda r: r.model.retired),
    Metric("composite", float, lambda r: r.composite and r.composite.rating, of_composite=True),
    Metric("composite_low", float, lambda r: r.composite and r.composite.low, of_composite=True),
    Metric("composite_high", float, lambda r: r.composite and r.composite.high, of_composite=True),
    Metric("composite_rank", int, lambda r: r.composite and r.composite.rank, of_composite=True),
    Metric("rank", int, lambda r: r.rank, of_axis=True),
    Metric("rank_low", int, lambda r: r.fit and r.fit.interval.rank_low, of_axis=True, fits=True),
    Metric("rank_high", int, lambda r: r.fit and r.fit.interval.rank_high, of_axis=True, fits=True),
    Metric("score", float, lambda r: r.standing.score, of_axis=True),
    Metric("mu", float, lambda r: r.standing.mu, of_axis=True),
    Metric("sigma", float, lambda r: r.standing.sigma, of_axis=True),
    Metric("votes", int, lambda r: r.composite.votes if r.composite else r.standing.votes),
    Metric("wins", int, lambda r: r.standing.wins, of_axis=True),
    Metric("losses", int, lambda r: r.standing.losses, of_axis=True),
    Metric("ties", int, lambda r: r.standing.ties, of_axis=True),
    Metric("both_bad", int, lambda r: r.standing.both_bad, of_axis=True),
    Metric("win_rate", float, lambda r: r.standing.win_rate, of_axis=True),
    Metric("bt_rating", float, lambda r: r.fit and r.fit.interval.rating, of_axis=True, fits=True),
    Metric("bt_low", float, lambda r: r.fit and r.fit.interval.low, of_axis=True, fits=True),
    Metric("bt_high", float, lambda r: r.fit and r.fit.interval.high, of_axis=True, fits=True),
    Metric("likely", float, lambda r: r.likely and r.likely.rating, of_axis=True),
    Metric("likely_low", float, lambda r: r.likely and r.likely.low, of_axis=True),
    Metric("likely_high", float, lambda r: r.likely and r.likely.high, of_axis=True),
    Metric("likely_rank", int, lambda r: r.likely and r.likely.rank, of_axis=True),
    Metric("better_than", int, lambda r: r.fit and r.fit.better_than, of_axis=True, fits=True),
    Metric("worse_than", int, lambda r: r.fit and r.fit.worse_than, of_axis=True, fits=True),
    Metric("price", float, lambda r: r.model.price and r.model.price.amount),
    Metric("currency", str, lambda r: r.model.price and r.model.price.currency),
    Metric("provider", str, lambda r: r.model.price and r.model.price.provider),
    Metric("revision", int, lambda r: r.source.revision),
    Metric("position", int, lambda r: r.source.position),
    Metric("as_of", str, lambda r: clock.to_text(r.source.as_of)),
    Metric("method_version", str, lambda r: method_version(r.source.arena)),
    Metric("fingerprint", str, lambda r: r.source.fingerprints[r.axis_id], of_axis=True),
)
"""What else may be asked of each row, in the order in which answers have it."""

NAMES = tuple(metric.name for metric in METRICS)
_USUAL = ("name", "rank", "score", "votes", "likely", "likely_low", "likely_high", "price", "currency")
_USUAL_COMPOSITE = (
    *("name", "composite", "composite_low", "composite_high", "composite_rank"),
    *("votes", "price", "currency"),
)
_WEIGHED = ", ".join(metric.name for metric in METRICS if not metric.of_axis)
_BY_NAME = {metric.name: metric for metric in METRICS}


def chosen(names: Sequence[str], *, weighed: bool) -> list[Metric]:
    """Return the columns of an answer: those that say what a row is about, and those of these names.

    Without names they are the usual ones. Raise Invalid for a name that is unknown or does not apply.
    """
    metrics = [
        _metric(f"metrics.{i}", name, weighed=weighed)
        for i, name in enumerate(names or (_USUAL_COMPOSITE if weighed else _USUAL))
    ]
    keys = [key for key in KEYS if not (weighed and key.of_axis)]
    return [*keys, *dict.fromkeys(metrics)]


def _metric(field: str, name: str, *, weighed: bool) -> Metric:
    metric = _BY_NAME.get(name)
    if metric is None:
        raise refused(field, f"is unknown: {name[:50]!r}; choose from {', '.join(NAMES)}")
    if weighed and metric.of_axis:
        raise refused(field, f"{name} belongs to one axis; with weights there are {_WEIGHED}")
    if metric.of_composite and not weighed:
        raise refused(field, f"{name} needs weights, which say what it is the mean of")
    return metric


def ordered(rows: list[QueryRow], order: Sequence[str], columns: Sequence[Metric]) -> list[QueryRow]:
    """Return rows sorted by these columns, falling where a ``-`` precedes; empty cells come last.

    Raise Invalid for a column that the answer does not have.
    """
    by_name: Mapping[str, Metric] = {column.name: column for column in columns}
    for i, key in reversed(list(enumerate(order))):
        column = by_name.get(key.removeprefix("-"))
        if column is None:
            raise refused(
                f"order.{i}", f"is no column of this answer: {key[:50]!r}; it has {', '.join(by_name)}"
            )
        rows = _sorted(rows, column, falling=key.startswith("-"))
    return rows


def _sorted(rows: Sequence[QueryRow], column: Metric, *, falling: bool) -> list[QueryRow]:
    values = [(column.of(row), row) for row in rows]
    known = [pair for pair in values if pair[0] is not None]
    # Every cell of a column that is not empty has the column's type.
    known.sort(key=lambda pair: pair[0], reverse=falling)  # type: ignore[arg-type, return-value]
    return [*(row for _, row in known), *(row for value, row in values if value is None)]


def cells(rows: Sequence[QueryRow], columns: Sequence[Metric]) -> list[dict[str, Cell]]:
    """Return the values of rows by the names of columns."""
    names, getters = [column.name for column in columns], [column.of for column in columns]
    # Column by column: a tenth less time than row by row.
    values = [[of(row) for row in rows] for of in getters]
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
